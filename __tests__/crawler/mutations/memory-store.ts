import type { Store } from '../../../crawler/src/store/store';

/** Objects in memory, and the store that a run sees them through. */
export function memoryStore(objects: Map<string, Uint8Array>): Store {
  const tags = new Map<string, string>();
  let writes = 0;
  return {
    read: (key) => {
      const bytes = objects.get(key);
      return Promise.resolve(
        bytes === undefined ? undefined : { bytes, etag: tags.get(key) ?? '0' },
      );
    },
    write: (key, bytes, readEtag) => {
      const etag = objects.has(key) ? (tags.get(key) ?? '0') : undefined;
      if (etag !== readEtag) return Promise.resolve(undefined);
      writes += 1;
      objects.set(key, bytes);
      tags.set(key, String(writes));
      return Promise.resolve(String(writes));
    },
    close: () => Promise.resolve(),
  };
}
