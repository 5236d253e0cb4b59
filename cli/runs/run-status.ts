import type { RunManifest } from './manifests';
import { inSeconds } from '../terminal/moment';

/** What is known of one run, whoever told it. */
export interface RunStatus {
  /** RFC 3339 in UTC. */
  readonly scheduledTime: string;
  readonly outcome: 'done' | 'failed' | 'interrupted' | 'running' | 'skipped';
  readonly startedAt: string | null;
  readonly durationSeconds: number | null;
  /** Rows in the lake of the symbols of the run. */
  readonly rows: number | null;
  /** Why it failed or was skipped, as far as is known. */
  readonly reason: string | null;
}

export function ofManifest(manifest: RunManifest): RunStatus {
  const symbols = Object.entries(manifest.symbols);
  const failed = symbols.filter(([, { status }]) => status === 'failed');
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
  };
}

/**
 * One list of what several tell about the same runs, the newest first. A run that goes on goes on,
 * whatever its last manifest says; else the manifest knows most.
 */
export function mergeRuns(
  manifests: readonly RunStatus[],
  others: readonly RunStatus[],
): RunStatus[] {
  const runs = new Map(manifests.map((run) => [run.scheduledTime, run]));
  for (const run of others) {
    if (run.outcome === 'running' || !runs.has(run.scheduledTime)) runs.set(run.scheduledTime, run);
  }
  return [...runs.values()].sort((a, b) => (a.scheduledTime < b.scheduledTime ? 1 : -1));
}

export function seconds(from: Date | undefined, to: Date | undefined): number | null {
  return from === undefined || to === undefined
    ? null
    : Math.round((to.getTime() - from.getTime()) / 1000);
}
