import { sameBar, type StoredBar } from '../bars/bar';
import { concurrently } from '../concurrently';
import type { Day } from '../day';
import { crossSectionKey } from '../public/layout';
import { decodeCrossSection, encodeCrossSection } from '../bars/parquet';
import { update, type Store } from '../store/store';
import { decoded } from './decoded';

/** Rows that are held before they are written: they bound the memory. */
const mostRows = 50_000;
const writesAtOnce = 8;

/** A bar that a cross-section is to have, or when its history was found to have none. */
type Change = StoredBar | { readonly absentAtMs: number };

/**
 * Keeps the cross-sections in step with the histories that they come from: all symbols of a day in
 * one object. Changes are held and written together, since each symbol has many days and each day
 * many symbols. Another run may have brought later ones meanwhile: what is older than a row yields.
 */
export class CrossSections {
  readonly #store: Store;
  readonly #source: string;
  /** Days from here on get every symbol; those before keep right what they have. */
  readonly #since: Day;
  #held = new Map<Day, Map<string, Change>>();
  #rows = 0;
  #writing: Promise<void> = Promise.resolve();
  /** Symbols of which a day could not be written, and why. */
  readonly failed = new Map<string, unknown>();

  constructor(store: Store, source: string, since: Day) {
    this.#store = store;
    this.#source = source;
    this.#since = since;
  }

  /**
   * Whether a change of a symbol's history concerns the cross-section of that day. Days before those
   * that get every symbol have it only if its history had the day before: a backfill of twenty years
   * looks at none of them.
   */
  concerns(day: Day, wasThere: boolean): boolean {
    return wasThere || day >= this.#since;
  }

  /**
   * Takes the changes of a symbol and writes them, now or with later ones.
   *
   * @param latestMs of the history that they are from
   */
  async add(
    symbol: string,
    changes: ReadonlyMap<Day, StoredBar | undefined>,
    latestMs: number,
  ): Promise<void> {
    const absent: Change = { absentAtMs: latestMs };
    for (const [day, bar] of changes) {
      const held = this.#held.get(day) ?? new Map<string, Change>();
      this.#held.set(day, held.set(symbol, bar ?? absent));
    }
    this.#rows += changes.size;
    if (this.#rows >= mostRows) await this.flush();
  }

  /** Writes all that is held. What cannot be written is in `failed`. */
  async flush(): Promise<void> {
    const held = this.#held;
    this.#held = new Map();
    this.#rows = 0;
    const before = this.#writing;
    this.#writing = (async () => {
      await before;
      await concurrently(writesAtOnce, held, async ([day, changes]) => {
        try {
          await this.#write(day, changes);
        } catch (error) {
          for (const symbol of changes.keys()) this.failed.set(symbol, error);
        }
      });
    })();
    await this.#writing;
  }

  async #write(day: Day, changes: ReadonlyMap<string, Change>): Promise<void> {
    const key = crossSectionKey(this.#source, day);
    await update(this.#store, key, async (stored) => {
      const bars =
        stored === undefined
          ? new Map<string, StoredBar>()
          : await decoded(key, decodeCrossSection(stored.bytes));
      let changed = false;
      for (const [symbol, change] of changes) {
        const before = bars.get(symbol);
        if ('absentAtMs' in change) {
          if (before === undefined || before.ingestedAtMs > change.absentAtMs) continue;
          bars.delete(symbol);
        } else {
          if (before === undefined ? day < this.#since : !supersedes(change, before)) continue;
          bars.set(symbol, change);
        }
        changed = true;
      }
      if (!changed) return undefined;
      return encodeCrossSection(new Map([...bars].sort(([a], [b]) => (a < b ? -1 : 1))));
    });
  }
}

function supersedes(bar: StoredBar, before: StoredBar): boolean {
  if (bar.ingestedAtMs !== before.ingestedAtMs) return bar.ingestedAtMs > before.ingestedAtMs;
  // Of one moment there are two only where somebody deleted the history in between.
  return !sameBar(before, bar);
}
