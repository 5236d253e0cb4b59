import { type Bar, type StoredBar, tidy } from '../bars/bar';
import type { CrossSections } from './cross-sections';
import { dayOfMs, textOfDay, type Day } from '../day';
import { VendorError } from '../vendor/vendor-error';
import { differenceOf } from '../bars/difference';
import { latestOf, mergeBars, replaceBars } from '../bars/merge';
import { planPeriod, type Wanted } from '../bars/period';
import { sameBasis } from '../bars/same-basis';
import { barsKey } from '../public/layout';
import type { SymbolReport } from '../manifest/manifest';
import { decodeBars, encodeBars } from '../bars/parquet';
import { changesSince, notesOf, type Settlement } from './settlement';
import type { Ask } from '../vendor/source';
import { update, type Store, type Stored } from '../store/store';
import { weeklyBars } from '../bars/weekly';

/** What the lake has of a symbol. */
export interface Known {
  readonly stored: Stored | undefined;
  readonly bars: readonly StoredBar[];
  /** The first day whose rows may be missing in the cross-sections. */
  readonly openSince: Day | undefined;
}

export interface HistoriesOptions {
  readonly wanted: Wanted;
  readonly source: string;
  readonly store: Store;
  readonly sections: CrossSections;
  readonly settlement: Settlement;
  /** Key of the manifest that this run is to leave. */
  readonly manifest: string;
  /** Whether weekly bars are kept, too. */
  readonly weekly: boolean;
}

/** Another run has written a history that what was fetched cannot be laid over. */
class RestatedMeanwhile extends Error {
  override readonly name = 'RestatedMeanwhile';
}

/** Reads and writes the histories of symbols, each of which is one object. */
export class Histories {
  readonly #options: HistoriesOptions;
  readonly #scheduledMs: number;

  constructor(options: HistoriesOptions) {
    this.#options = options;
    this.#scheduledMs = options.wanted.scheduledTime.getTime();
  }

  async look(symbol: string): Promise<Known> {
    const { store, source } = this.#options;
    return this.#knownFrom(symbol, await store.read(barsKey(source, symbol)));
  }

  /**
   * Brings what a vendor sent into the history of a symbol.
   *
   * @param fetchWhole asks for a longer stretch, where the vendor has rewritten its past
   * @throws VendorError where that leaves less than there was
   */
  async bring(
    ask: Ask,
    sent: readonly Bar[],
    known: Known,
    fetchWhole: (ask: Ask) => Promise<readonly Bar[]>,
  ): Promise<SymbolReport> {
    const { symbol } = ask;
    const fetched = tidy(sent);
    if (fetched.length === 0 && ask.from <= ask.to) {
      const message = 'the vendor has no prices in this period';
      return { status: 'no-data', class: 'no-data', error: message, ...extentOf(known.bars) };
    }
    const isRestated = known.bars.length > 0 && !sameBasis(known.bars, fetched);
    const arrange = isRestated
      ? await this.#replacing(ask, known.bars, fetchWhole)
      : (stored: readonly StoredBar[]) => {
          if (stored !== known.bars && !sameBasis(stored, fetched)) throw new RestatedMeanwhile();
          return mergeBars(stored, fetched, this.#scheduledMs);
        };
    try {
      const report = await this.#write(symbol, known, arrange);
      return isRestated ? { ...report, restated: true } : report;
    } catch (error) {
      if (!(error instanceof RestatedMeanwhile)) throw error;
      return this.bring(ask, sent, await this.look(symbol), fetchWhole);
    }
  }

  /** How a history that the vendor has rewritten comes to be the new one. */
  async #replacing(
    ask: Ask,
    stored: readonly StoredBar[],
    fetchWhole: (ask: Ask) => Promise<readonly Bar[]>,
  ): Promise<(stored: readonly StoredBar[]) => readonly StoredBar[]> {
    const oldest = stored[0]?.day ?? ask.from;
    const { to } = planPeriod([], { scheduledTime: this.#options.wanted.scheduledTime });
    const whole = tidy(
      await fetchWhole({ symbol: ask.symbol, from: Math.min(oldest, ask.from), to }),
    );
    return (current) => {
      const last = current.at(-1)?.day ?? -Infinity;
      const newest = whole.at(-1)?.day ?? -Infinity;
      // A later run has written days that this one may not: the rewriting is left to the next one.
      if (last > newest && last >= dayOfMs(this.#scheduledMs)) return current;
      const days = new Set(current.map(({ day }) => day));
      const fetched = whole.filter(({ day }) => day <= ask.to || days.has(day));
      const replaced = last > newest ? undefined : replaceBars(current, fetched, this.#scheduledMs);
      if (replaced === undefined) {
        throw new VendorError(
          'short-history',
          `the vendor has rewritten its past and has ${fetched.length} of the ${current.length} days we have; ` +
            `to begin again with those, delete ${barsKey(this.#options.source, ask.symbol)}`,
        );
      }
      return replaced;
    };
  }

  async #write(
    symbol: string,
    known: Known,
    arrange: (stored: readonly StoredBar[]) => readonly StoredBar[],
  ): Promise<SymbolReport> {
    const { store, source, sections, manifest, weekly } = this.#options;
    let next: readonly StoredBar[] = [];
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
        const difference = differenceOf(current.bars, next, (day, wasThere) =>
          sections.concerns(day, wasThere),
        );
        changed = difference.count;
        changes = difference.days;
        const since = Math.min(...changes.keys(), current.openSince ?? Infinity);
        contested = 0;
        if (current.openSince !== undefined) {
          // Whoever left it open may yet bring a day that went, and no row stands there to stop that.
          contested = [...changes.values()].filter((bar) => bar === undefined).length;
          changes = new Map([...changes, ...changesSince(next, current.openSince)]);
        }
        return changed === 0 ? undefined : encodeBars(next, notesOf(manifest, since));
      },
      { stored: known.stored },
    );
    await sections.add(symbol, changes, latestOf(next));
    if (weekly) await this.#writeWeeks(symbol, next);
    return {
      status: isWritten ? 'updated' : 'unchanged',
      ...extentOf(next),
      ...(isWritten && { changed }),
      ...(etag !== undefined && contested === 0 && { etag }),
    };
  }

  async #writeWeeks(symbol: string, daily: readonly StoredBar[]): Promise<void> {
    const { store, source } = this.#options;
    const bytes = encodeBars(weeklyBars(daily, this.#scheduledMs));
    await update(store, barsKey(source, symbol, '1wk'), (stored) =>
      Promise.resolve(
        stored !== undefined && Buffer.compare(stored.bytes, bytes) === 0 ? undefined : bytes,
      ),
    );
  }

  async #knownFrom(symbol: string, stored: Stored | undefined): Promise<Known> {
    if (stored === undefined) return { stored, bars: [], openSince: undefined };
    const { bars, notes } = await decodeBars(stored.bytes);
    const { settlement } = this.#options;
    return { stored, bars, openSince: await settlement.openSince(symbol, notes, stored.etag) };
  }
}

function extentOf(bars: readonly Bar[]): Pick<SymbolReport, 'rows' | 'first' | 'last'> {
  const [first, last] = [bars[0], bars.at(-1)];
  return {
    rows: bars.length,
    ...(first !== undefined && { first: textOfDay(first.day) }),
    ...(last !== undefined && { last: textOfDay(last.day) }),
  };
}
