import { CrawlError } from './errors';

/** An object as it was read. */
export interface Stored {
  readonly bytes: Uint8Array;
  /** Names this version of the object: it changes whenever the bytes do. */
  readonly etag: string;
}

/** Where the lake lies. Objects are replaced whole; a reader sees the old one or the new one. */
export interface Store {
  /** @returns `undefined` where there is no such object */
  read(key: string): Promise<Stored | undefined>;
  /**
   * Writes an object if it still is what it was when it was read.
   *
   * @param readEtag of the version read; `undefined` where there was none
   * @returns whether it was written; if not, somebody else was faster
   */
  write(key: string, bytes: Uint8Array, readEtag: string | undefined): Promise<boolean>;
  /** Leaves nothing behind that is no part of the lake. */
  close(): Promise<void>;
}

const attempts = 20;

/**
 * Reads an object, works out what it should be and writes that; all over again whenever somebody
 * else has changed it in between. A write that landed although its answer was lost shows up here
 * as a change too, and is then found to be just what it should be.
 *
 * @param next the new bytes, or `undefined` where the object is right as it is
 * @returns whether this call changed the object
 * @throws CrawlError where others change it faster than we can follow
 */
export async function updateObject(
  store: Store,
  key: string,
  next: (stored: Stored | undefined) => Promise<Uint8Array | undefined>,
): Promise<boolean> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const stored = await store.read(key);
    const bytes = await next(stored);
    if (bytes === undefined) return false;
    if (await store.write(key, bytes, stored?.etag)) return true;
  }
  throw new CrawlError('store', `${key} was changed by others ${attempts} times in a row`);
}
