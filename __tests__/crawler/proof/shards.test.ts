import { startCrawler } from './crawler';
import { startVendor, type FaultServer } from './fault-server';
import { envOf, incomplete, runOfWeek, weeks } from './fixture';
import { startHost } from './host';
import { judge } from './judge';
import { objectsIn, readManifest, runOf, type Objects } from './stored-data';
import { dropScratch, scratchFolder } from './scratch';
import { vendors } from './vendors/all';

/** A run that several processes share: planned, crawled part by part, and put together. */

const vendor = vendors[0];
const symbols = ['AAPL', 'BRK-B', 'ES=F', 'F', 'GE'];
const run = { ...runOfWeek(vendor, 2, weeks[1]), symbols };
const host = startHost();
let server: FaultServer;
let single: Objects;

beforeAll(async () => {
  server = await startVendor(vendor, run.market, run.now);
  const data = scratchFolder();
  const ended = await host.run({ ...envOf(run, server.url), DATA_URI: `file://${data}` }, 1);
  single = await objectsIn(data);
  if (ended.exitCode !== 0) throw new Error(ended.output);
}, 600_000);

afterAll(async () => {
  await server.close();
  host.stop();
  dropScratch();
});

interface Batch {
  readonly shard: string;
  readonly symbols: string;
}

/** Stored data in which the run is planned, two symbols to a task. */
async function planned() {
  const data = scratchFolder();
  const env = { ...envOf(run, server.url), DATA_URI: `file://${data}`, SYMBOLS_PER_TASK: '2' };
  const { exitCode, output } = await host.run(env, 1, ['plan']);
  expect([exitCode, output]).toEqual([0, expect.stringContaining('run planned')]);
  const key = `_runs/source=${vendor.name}/run=${runOf(run.scheduled)}/batches.json`;
  const bytes = (await objectsIn(data)).get(key) ?? Buffer.from('[]');
  const batches = JSON.parse(Buffer.from(bytes).toString()) as Batch[];
  expect(batches.map((batch) => batch.symbols)).toEqual(['AAPL,BRK-B', 'ES=F,F', 'GE']);
  const envOfPart = (batch: Batch) => ({
    ...env,
    SHARD: batch.shard,
    SYMBOLS: batch.symbols,
  });
  return {
    batches,
    /** In a process of its own. */
    start: (batch: Batch) => startCrawler(envOfPart(batch)),
    crawl: (batch: Batch) => host.run(envOfPart(batch), 1),
    finish: () => host.run(env, 1, ['finish']),
    objects: () => objectsIn(data),
  };
}

/** What the manifest says of each symbol, but for what depends on when and by whom it was written. */
function reportsIn(objects: Objects): unknown {
  const { outcome, symbols } = readManifest(objects, vendor.name, runOf(run.scheduled)) ?? {};
  const lasting = Object.entries(symbols ?? {}).map(([symbol, report]) => [
    symbol,
    { ...report, etag: '', ms: 0 },
  ]);
  return [outcome, Object.fromEntries(lasting)];
}

test('parts that are crawled at once make what one task makes', async () => {
  const { batches, start, finish, objects } = await planned();
  const ended = await Promise.all(batches.map((batch) => start(batch).ended));
  expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  expect(await incomplete(run, await finish(), new Map(), await objects())).toEqual([]);
  expect(reportsIn(await objects())).toEqual(reportsIn(single));
});

test('a part that was never crawled is missing by name, and by exit code', async () => {
  const { batches, crawl, finish, objects } = await planned();
  for (const batch of batches.slice(0, 2)) await crawl(batch);
  const { problems, missing } = await judge(run, await finish(), new Map(), await objects());
  expect(problems).toEqual([]);
  expect(missing).toEqual(new Map([['GE', 'failed']]));
  const [last = { shard: '', symbols: '' }] = batches.slice(-1);
  await crawl(last);
  // Whoever puts it together once more finds all of it.
  expect(await incomplete(run, await finish(), new Map(), await objects())).toEqual([]);
});

test('a part that the vendor failed says so, and the others are as they have to be', async () => {
  const { batches, crawl, finish, objects } = await planned();
  const broken = {
    name: '500',
    passing: true,
    play: ({ response }) => {
      response.writeHead(500).end();
    },
  } satisfies Parameters<FaultServer['spoil']>[1][number];
  server.spoil(
    'GE',
    Array.from({ length: 50 }, () => broken),
  );
  try {
    const ended = await Promise.all(batches.map((batch) => crawl(batch)));
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0, 1]);
    const { problems, missing } = await judge(run, await finish(), new Map(), await objects());
    expect(problems).toEqual([]);
    expect(missing).toEqual(new Map([['GE', 'failed']]));
  } finally {
    server.mend('GE');
  }
});

test('a part that is killed and started again leaves no trace of that', async () => {
  const { batches, start, crawl, finish, objects } = await planned();
  const [first = { shard: '', symbols: '' }, ...others] = batches;
  const asked = server.requests.length;
  const running = start(first);
  while (server.requests.length < asked + 2) await new Promise((resolve) => setTimeout(resolve, 1));
  running.child.kill('SIGKILL');
  expect((await running.ended).exitCode).toBeNull();
  expect((await crawl(first)).exitCode).toBe(0);
  await Promise.all(others.map((batch) => crawl(batch)));
  expect(await incomplete(run, await finish(), new Map(), await objects())).toEqual([]);
  const rows = (of: Objects) => [...of.keys()].filter((key) => key.endsWith('.parquet')).sort();
  expect(rows(await objects())).toEqual(rows(single));
});
