import type { JobRun, Outcome } from '../../../cli/runs/job-run';
import { noRun } from '../../../cli/runs/join-runs';

/** A run of which only this is known. */
export function someRun(
  scheduledTime: string,
  outcome: Outcome = 'done',
  more: Partial<JobRun> = {},
): JobRun {
  return { ...noRun, scheduledTime, outcome, ...more };
}
