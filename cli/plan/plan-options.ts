/** What the command line says. */
export interface PlanOptions {
  readonly out?: string;
  readonly policy?: string;
  readonly json?: boolean;
}
