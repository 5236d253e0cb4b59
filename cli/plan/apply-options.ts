/** What the command line says. */
export interface ApplyOptions {
  /**
   * Whether executions may be ended that run in a state machine which is deleted.
   * @default false
   */
  readonly endRuns?: boolean;
}
