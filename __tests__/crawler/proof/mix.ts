import { existsSync } from 'node:fs';
import { chance, type Chance } from './chance';
import { startVendor } from './fault-server';
import { envOf, incomplete, runOfWeek, weeks } from './fixture';
import { driftsOf, passingFaults, type Fault } from './faults';
import type { Host } from './host';
import { changedData, judge, type Run } from './judge';
import { objectsIn, type Objects } from './stored-data';
import { firstDay, market } from './market';
import { scratchFolder } from './scratch';
import type { Vendor } from './vendors/vendor';

const faster = 10;
const hourMs = 3_600_000;
/** Different markets; what is stored of each before a mix is fetched once. */
const markets = 12;
/** Cheap to serve for as often as a crawler may ask. */
const lasting = passingFaults.filter(({ name }) =>
  /^(4|5)|reset before|empty|page|200$/.test(name),
);

/** What the two runs of a mix are given, chosen by its seed alone. */
interface Mix {
  readonly run: Run;
  readonly env: Readonly<Record<string, string>>;
  readonly faults: ReadonlyMap<string, readonly Fault[]>;
  /** Whether the week before is stored already. */
  readonly incremental: boolean;
}

function mixOf(seed: number, vendor: Vendor): Mix {
  const luck = chance(seed);
  const stocks = market(seed % markets, vendor);
  const known = luck.shuffle([...stocks.keys()]).slice(0, luck.whole(2, 5));
  const symbols = luck.flip(0.2) ? [...known, 'GONE'] : known;
  const scheduled = luck.pick([
    '2026-11-20T23:00:00Z',
    '2026-11-20T23:00:00Z',
    '2026-11-20T15:00:00Z',
    '2026-11-16T01:00:00Z',
  ]);
  const now = Date.parse(scheduled) + luck.pick([0, 0, hourMs, 72 * hourMs]);
  const incremental = luck.flip(0.6);
  const from = !incremental && luck.flip(0.2) ? '2026-11-04' : undefined;
  const threshold = luck.pick([0, 0.1, 0.5, 1]);
  const concurrency = luck.pick([1, 2, 4, 8]);
  const faults = new Map(symbols.map((symbol) => [symbol, faultsOf(luck, vendor)]));
  return {
    run: { vendor, market: stocks, symbols, scheduled, now, from: from ?? firstDay, threshold },
    env: {
      ...(from !== undefined && { FROM: from }),
      CONCURRENCY: String(concurrency),
    },
    faults,
    incremental,
  };
}

function faultsOf(luck: Chance, vendor: Vendor): readonly Fault[] {
  const some = (count: number): Fault[] =>
    Array.from({ length: count }, () => luck.pick([...passingFaults]));
  const kind = luck.next();
  if (kind < 0.4) return [];
  if (kind < 0.65) return some(1);
  if (kind < 0.8) return some(2);
  if (kind < 0.87) return some(luck.whole(3, 6));
  if (kind < 0.94) return [luck.pick(driftsOf(vendor)), ...some(1)];
  const [fault = passingFaults[0]] = luck.shuffle(lasting);
  return Array.from({ length: 60 }, () => fault);
}

export interface Outcome {
  readonly seed: number;
  readonly problems: readonly string[];
  /** How many symbols the run with faults had to give up. */
  readonly missing: number;
  readonly faults: number;
}

/**
 * One mix: a run against a vendor that fails, judged; then, where something is missing, a run
 * against one that does not, after which nothing may be; and otherwise, now and then, the same run
 * again, which may change no byte.
 */
export async function playMix(seed: number, vendor: Vendor, host: Host): Promise<Outcome> {
  const { run, env, faults, incremental } = mixOf(seed, vendor);
  const data = scratchFolder(incremental ? await dataOfWeekOne(seed, vendor, host) : undefined);
  const before = await objectsOf(data);
  const server = await startVendor(vendor, run.market, run.now);
  try {
    for (const [symbol, list] of faults) server.spoil(symbol, list);
    const given = { ...envOf(run, server.url), ...env, DATA_URI: `file://${data}` };
    const ended = await host.run(given, faster);
    const after = await objectsOf(data);
    const { problems, missing } = await judge(run, ended, before, after);
    const last = ended.output.split('\n').slice(-6).join('\n');
    if (problems.length > 0) return outcome([...problems, last], missing.size);

    const lost = [...missing.keys()].filter((symbol) => run.market.has(symbol));
    if (lost.length === 0 && seed % 6 !== 0) return outcome([], missing.size);
    for (const symbol of run.symbols) server.mend(symbol);
    const again = await host.run(given, 1);
    const later = await objectsOf(data);
    const second = await judge(run, again, after, later);
    const stillLost = [...second.missing.keys()].filter((symbol) => run.market.has(symbol));
    const changed = lost.length === 0 ? changedData(after, later) : [];
    return outcome(
      [
        ...second.problems.map((problem) => `run again: ${problem}`),
        ...stillLost.map((symbol) => `run again: ${symbol} is still missing`),
        ...changed.map((key) => `run again: ${key} is another one`),
      ],
      missing.size,
    );
  } finally {
    await server.close();
  }

  function outcome(problems: readonly string[], missing: number): Outcome {
    const count = [...faults.values()].reduce((sum, list) => sum + Math.min(list.length, 6), 0);
    const names = [...faults].map(
      ([symbol, list]) =>
        `${symbol}: ${[...new Set(list.map(({ name }) => name))].join(', ') || 'nothing'}`,
    );
    return {
      seed,
      problems: problems.length === 0 ? [] : [...problems, `faults: ${names.join('; ')}`],
      missing,
      faults: count,
    };
  }
}

const stored = new Map<string, Promise<string>>();

/** Data that a run without faults made of the week before; it is copied and not changed. */
function dataOfWeekOne(seed: number, vendor: Vendor, host: Host): Promise<string> {
  const name = `${vendor.name} ${seed % markets}`;
  const made = stored.get(name) ?? fill(seed % markets, vendor, host);
  stored.set(name, made);
  return made;
}

async function fill(seed: number, vendor: Vendor, host: Host): Promise<string> {
  const run = runOfWeek(vendor, seed, weeks[0]);
  const data = scratchFolder();
  const server = await startVendor(vendor, run.market, run.now);
  try {
    const env = { ...envOf(run, server.url), DATA_URI: `file://${data}` };
    const ended = await host.run(env, 1);
    const problems = await incomplete(run, ended, new Map(), await objectsOf(data));
    if (problems.length > 0) throw new Error(problems.join('\n'));
    return data;
  } finally {
    await server.close();
  }
}

async function objectsOf(data: string): Promise<Objects> {
  return existsSync(data) ? objectsIn(data) : new Map<string, Uint8Array>();
}
