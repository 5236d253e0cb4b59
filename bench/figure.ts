/** One thing that was measured beside another way to do it. */
export interface Figure {
  readonly what: string;
  readonly beside: string;
  /** Ours to theirs; less is better. */
  readonly ratio: number;
  /** The most that is wanted. */
  readonly aim: number;
  /** Both as they were measured. */
  readonly measured: string;
}

/** For the table, such as `0.9 s and 9.1 s`. */
export function pair(ours: number, theirs: number, unit: 's' | 'MiB'): string {
  const text = (value: number) => `${value.toFixed(unit === 's' ? 2 : 0)} ${unit}`;
  return `${text(ours)} and ${text(theirs)}`;
}
