/** An object as it was read. */
export interface Stored {
  readonly bytes: Uint8Array;
  /** Changes whenever the object does. */
  readonly etag: string;
}

/** Where the lake lies. Objects are replaced whole; a reader sees the old one or the new one. */
export interface Store {
  /** @returns nothing when there is no such object */
  read(key: string): Promise<Stored | undefined>;
  /**
   * Writes an object if it is still as it was read.
   *
   * @param readEtag what was read, or nothing when there was no object
   * @returns whether it was written; if not, somebody else was faster
   */
  write(key: string, bytes: Uint8Array, readEtag: string | undefined): Promise<boolean>;
}

const tries = 8;

/**
 * Reads an object, works out what it should be and writes that, from the beginning again whenever
 * somebody else has changed it meanwhile.
 *
 * @param next gives the new bytes, or nothing when the object is to stay as it is
 * @returns whether the object was changed
 */
export async function update(
  store: Store,
  key: string,
  next: (bytes: Uint8Array | undefined) => Promise<Uint8Array | undefined>,
): Promise<boolean> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const stored = await store.read(key);
    const bytes = await next(stored?.bytes);
    if (bytes === undefined) return false;
    if (await store.write(key, bytes, stored?.etag)) return true;
  }
  throw new Error(`${key} was changed by somebody else ${tries} times in a row`);
}
