import type { JobRun, Outcome } from './job-run';
import type { RunManifest } from './manifests';
import { inSeconds } from '../terminal/moment';

/** One run, from its manifest, from ECS or from Step Functions. */
export interface RunStatus extends Pick<
  JobRun,
  'scheduledTime' | 'startedAt' | 'durationSeconds' | 'rows' | 'reason' | 'byHand'
> {
  readonly outcome: Extract<Outcome, 'done' | 'failed' | 'interrupted' | 'running' | 'skipped'>;
}

export function ofManifest(manifest: RunManifest): RunStatus {
  const symbols = Object.entries(manifest.symbols);
  const failed = symbols.filter(([, { status }]) => status === 'failed' || status === 'suspect');
  return {
    scheduledTime: inSeconds(new Date(manifest.scheduledTime)),
    outcome: manifest.outcome,
    startedAt: manifest.startedAt,
    durationSeconds: seconds(new Date(manifest.startedAt), new Date(manifest.finishedAt)),
    rows: symbols.reduce((sum, [, { rows = 0 }]) => sum + rows, 0),
    reason:
      failed.length === 0
        ? null
        : failed
            .map(([symbol, { error }]) => (error === undefined ? symbol : `${symbol}: ${error}`))
            .join('; '),
    byHand: null,
  };
}

/**
 * Joins the runs of two sources by scheduled time, the newest first. A running task or execution counts
 * more than the manifest of an earlier attempt; otherwise the manifest has more detail, but for who
 * started it.
 */
export function mergeRuns(
  manifests: readonly RunStatus[],
  others: readonly RunStatus[],
): RunStatus[] {
  const runs = new Map(manifests.map((run) => [run.scheduledTime, run]));
  for (const run of others) {
    const manifest = runs.get(run.scheduledTime);
    const known = run.outcome === 'running' || manifest === undefined ? run : manifest;
    runs.set(run.scheduledTime, { ...known, byHand: run.byHand });
  }
  return [...runs.values()].sort((a, b) => (a.scheduledTime < b.scheduledTime ? 1 : -1));
}

export function seconds(from: Date | undefined, to: Date | undefined): number | null {
  return from === undefined || to === undefined
    ? null
    : Math.round((to.getTime() - from.getTime()) / 1000);
}
