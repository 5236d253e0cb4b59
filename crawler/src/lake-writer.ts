import { sameBar, type StoredBar } from './bar';
import type { Day } from './calendar-day';
import { concurrently } from './concurrently';
import { ConfigError } from './errors';
import { changedDays, extentOf, type Extent } from './history';
import { barsKey, crossSectionKey } from './layout';
import { decodeBars, decodeCrossSection, encodeBars, encodeCrossSection } from './parquet';
import { updateObject, type Store } from './store';

/** Above one of these, what is held is written: they bound memory and what a kill costs. */
const heldBytes = 16 * 1024 * 1024;
const heldRows = 50_000;
const heldMs = 15_000;

const writesAtOnce = 16;

type Changes = ReadonlyMap<Day, StoredBar | undefined>;

/** The new history of one symbol, to be written. */
export interface SymbolChange {
  readonly symbol: string;
  /** Of the history it was made from; `undefined` where there was none. */
  readonly readEtag: string | undefined;
  readonly bars: readonly StoredBar[];
  readonly changes: Changes;
  /** Makes it again from another history, in case somebody else has written one meanwhile. */
  readonly remake: (stored: readonly StoredBar[]) => readonly StoredBar[];
}

/** What became of a change: what the lake has of the symbol now, or why it was not written. */
export type Written = Extent | { readonly error: unknown };

interface Held extends Omit<SymbolChange, 'bars'> {
  readonly bytes: Uint8Array;
  readonly settle: (written: Written) => void;
  readonly extent: Extent;
}

/**
 * Writes symbols and the cross-sections derived from them, many symbols together, since each day's
 * cross-section is one object for all of them.
 *
 * Cross-sections come first and a symbol's own history last: how far a symbol got is read from its
 * history, so a run that is killed in between is done again by the next one, and nothing that a
 * history holds is missing in the cross-sections.
 */
export class LakeWriter {
  readonly #store: Store;
  readonly #source: string;
  readonly #now: () => number;
  #held: Held[] = [];
  #bytes = 0;
  #rows = 0;
  #sinceMs = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(store: Store, source: string, now: () => number) {
    this.#store = store;
    this.#source = source;
    this.#now = now;
  }

  /**
   * Takes a change and writes it, now or with later ones.
   *
   * @param settle is told once it is in the lake, or why it is not
   */
  async add(change: SymbolChange, settle: (written: Written) => void): Promise<void> {
    const { bars, ...rest } = change;
    const bytes = encodeBars(bars);
    if (this.#held.length === 0) this.#sinceMs = this.#now();
    this.#held.push({ ...rest, bytes, settle, extent: extentOf(bars) });
    this.#bytes += bytes.length;
    this.#rows += change.changes.size;
    const isFull =
      this.#bytes >= heldBytes || this.#rows >= heldRows || this.#now() - this.#sinceMs >= heldMs;
    if (isFull) await this.flush();
  }

  /** Writes all that is held. */
  async flush(): Promise<void> {
    const held = this.#held;
    this.#held = [];
    this.#bytes = 0;
    this.#rows = 0;
    const before = this.#writing;
    this.#writing = (async () => {
      await before;
      await this.#write(held);
    })();
    await this.#writing;
  }

  async #write(held: readonly Held[]): Promise<void> {
    const byDay = new Map<Day, Map<string, StoredBar | undefined>>();
    for (const { symbol, changes } of held) {
      for (const [day, bar] of changes) {
        const section = byDay.get(day) ?? new Map<string, StoredBar | undefined>();
        byDay.set(day, section.set(symbol, bar));
      }
    }
    const failed = new Map<string, unknown>();
    await concurrently(byDay, writesAtOnce, async ([day, bars]) => {
      try {
        await this.#updateCrossSection(day, bars);
      } catch (error) {
        if (error instanceof ConfigError) throw error;
        for (const symbol of bars.keys()) failed.set(symbol, error);
      }
    });
    await concurrently(held, writesAtOnce, async (change) => {
      try {
        if (failed.has(change.symbol)) throw failed.get(change.symbol);
        change.settle(await this.#writeHistory(change));
      } catch (error) {
        if (error instanceof ConfigError) throw error;
        change.settle({ error });
      }
    });
  }

  async #updateCrossSection(
    day: Day,
    changes: ReadonlyMap<string, StoredBar | undefined>,
  ): Promise<void> {
    await updateObject(this.#store, crossSectionKey(this.#source, day), async (stored) => {
      const bars =
        stored === undefined
          ? new Map<string, StoredBar>()
          : await decodeCrossSection(stored.bytes);
      let changed = false;
      for (const [symbol, bar] of changes) {
        const before = bars.get(symbol);
        if (bar === undefined) changed = bars.delete(symbol) || changed;
        else if (before === undefined || !sameBar(before, bar)) {
          bars.set(symbol, bar);
          changed = true;
        }
      }
      return changed ? encodeCrossSection(bars) : undefined;
    });
  }

  async #writeHistory({ symbol, readEtag, bytes, remake, extent }: Held): Promise<Extent> {
    const key = barsKey(this.#source, symbol);
    if (await this.#store.write(key, bytes, readEtag)) return extent;
    let bars: readonly StoredBar[] = [];
    await updateObject(this.#store, key, async (object) => {
      const stored = object === undefined ? [] : await decodeBars(object.bytes);
      bars = remake(stored);
      const changes = changedDays(stored, bars);
      for (const [day, bar] of changes) {
        await this.#updateCrossSection(day, new Map([[symbol, bar]]));
      }
      return changes.size === 0 ? undefined : encodeBars(bars);
    });
    return extentOf(bars);
  }
}
