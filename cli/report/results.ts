import type { RunManifest } from '../runs/manifests';

const dayMs = 86_400_000;

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
function isGood({ status }: { readonly status: string }): boolean {
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
