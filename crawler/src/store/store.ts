import { setTimeout as sleep } from 'node:timers/promises';

/** An object as it was read. */
export interface Stored {
  readonly bytes: Uint8Array;
  /** Changes whenever the object does. */
  readonly etag: string;
}

/** Where the data is stored. Objects are replaced whole; a reader sees the old one or the new one. */
export interface Store {
  /** @returns nothing when there is no such object */
  read(key: string): Promise<Stored | undefined>;
  /**
   * Writes an object if it is still as it was read.
   *
   * @param readEtag what was read, or nothing when there was no object
   * @returns the new tag; nothing when somebody else was faster
   */
  write(key: string, bytes: Uint8Array, readEtag: string | undefined): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Enough for a hundred writers of one object. */
const tries = 40;
const longestWaitMs = 1000;

/**
 * Reads an object, works out what it should be and writes that, from the beginning again whenever
 * somebody else has changed it meanwhile.
 *
 * @param next gives the new bytes, or nothing when the object is to stay as it is
 * @param known what was read a moment ago; it is not read once more for the first try
 * @returns the object's tag, and whether it was changed; no tag where there is no object
 */
export async function update(
  store: Store,
  key: string,
  next: (stored: Stored | undefined) => Promise<Uint8Array | undefined>,
  known?: { readonly stored: Stored | undefined },
): Promise<{ readonly etag: string | undefined; readonly changed: boolean }> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const stored = known !== undefined && attempt === 1 ? known.stored : await store.read(key);
    const bytes = await next(stored);
    if (bytes === undefined) return { etag: stored?.etag, changed: false };
    const etag = await store.write(key, bytes, stored?.etag);
    if (etag !== undefined) return { etag, changed: true };
    // Writers that met must not meet again.
    await sleep(Math.random() * Math.min(longestWaitMs, 20 * attempt));
  }
  throw new Error(`${key} was changed by somebody else ${tries} times in a row`);
}
