import type { StoredBar } from '../bars/bar';
import { dayOfText, textOfDay, type Day } from '../day';
import { parseManifest } from '../manifest/manifest';
import type { Notes } from '../bars/parquet';
import type { Store } from '../store/store';

/**
 * A symbol's history is written before the cross-sections that come from it, so that nothing has to
 * be held until both can be. So that a kill in between loses nothing, a history notes from which day
 * on it changed and which manifest is to say so: manifests are written last, and until that one
 * names this very object, its rows are still to be brought to the cross-sections.
 */
export class Settlement {
  readonly #store: Store;
  readonly #tags = new Map<string, Promise<ReadonlyMap<string, string>>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** The first day whose rows may be missing in the cross-sections. */
  async openSince(symbol: string, notes: Notes, etag: string): Promise<Day | undefined> {
    const { manifest, since } = notes;
    if (manifest === undefined || since === undefined) return undefined;
    let tags = this.#tags.get(manifest);
    if (tags === undefined) {
      tags = this.#tagsOf(manifest).catch((error: unknown) => {
        // What could not be read now may be readable for the next symbol.
        this.#tags.delete(manifest);
        throw error;
      });
      this.#tags.set(manifest, tags);
    }
    return (await tags).get(symbol) === etag ? undefined : dayOfText(since);
  }

  async #tagsOf(manifest: string): Promise<ReadonlyMap<string, string>> {
    const object = await this.#store.read(manifest);
    const { symbols = {} } = (object && parseManifest(object.bytes)) ?? {};
    return new Map(
      Object.entries(symbols).flatMap(([symbol, { etag }]) => (etag ? [[symbol, etag]] : [])),
    );
  }
}

/**
 * What a history notes when it is written.
 *
 * @param since the first day that is to be brought to the cross-sections; `Infinity` where none is
 * @param again the first day that is to be fetched once more; `Infinity` where none is
 */
export function notesOf(manifest: string, since: Day, again: Day): Notes {
  return {
    ...(since !== Infinity && { manifest, since: textOfDay(since) }),
    ...(again !== Infinity && { again: textOfDay(again) }),
  };
}

/**
 * A history from a day on, as changes. A day without a bar is one, too: the run that did not come to
 * the cross-sections may have taken it out.
 */
export function changesSince(
  bars: readonly StoredBar[],
  since: Day,
): Map<Day, StoredBar | undefined> {
  const changes = new Map<Day, StoredBar | undefined>();
  for (let day = since; day <= (bars.at(-1)?.day ?? -Infinity); day += 1) {
    changes.set(day, undefined);
  }
  for (const bar of bars) if (bar.day >= since) changes.set(bar.day, bar);
  return changes;
}
