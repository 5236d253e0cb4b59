import type { RunningExecutions } from '../../deployed/running-executions';
import type { ResourceChange } from '../changes';

/** Kinds of change that somebody should look at, the worst first, as a review calls them. */
export const riskKinds = {
  'data-loss': 'Data is lost',
  'names-changed': 'Names change',
  'runs-ended': 'Runs are ended',
  'iam-wildcard': 'IAM allows everything',
  'iam-widened': 'IAM allows more',
  'network-opened': 'Network is opened',
  'protection-weakened': 'Protection gets weaker',
  'schedule-changed': 'Schedule changes',
  'image-changed': 'Image changes',
  'image-not-found': 'Image not found',
  'data-kept': 'Data stays behind',
  destroyed: 'Destroyed',
} as const;

export type RiskKind = keyof typeof riskKinds;

/** One thing about a change that somebody should look at. */
export interface Risk {
  readonly kind: RiskKind;
  readonly stack: string;
  readonly address: string;
  /** What it means, in Markdown. */
  readonly text: string;
  /** Rows of a table that shows it: what, before, after. */
  readonly rows?: readonly (readonly [string, string, string])[];
}

/** What one kind of risk finds in a change; the place is added for all of them. */
export type Finding = Pick<Risk, 'kind' | 'text' | 'rows'>;

export interface RiskContext {
  /** Every change of every stack: what is new altogether widens nothing. */
  readonly changes: readonly ResourceChange[];
  /** From when on a schedule's next runs are shown. */
  readonly now: Date;
  /** What runs in state machines that are deleted, by ARN, where AWS was asked. */
  readonly running: ReadonlyMap<string, RunningExecutions>;
}
