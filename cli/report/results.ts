import type { RunManifest } from '../runs/manifests';
import { sourceOf } from '../runs/price-source';
import type { ReportFacts } from './gather';

/** How a run ended; `missed`: it was due and left no manifest. */
export type Outcome = RunManifest['outcome'] | 'missed';

/** From the best to the worst. */
export const outcomes: readonly Outcome[] = ['done', 'interrupted', 'failed', 'missed'];

export interface Result {
  readonly scheduledTime: string;
  readonly source: string;
  readonly outcome: Outcome;
  readonly manifest?: RunManifest;
}

/** Runs take a while, and the manifest comes last: what is this young is not missed yet. */
const graceMs = 6 * 3_600_000;
const dayMs = 86_400_000;

/** Every run that was or should have been, ascending by scheduled time. */
export function resultsOf({ runs, jobs, now }: Pick<ReportFacts, 'runs' | 'jobs' | 'now'>) {
  const results: Result[] = runs.manifests.map((manifest) => ({
    scheduledTime: manifest.scheduledTime,
    source: manifest.source,
    outcome: manifest.outcome,
    manifest,
  }));
  const happened = new Set(results.map((result) => keyOf(result.source, result.scheduledTime)));
  for (const { job, due } of jobs) {
    const source = sourceOf(
      job,
      jobs.map((each) => each.job),
    );
    if (source === undefined) continue;
    for (const scheduledTime of due) {
      const young = now.getTime() - Date.parse(scheduledTime) < graceMs;
      if (young || happened.has(keyOf(source, scheduledTime))) continue;
      results.push({ scheduledTime, source, outcome: 'missed' });
    }
  }
  return results.sort((a, b) => Date.parse(a.scheduledTime) - Date.parse(b.scheduledTime));
}

function keyOf(source: string, scheduledTime: string): string {
  return `${source} ${Date.parse(scheduledTime)}`;
}

export interface SymbolTrouble {
  readonly symbol: string;
  readonly times: number;
  /** Of the newest run that did not get it. */
  readonly lastRun: string;
  readonly status: string;
  readonly reason: string;
}

/** Symbols that a run did not get, the most frequent first. */
export function troublesOf(manifests: readonly RunManifest[]): SymbolTrouble[] {
  const troubles = new Map<string, SymbolTrouble>();
  for (const { scheduledTime, symbols } of manifests) {
    for (const [symbol, report] of Object.entries(symbols)) {
      if (isGood(report) || report.status === 'suspect') continue;
      const { status, error = '' } = report;
      const times = (troubles.get(symbol)?.times ?? 0) + 1;
      troubles.set(symbol, { symbol, times, lastRun: scheduledTime, status, reason: error });
    }
  }
  return [...troubles.values()].sort((a, b) => b.times - a.times);
}

/** A symbol of which the vendor's answer was worse than what is stored. */
export interface Suspicion {
  readonly symbol: string;
  /** Scheduled time of the first run in a row that saw it, or of the one that took the answer. */
  readonly since: string;
  /** Whether the answer took the place of what was stored. */
  readonly isTaken: boolean;
  readonly reason: string;
}

/** What is suspect as of the newest run of each symbol, and every suspect answer that was taken. */
export function suspicionsOf(manifests: readonly RunManifest[]): Suspicion[] {
  const open = new Map<string, Suspicion>();
  const taken: Suspicion[] = [];
  for (const { source, scheduledTime, symbols } of manifests) {
    for (const [symbol, { status, error, accepted, doubts = [] }] of Object.entries(symbols)) {
      const words = doubts.map((doubt) => doubt.words).join('; ');
      const key = `${source} ${symbol}`;
      if (status === 'suspect') {
        const since = open.get(key)?.since ?? scheduledTime;
        open.set(key, { symbol, since, isTaken: false, reason: error ?? words });
      } else if (isGood({ status })) {
        open.delete(key);
        if (accepted === undefined) continue;
        taken.push({ symbol, since: scheduledTime, isTaken: true, reason: words });
      }
    }
  }
  return [...open.values(), ...taken.reverse()];
}

export interface Freshness {
  readonly symbol: string;
  /** Date of the newest row, and how many days ago that is. */
  readonly last: string;
  readonly ageDays: number;
}

/** Whether the data bucket has what the vendor has. */
export function isGood({ status }: { readonly status: string }): boolean {
  return status === 'updated' || status === 'unchanged';
}

/** The newest row of each symbol that any run named, the oldest first. */
export function freshnessOf(manifests: readonly RunManifest[], now: Date): Freshness[] {
  const lasts = new Map<string, string>();
  for (const { symbols } of manifests) {
    for (const [symbol, { last }] of Object.entries(symbols)) {
      if (last !== undefined) lasts.set(symbol, last);
    }
  }
  return [...lasts]
    .map(([symbol, last]) => ({
      symbol,
      last,
      ageDays: Math.floor((now.getTime() - Date.parse(last)) / dayMs),
    }))
    .sort((a, b) => b.ageDays - a.ageDays);
}

export function secondsOf({ startedAt, finishedAt }: RunManifest): number {
  return (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
}

export function rowsOf({ symbols }: RunManifest): number {
  return Object.values(symbols).reduce((sum, { rows = 0 }) => sum + rows, 0);
}
