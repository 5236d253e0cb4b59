import { isDeepStrictEqual } from 'node:util';
import { crawl } from '../../../crawler/src/run/crawl';
import { check } from '../../../crawler/src/run/check';
import type { Store } from '../../../crawler/src/store/store';
import type { Clock } from '../../../crawler/src/clock';
import type { SymbolReport } from '../../../crawler/src/manifest/manifest';
import { sources, type SourceName } from '../../../crawler/src/sources/table';
import type { Source } from '../../../crawler/src/vendor/source';
import { Pacer } from '../../../crawler/src/vendor/pacer';
import { Quota } from '../../../crawler/src/vendor/quota';
import { VendorClient } from '../../../crawler/src/vendor/vendor-client';
import { chance } from '../proof/chance';
import { london, newYork, tokyo } from '../proof/exchange';
import { rowsAt, servedAt, type Listing, type Market } from '../proof/market';
import { referenceRows } from '../proof/reference';
import { readData, sectionDifference } from '../proof/stored-data';
import type { StoredRow } from '../proof/stored-row';
import type { Vendor } from '../proof/vendors/vendor';
import { history, nowOf, runs } from './history';
import { memoryStore } from './memory-store';
import { drawMutations, type Mutation } from './mutations';

/** One symbol, what becomes of it, and what its vendor does to it in the second run. */
export interface Case {
  readonly seed: number;
  readonly listing: Listing;
  readonly mutations: readonly Mutation[];
}

const crossSectionDays = 21;

export function caseOf(seed: number, vendor: Vendor): Case {
  const luck = chance(seed);
  const exchange = vendor.abroad ? luck.pick([newYork, newYork, london, tokyo]) : newYork;
  const listing = history(`S${seed}`, exchange, luck);
  const [known, now] = [nowOf(0), nowOf(1)];
  const scene = {
    luck,
    listing,
    now,
    rows: rowsAt(listing, now),
    lastKnown: rowsAt(listing, known).at(-1)?.date ?? '',
  };
  const before = told(vendor, listing, now);
  const isSeen = ({ spoil }: Mutation): boolean =>
    !isDeepStrictEqual(told(vendor, spoil(listing), now), before);
  return { seed, listing, mutations: drawMutations(scene, isSeen) };
}

/** What of a symbol's rows comes through in answers, in their order. */
function told(vendor: Vendor, listing: Listing, now: number): StoredRow[] {
  const { timeZone, currency } = listing.exchange;
  return servedAt(listing, now).map((row) => ({
    date: row.date,
    ...vendor.told(row),
    ...((row.isLeftOut || (row.close === null && tradesOnly.has(vendor.name))) && nothing),
    currency: vendor.abroad ? currency : 'USD',
    exchange_tz: timeZone,
  }));
}

/** What is no trade they have no row of. */
const tradesOnly = new Set(['alpaca', 'massive']);
const nothing = { open: null, high: null, low: null, close: null, volume: null, adj_close: null };

/** What came of one run for one symbol. */
export interface After {
  readonly report: SymbolReport;
  readonly stored: readonly StoredRow[];
  /** What should be stored, as far as anybody knows by then. */
  readonly truth: readonly StoredRow[];
}

export interface Played extends Case {
  readonly vendor: Vendor;
  /** Of every run, the correct one first. */
  readonly after: readonly After[];
  /** Rows of the second run as they were served, in their order. */
  readonly told: readonly StoredRow[];
  /** The truth after the second run, as far as events were told by then that came since the first. */
  readonly truthAsTold: readonly StoredRow[];
  /** Whether the vendor says on which day there was a split. */
  readonly tellsSplits: boolean;
  /** What the checker finds in the end. */
  readonly findings: readonly string[];
  /** What is wrong with the cross-sections in the end. */
  readonly sections: readonly string[];
}

/** Plays cases of one vendor together: a correct run, one that is spoiled, and two correct ones. */
export async function play(cases: readonly Case[], vendor: Vendor): Promise<Played[]> {
  const objects = new Map<string, Uint8Array>();
  const store = memoryStore(objects);
  const truth: Market = new Map(cases.map(({ listing }) => [listing.symbol, listing]));
  const spoiled: Market = new Map(
    cases.map(({ listing, mutations }) => [
      listing.symbol,
      mutations.reduce((one, { spoil }) => spoil(one), listing),
    ]),
  );
  const after = new Map<string, After[]>(cases.map(({ listing }) => [listing.symbol, []]));
  const source = await sources[vendor.name as SourceName].load();
  for (const run of runs.keys()) {
    const { symbols } = await runOnce(store, source, vendor, run === 1 ? spoiled : truth, run);
    const stored = await storedBars(objects, vendor);
    for (const { listing } of cases) {
      const report = symbols[listing.symbol];
      if (report === undefined) throw new Error(`the manifest does not name ${listing.symbol}`);
      after.get(listing.symbol)?.push({
        report,
        stored: stored.get(listing.symbol) ?? [],
        truth: referenceRows(
          vendor,
          truth,
          listing.symbol,
          nowOf(run),
          Date.parse(runs[run] ?? ''),
          '',
        ),
      });
    }
  }
  const { findings } = await check(
    {
      source: source.name,
      symbols: cases.map(({ listing }) => listing.symbol),
      scheduledTime: new Date(runs[3]),
      splits: source.splits,
      crossSectionDays,
    },
    store,
    clockAt(nowOf(3)),
  );
  const data = await readData(objects, vendor.name);
  const recent = {
    ...data,
    bars: new Map(
      [...data.bars].map(([symbol, rows]) => [
        symbol,
        rows.filter(({ date }) => data.sections.has(date)),
      ]),
    ),
  };
  return cases.map((one) => ({
    ...one,
    vendor,
    after: after.get(one.listing.symbol) ?? [],
    told: told(vendor, spoiled.get(one.listing.symbol) ?? one.listing, nowOf(1)),
    truthAsTold: referenceRows(
      vendor,
      new Map([[one.listing.symbol, withUntold(one)]]),
      one.listing.symbol,
      nowOf(1),
      Date.parse(runs[1]),
      '',
    ),
    findings: findings
      .filter(({ symbol }) => symbol === one.listing.symbol)
      .map(({ check: name, first = '', text }) => `the check ${name} finds ${first}: ${text}`),
    tellsSplits: source.splits.areTold,
    sections: sectionDifference(recent, one.listing.symbol),
  }));
}

async function runOnce(store: Store, source: Source, vendor: Vendor, market: Market, run: number) {
  const clock = clockAt(nowOf(run));
  const stop = new AbortController();
  const { origin } = source;
  return crawl(
    {
      symbols: [...market.keys()],
      scheduledTime: new Date(runs[run] ?? ''),
      concurrency: 4,
      requestTimeoutSeconds: 30,
      failureThreshold: 1,
      crossSectionDays,
      weekly: false,
      accept: [],
    },
    {
      source,
      client: new VendorClient({
        source,
        origin,
        headers: {},
        secrets: [],
        http: {
          get: (url) => {
            const { status, body } = vendor.answer(new URL(url), market, nowOf(run));
            return Promise.resolve({ status, text: body, header: () => undefined });
          },
        },
        pacer: new Pacer(60_000, clock),
        quota: new Quota(store, source.name, {}, clock, Infinity),
        clock,
        backoffMs: 1,
      }),
      store,
      clock,
      stop,
      onReport: () => undefined,
    },
  );
}

/** Time that passes only while somebody sleeps. */
function clockAt(startMs: number): Clock {
  let now = startMs;
  return {
    now: () => now,
    sleep: (ms, signal) => {
      signal.throwIfAborted();
      now += ms;
      return Promise.resolve();
    },
    random: () => 0.5,
  };
}

async function storedBars(objects: Map<string, Uint8Array>, vendor: Vendor) {
  const bars = new Map([...objects].filter(([key]) => key.startsWith('bars/')));
  return (await readData(bars, vendor.name)).bars;
}

/** The symbol without the events of the spoiled week of which there is no word. */
function withUntold({ listing, mutations }: Case): Listing {
  return mutations
    .filter(({ untold = '' }) => untold > runs[0])
    .reduce((one, { spoil }) => spoil(one), listing);
}
