import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredBar } from '../../../crawler/src/bars/bar';
import {
  decodeBars,
  decodeCrossSection,
  encodeBars,
  encodeCrossSection,
} from '../../../crawler/src/bars/parquet';
import { startCrawler } from './crawler';
import { startVendor } from './fault-server';
import { envOf, runOfWeek, weeks } from './fixture';
import { startHost } from './host';
import { startS3, memoryS3, s3Env } from './s3';
import { dropScratch, scratchFolder } from './scratch';
import { objectsIn } from './stored-data';
import { vendors } from './vendors/all';

/** The check as a command, over what runs have left. */

const vendor = vendors[0];
const run = { ...runOfWeek(vendor, 1, weeks[1]), symbols: ['AAPL', 'F'] };
const data = scratchFolder();
const host = startHost();
const recordKey = `_checks/source=${vendor.name}/run=20261121T010000Z.json`;
const env = {
  PRICE_SOURCE: vendor.name,
  SYMBOLS: [...run.symbols, 'GONE'].join(','),
  SCHEDULED_TIME: '2026-11-21T01:00:00Z',
};

beforeAll(async () => {
  const server = await startVendor(vendor, run.market, run.now);
  const given = { ...envOf(run, server.url), DATA_URI: `file://${data}` };
  const { exitCode, output } = await host.run(given, 1);
  await server.close();
  if (exitCode !== 0) throw new Error(output);
});
afterAll(() => {
  host.stop();
  dropScratch();
});

/** In a process of its own. */
function check(place: Record<string, string>) {
  return startCrawler({ ...env, ...place }, ['check']).ended;
}

function linesOf(output: string): unknown[] {
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

test('what a run has left has no fault, on a disk and in a bucket', async () => {
  const onDisk = await check({ DATA_URI: `file://${data}` });
  expect(linesOf(onDisk.output)).toEqual([
    expect.objectContaining({ level: 30, absent: ['GONE'] }),
    expect.objectContaining({ msg: 'check finished', symbols: 2, findings: 0 }),
  ]);
  expect(onDisk.exitCode).toBe(0);
  const objects = new Map(await objectsIn(data));
  objects.delete(recordKey);
  const s3 = await startS3(memoryS3(objects));
  try {
    const inBucket = await check(s3Env(s3.url));
    expect([inBucket.exitCode, linesOf(inBucket.output).length]).toEqual([0, 2]);
    expect(objects.has(recordKey)).toBe(true);
  } finally {
    await s3.close();
  }
});

/** Where the history of F lies. */
function pathOf(folder: string): string {
  return join(folder, `bars/v1/interval=1d/source=${vendor.name}/symbol=F/data.parquet`);
}

async function rewrite(path: string, of: (bars: StoredBar[]) => StoredBar[]): Promise<void> {
  const { bars, notes } = await decodeBars(readFileSync(path));
  writeFileSync(path, encodeBars(of(bars), notes));
}

test('a fault is told in the log and left as JSON, and fails the check', async () => {
  const spoiled = scratchFolder(data);
  await rewrite(pathOf(spoiled), (bars) =>
    bars.map((bar, index) => (index === 3 ? { ...bar, low: 0 } : bar)),
  );
  const { exitCode, output } = await check({ DATA_URI: `file://${spoiled}` });
  expect(exitCode).toBe(1);
  const finding = { symbol: 'F', check: 'zero', count: 1 };
  expect(linesOf(output)[0]).toMatchObject({ level: 40, ...finding, msg: 'low is zero' });
  expect(JSON.parse(readFileSync(join(spoiled, recordKey), 'utf8'))).toMatchObject({
    version: 1,
    ...{ symbols: 2, absent: ['GONE'] },
    findings: [{ ...finding, text: 'low is zero' }],
  });
});

test('what cannot be checked is no check without a fault', async () => {
  const nothing = await check({ DATA_URI: `file://${scratchFolder()}` });
  expect([nothing.exitCode, nothing.output]).toEqual([
    1,
    expect.stringContaining('nothing is stored of source yahoo and any of its 3 symbols'),
  ]);
  const wrong = await check({ DATA_URI: 'here' });
  expect([wrong.exitCode, linesOf(wrong.output)]).toEqual([
    2,
    [expect.objectContaining({ msg: expect.stringContaining('DATA_URI must be') as string })],
  ]);
});

describe('what is found is mended as docs/operate.md says', () => {
  const [scheduled, checked] = ['2026-11-27T23:00:00Z', '2026-11-28T01:00:00Z'];

  const checkWithin = (place: Record<string, string>) =>
    host.run({ ...env, ...place }, 1, ['check']);

  async function mend(folder: string, how: Record<string, string>): Promise<unknown> {
    const later = { ...run, scheduled, now: Date.parse(scheduled) };
    const server = await startVendor(vendor, later.market, later.now);
    const place = { DATA_URI: `file://${folder}` };
    const given = { ...envOf(later, server.url), ...place, ...how };
    const { exitCode, output } = await host.run(given, 1);
    await server.close();
    if (exitCode !== 0) throw new Error(output);
    const again = await checkWithin({ ...place, SCHEDULED_TIME: checked });
    return [again.exitCode, ...linesOf(again.output)];
  }
  const mended = [0, expect.anything(), expect.objectContaining({ findings: 0 })];

  test.each<[string, (bars: StoredBar[]) => StoredBar[]]>([
    ['order', (bars) => [...bars.slice(0, 3), ...bars.slice(2)]],
    ['zero', (bars) => bars.map((bar, at) => (at === 3 ? { ...bar, low: 0, close: 0 } : bar))],
    [
      'jump',
      (bars) => bars.map((bar, at) => ({ ...bar, close: (bar.close ?? 0) * (at < 5 ? 1 : 0.01) })),
    ],
    [
      'adjusted',
      (bars) =>
        bars.map((bar, at) => ({ ...bar, adjClose: (bar.adjClose ?? 0) * (at < 9 ? 0.9 : 1) })),
    ],
  ])('%s', async (name, of) => {
    const folder = scratchFolder(data);
    await rewrite(pathOf(folder), of);
    const { output } = await checkWithin({ DATA_URI: `file://${folder}` });
    expect(output).toContain(`"check":"${name}"`);
    expect(await mend(folder, { FROM: run.from, ACCEPT: 'F' })).toEqual(mended);
  });

  test('cross-section', async () => {
    const folder = scratchFolder(data);
    const path = join(
      folder,
      `bars_by_date/v1/interval=1d/source=${vendor.name}/dt=2026-11-10/data.parquet`,
    );
    const rows = await decodeCrossSection(readFileSync(path));
    const row = rows.get('F');
    if (row === undefined) throw new Error('no row of F');
    writeFileSync(path, encodeCrossSection(rows.set('F', { ...row, close: 1 })));
    expect((await checkWithin({ DATA_URI: `file://${folder}` })).exitCode).toBe(1);
    rmSync(pathOf(folder));
    expect(await mend(folder, { FROM: run.from })).toEqual(mended);
  });
});
