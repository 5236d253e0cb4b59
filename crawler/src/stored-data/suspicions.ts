import type { Bar } from '../bars/bar';
import { agree } from '../bars/doubts/agree';
import type { Doubt } from '../bars/doubts/doubt';
import { decodeBars, encodeBars } from '../bars/parquet';
import type { SymbolReport } from '../manifest/manifest';
import { refusedKey, suspectKey } from '../public/layout';
import { update, type Store, type Stored } from '../store/store';
import type { Source } from '../vendor/source';

/**
 * An answer that was seen so often, over so long a time, is taken. What vendors get wrong they put
 * right within days, seldom within two weeks: a weekly run sees that twice at most, and a daily one
 * waits as long. 13 days, since a run in a zone with summer time may be an hour early.
 */
const enoughRuns = 3;
const longEnoughMs = 13 * 86_400_000;

interface SuspicionsOptions {
  readonly store: Store;
  readonly source: Pick<Source, 'name' | 'splits'>;
  readonly scheduledTime: Date;
  /** Symbols of which every answer is taken. */
  readonly accept: readonly string[];
}

interface Suspect {
  readonly symbol: string;
  readonly answer: readonly Bar[];
  readonly doubts: readonly Doubt[];
  /** Tag of the history that the answer is worse than. */
  readonly against: string;
}

/** What becomes of an answer that there are doubts about. */
export interface Verdict {
  readonly isTaken: boolean;
  readonly report: Pick<SymbolReport, 'doubts' | 'seen' | 'accepted' | 'error'> & {
    readonly status?: 'suspect';
  };
}

/**
 * The answers that were set aside, one a symbol. What is noted of one counts only against the very
 * history that it was worse than: an answer without doubts changes that, and ends the suspicion.
 */
export class Suspicions {
  readonly #options: SuspicionsOptions;
  readonly #accept: ReadonlySet<string>;

  constructor(options: SuspicionsOptions) {
    this.#options = options;
    this.#accept = new Set(options.accept);
  }

  /** Takes a suspect answer, or sets it aside. */
  async judge(suspect: Suspect): Promise<Verdict> {
    const { symbol, doubts } = suspect;
    if (this.#accept.has(symbol)) return { isTaken: true, report: { doubts, accepted: 'asked' } };
    const { store, source } = this.#options;
    const isRefused = await this.#isRefused(symbol);
    let runs: string[] = [];
    await update(store, suspectKey(source.name, symbol), async (stored) => {
      runs = await this.#runsWith(suspect, stored);
      return this.#noted(suspect, runs);
    });
    const seen = runs.length;
    if (!isRefused && areEnough(runs)) {
      return { isTaken: true, report: { doubts, seen, accepted: 'repeated' } };
    }
    const words = doubts.map((doubt) => doubt.words).join('; ');
    const fate = isRefused ? 'refused' : `seen in ${seen} of ${enoughRuns} runs`;
    const error = `the vendor's answer is worse than what is known, which stays: ${words} (${fate})`;
    return { isTaken: false, report: { status: 'suspect', doubts, seen, error } };
  }

  /** The runs that have seen this answer, one after the other, up to this one. */
  async #runsWith({ answer, against }: Suspect, stored: Stored | undefined): Promise<string[]> {
    const { scheduledTime, source } = this.#options;
    const run = scheduledTime.toISOString();
    // One that cannot be read is replaced: all that is lost with it is what runs have seen before.
    const noted = stored && (await decodeBars(stored.bytes).catch(() => undefined));
    if (noted === undefined) return [run];
    const { bars, notes } = noted;
    if (notes['against'] !== against || !agree(bars, answer, source.splits)) return [run];
    return [...new Set([...(notes['runs'] ?? '').split(','), run])];
  }

  #noted({ answer, doubts, against }: Suspect, runs: readonly string[]): Uint8Array {
    const ingestedAtMs = this.#options.scheduledTime.getTime();
    return encodeBars(
      answer.map((bar) => ({ ...bar, ingestedAtMs })),
      { against, runs: runs.join(','), doubts: JSON.stringify(doubts) },
    );
  }

  async #isRefused(symbol: string): Promise<boolean> {
    const { store, source } = this.#options;
    const key = refusedKey(source.name, symbol);
    const marker = await store.read(key);
    if (marker === undefined) return false;
    // What is not written any more expires; as long as the answer comes, it is refused.
    await store.write(key, marker.bytes, marker.etag);
    return true;
  }
}

function areEnough(runs: readonly string[]): boolean {
  const times = runs.map((run) => Date.parse(run));
  const span = Math.max(...times) - Math.min(...times);
  return runs.length >= enoughRuns && span >= longEnoughMs;
}
