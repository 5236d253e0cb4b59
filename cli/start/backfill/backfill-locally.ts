import type { JobRun } from '../../runs/job-run';
import { noRun } from '../../runs/join-runs';
import { fireLocally, refuseFollower, type LocalFiring } from '../fire-locally';

/** Runs a time again on this machine, which stands in for the Fargate of the demo's local AWS. */
export async function backfillLocally(
  { scheduledTime }: JobRun,
  firing: Pick<LocalFiring, 'settings' | 'job' | 'endpoint'>,
): Promise<JobRun> {
  refuseFollower(firing);
  const { exitCode, taskId, seconds } = await fireLocally({
    ...firing,
    scheduledTime,
    overrides: { environment: {} },
    // What it prints is in its log.
    write: () => undefined,
  });
  return {
    ...noRun,
    scheduledTime,
    outcome: exitCode === 0 ? 'done' : 'failed',
    exitCode,
    durationSeconds: Math.round(seconds),
    tasks: [taskId],
  };
}
