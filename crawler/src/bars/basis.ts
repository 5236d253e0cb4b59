/** What the prices of a source are, in which sources differ. */
export interface Basis {
  /** Whether closes have later splits taken out; else they are as they were traded. */
  readonly splitAdjusted: boolean;
  /** Whether the source tells dividends and splits; else they are in prices alone. */
  readonly tellsEvents: boolean;
}
