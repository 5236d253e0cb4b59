import type { JobSettings } from '../../stacks/settings/settings';
import type { AppliedTrigger } from '../deployed/trigger';
import type { ByHand } from './by-hand';
import type { RunManifest } from './manifests';

export type Outcome =
  | 'done'
  | 'failed'
  | 'timed-out'
  | 'interrupted'
  | 'stopped'
  | 'replaced'
  | 'skipped'
  | 'running'
  /** It was due, all runs of that time are known, and there was none. */
  | 'missed'
  /** It was due while the job was paused. */
  | 'paused'
  /** It was due, and what became of it is not known: the history was off or does not reach back. */
  | 'unknown';

/** What became of one scheduled time of a job. */
export interface JobRun {
  /** RFC 3339 in UTC, in whole seconds. */
  readonly scheduledTime: string;
  readonly outcome: Outcome;
  readonly startedAt: string | null;
  /** Of the whole run: its attempts, and the waits between them. */
  readonly durationSeconds: number | null;
  /** Of the job's container in the last attempt. */
  readonly exitCode: number | null;
  /** Why it failed or was skipped, and the symbols that are suspect; null where that is not known. */
  readonly reason: string | null;
  /** How often its task was started; null where it is not known, and where a run has many tasks. */
  readonly attempts: number | null;
  /** Rows in the data bucket of the symbols of the run. */
  readonly rows: number | null;
  /** Null where the schedule started it, and where that is not known. */
  readonly byHand: ByHand | null;
  /** IDs of its tasks, the newest first; the log stream of one is `<prefix>/<container>/<id>`. */
  readonly tasks: readonly string[];
  readonly executionArn: string | null;
  /** What a run of the crawler has left. */
  readonly manifest?: RunManifest | undefined;
}

/** What is known of a job's runs. */
export interface JobRuns {
  readonly name: string;
  /** Nothing where it is deployed, and gone from `config.ts`. */
  readonly job: JobSettings | undefined;
  /** Nothing where it is not deployed yet. */
  readonly trigger: AppliedTrigger | undefined;
  /** The newest first, what was due and did not run among them. */
  readonly runs: readonly JobRun[];
  /** All runs since then are known; nothing where there is no such time. */
  readonly since: Date | undefined;
}
