import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { rawKey } from '../public/layout';
import type { Store } from '../store/store';

const zip = promisify(gzip);
/** The cheapest one: CPU is what there is least of. */
const level = 1;

/**
 * Keeps answers as they came, so that they can be read again when their schema turns out to be
 * another one. Each is written once: a later delivery of the run, or a second request for the same,
 * finds it and leaves it.
 */
export function rawKeeper(store: Store, source: string, scheduledTime: Date) {
  return async (name: string, text: string): Promise<void> => {
    await store.write(rawKey(source, scheduledTime, name), await zip(text, { level }), undefined);
  };
}
