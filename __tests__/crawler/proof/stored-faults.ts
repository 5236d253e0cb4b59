import { createHash } from 'node:crypto';
import { systemClock } from '../../../crawler/src/clock';
import { check } from '../../../crawler/src/run/check';
import { sources, type SourceName } from '../../../crawler/src/sources/table';
import type { Store } from '../../../crawler/src/store/store';
import type { Market } from './market';
import { etagOf } from './s3';
import { symbolsIn, type Manifest, type Objects } from './stored-data';
import type { Vendor } from './vendors/vendor';

/**
 * What the crawler's own check finds in stored data, but for days on which a symbol of the market was
 * off while its exchange was not.
 */
export async function faultsIn(
  objects: Objects,
  { name }: Pick<Vendor, 'name'>,
  market: Market,
): Promise<string[]> {
  const symbols = symbolsIn(objects, name);
  if (symbols.length === 0) return [];
  const { findings } = await check(
    {
      ...{ source: name, symbols, crossSectionDays: 400, scheduledTime: new Date(0) },
      splits: (await sources[name as SourceName].load()).splits,
    },
    storeOf(objects),
    systemClock,
  );
  return findings
    .filter(({ check, symbol, first = '', count }) => {
      const dates = new Set(market.get(symbol)?.sessions.map(({ date }) => date));
      return !(check === 'gap' && count === 1 && !dates.has(first));
    })
    .map(
      ({ symbol, check, first, count, text }) => `${symbol} ${check} ${first} ${count}: ${text}`,
    );
}

/** A store in which nothing is kept. */
function storeOf(objects: Objects): Store {
  const named = new Set(
    [...objects].flatMap(([key, bytes]) => (key.startsWith('_manifests/') ? tagsIn(bytes) : [])),
  );
  return {
    read: (key) => {
      const bytes = objects.get(key);
      if (bytes === undefined) return Promise.resolve(undefined);
      // Of a bucket or of a disk: the one that a manifest names, if one does.
      const tags = [etagOf(bytes), createHash('sha256').update(bytes).digest('hex')];
      return Promise.resolve({ bytes, etag: tags.find((tag) => named.has(tag)) ?? '' });
    },
    write: () => Promise.resolve('written'),
    close: () => Promise.resolve(),
  };
}

function tagsIn(bytes: Uint8Array): string[] {
  const { symbols } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Manifest;
  return Object.values(symbols).flatMap(({ etag }) => etag ?? []);
}
