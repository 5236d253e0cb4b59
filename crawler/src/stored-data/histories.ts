import type { Bar, StoredBar } from '../bars/bar';
import { doubtsOf } from '../bars/doubts/doubts';
import type { Splits } from '../bars/doubts/doubt';
import { differenceOf } from '../bars/difference';
import { latestOf } from '../bars/merge';
import { decodeBars, encodeBars } from '../bars/parquet';
import { weeklyBars } from '../bars/weekly';
import { dayOfText, textOfDay, type Day } from '../day';
import type { SymbolReport } from '../manifest/manifest';
import { barsKey } from '../public/layout';
import { update, type Store, type Stored } from '../store/store';
import type { CrossSections } from './cross-sections';
import { decoded } from './decoded';
import { changesSince, notesOf, type Settlement } from './settlement';
import type { Suspicions, Verdict } from './suspicions';

/** What is stored of a symbol. */
export interface Known {
  readonly stored: Stored | undefined;
  readonly bars: readonly StoredBar[];
  /** The first day whose rows may be missing in the cross-sections. */
  readonly openSince: Day | undefined;
  /**
   * The first day of which the last run found another value than was stored, or none. A vendor that
   * rewrites its past gets that wrong now and then: the next run asks once more.
   */
  readonly again: Day | undefined;
}

interface HistoriesOptions {
  readonly scheduledTime: Date;
  readonly source: string;
  readonly store: Store;
  readonly sections: CrossSections;
  readonly settlement: Settlement;
  /** Key of the manifest that this run is to leave. */
  readonly manifest: string;
  /** Whether weekly bars are kept, too. */
  readonly weekly: boolean;
  /** What the source does with splits. */
  readonly splits: Splits;
  readonly suspicions: Suspicions;
}

/** Makes the new history of the stored one; nothing where it cannot be made of that one. */
export type Arrange = (stored: readonly StoredBar[]) => readonly StoredBar[] | undefined;

/** Reads and writes the histories of symbols, each of which is one object. */
export class Histories {
  readonly #options: HistoriesOptions;

  constructor(options: HistoriesOptions) {
    this.#options = options;
  }

  async read(symbol: string): Promise<Known> {
    const { store, source } = this.#options;
    return this.#knownFrom(symbol, await store.read(barsKey(source, symbol)));
  }

  /**
   * Writes a history, and what follows from it in cross-sections and weeks. One that is worse than
   * the stored one is not written; the answer that it was made of is set aside.
   *
   * @param answer what the vendor sent; it ascends
   * @param known what was read a moment ago; where another run has changed it, it is read again
   * @returns nothing where the new history could not be made of what is stored by now
   */
  async write(
    symbol: string,
    answer: readonly Bar[],
    known: Known,
    arrange: Arrange,
  ): Promise<SymbolReport | undefined> {
    const { store, source, sections, manifest, weekly, splits, suspicions } = this.#options;
    let verdict: Verdict | undefined;
    let next = [] as ReturnType<Arrange>;
    let changes = new Map<Day, StoredBar | undefined>();
    let changed = 0;
    let contested = 0;
    const { etag, changed: isWritten } = await update(
      store,
      barsKey(source, symbol),
      async (stored) => {
        const current =
          stored?.etag === known.stored?.etag ? known : await this.#knownFrom(symbol, stored);
        next = arrange(current.bars);
        if (next === undefined) return undefined;
        const doubts = doubtsOf(current.bars, next, splits);
        verdict =
          stored === undefined || doubts.length === 0
            ? undefined
            : await suspicions.judge({ symbol, answer, doubts, against: stored.etag });
        if (verdict?.isTaken === false) next = current.bars;
        const difference = differenceOf(current.bars, next, (day, wasThere) =>
          sections.concerns(day, wasThere),
        );
        changed = difference.count;
        changes = difference.days;
        const since = Math.min(...changes.keys(), current.openSince ?? Infinity);
        const last = current.bars.at(-1)?.day ?? -Infinity;
        const again = Math.min(...[...changes.keys()].filter((day) => day <= last));
        contested = 0;
        if (current.openSince !== undefined) {
          // Whoever left it open may yet bring a day that went, and no row stands there to stop that.
          contested = [...changes.values()].filter((bar) => bar === undefined).length;
          changes = new Map([...changes, ...changesSince(next, current.openSince)]);
        }
        return changed === 0 ? undefined : encodeBars(next, notesOf(manifest, since, again));
      },
      { stored: known.stored },
    );
    if (next === undefined) return undefined;
    await sections.add(symbol, changes, latestOf(next));
    if (weekly) await this.#writeWeeks(symbol, next);
    return {
      status: isWritten ? 'updated' : 'unchanged',
      ...verdict?.report,
      ...extentOf(next),
      ...(isWritten && { changed }),
      ...(etag !== undefined && contested === 0 && { etag }),
    };
  }

  async #writeWeeks(symbol: string, daily: readonly StoredBar[]): Promise<void> {
    const { store, source } = this.#options;
    const bytes = encodeBars(weeklyBars(daily, this.#options.scheduledTime.getTime()));
    const key = barsKey(source, symbol, '1wk');
    await update(store, key, async (stored) => {
      if (stored !== undefined && Buffer.compare(stored.bytes, bytes) === 0) return undefined;
      if (stored !== undefined) await decoded(key, decodeBars(stored.bytes));
      return bytes;
    });
  }

  async #knownFrom(symbol: string, stored: Stored | undefined): Promise<Known> {
    if (stored === undefined) {
      return { stored, bars: [], openSince: undefined, again: undefined };
    }
    const key = barsKey(this.#options.source, symbol);
    const { bars, notes } = await decoded(key, decodeBars(stored.bytes));
    const { settlement } = this.#options;
    return {
      stored,
      bars,
      openSince: await settlement.openSince(symbol, notes, stored.etag),
      again: notes['again'] === undefined ? undefined : dayOfText(notes['again']),
    };
  }
}

/** How far a history reaches, as reports say it. */
export function extentOf(bars: readonly Bar[]): Pick<SymbolReport, 'rows' | 'first' | 'last'> {
  const [first, last] = [bars[0], bars.at(-1)];
  return {
    rows: bars.length,
    ...(first !== undefined && { first: textOfDay(first.day) }),
    ...(last !== undefined && { last: textOfDay(last.day) }),
  };
}
