import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeBars, encodeBars } from '../../../crawler/src/bars/parquet';
import { startCrawler } from './crawler';
import { startVendor } from './fault-server';
import { envOf, runOfWeek, weeks } from './fixture';
import { startS3, memoryS3, s3Env } from './s3';
import { dropScratch, scratchFolder } from './scratch';
import { objectsIn } from './stored-data';
import { vendors } from './vendors/all';

/** The check as a command, over what runs have left. */

const vendor = vendors[0];
const run = { ...runOfWeek(vendor, 1, weeks[1]), symbols: ['AAPL', 'F'] };
const data = scratchFolder();
const recordKey = `_checks/source=${vendor.name}/run=20261121T010000Z.json`;
const env = {
  PRICE_SOURCE: vendor.name,
  SYMBOLS: [...run.symbols, 'GONE'].join(','),
  SCHEDULED_TIME: '2026-11-21T01:00:00Z',
};

beforeAll(async () => {
  const server = await startVendor(vendor, run.market, run.now);
  const given = { ...envOf(run, server.url), DATA_URI: `file://${data}` };
  const { exitCode, output } = await startCrawler(given).ended;
  await server.close();
  if (exitCode !== 0) throw new Error(output);
});
afterAll(dropScratch);

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

test('a fault is told in the log and left as JSON, and fails the check', async () => {
  const spoiled = scratchFolder(data);
  const path = join(spoiled, `bars/v1/interval=1d/source=${vendor.name}/symbol=F/data.parquet`);
  const { bars, notes } = await decodeBars(readFileSync(path));
  const zeros = bars.map((bar, index) => (index === 3 ? { ...bar, low: 0 } : bar));
  writeFileSync(path, encodeBars(zeros, notes));
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
