// The package carries no types of its own.
declare module 'asl-validator' {
  /** Checks a definition in the Amazon States Language. */
  export default function validate(definition: unknown): {
    readonly isValid: boolean;
    readonly errors: readonly unknown[];
  };
}
