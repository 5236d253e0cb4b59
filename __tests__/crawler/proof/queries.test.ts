import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { startCrawler } from './crawler';
import { startVendor } from './fault-server';
import { envOf, runOfWeek, weeks } from './fixture';
import { referenceRows } from './reference';
import type { StoredRow } from './stored-row';
import { vendors } from './vendors/all';

/** The queries of the crawler's README, word for word, over data where they expect it. */

const readme = readFileSync(join(__dirname, '../../../crawler/README.md'), 'utf8');
const [duckDb = '', athena = ''] = [...readme.matchAll(/```sql\n(.*?)```/gs)].map(([, sql]) => sql);
const queries = new Map(
  duckDb.split(/;\s*/).flatMap((query) => {
    const title = /^-- (.*)$/m.exec(query)?.[1];
    return title === undefined ? [] : [[title, query] as const];
  }),
);

const vendor = vendors[0];
const run = { ...runOfWeek(vendor, 3, weeks[1]), threshold: 0.5 };
const here = mkdtempSync(join(tmpdir(), 'fargate-cron-queries-'));
let connection: DuckDBConnection;
const reference = new Map<string, StoredRow[]>(
  run.symbols.map((symbol) => [
    symbol,
    referenceRows(vendor, run.market, symbol, run.now, run.now, run.from),
  ]),
);

beforeAll(async () => {
  const server = await startVendor(vendor, run.market, run.now);
  const { exitCode, output } = await startCrawler({
    ...envOf({ ...run, symbols: [...run.symbols, 'GONE'] }, server.url),
    DATA_URI: `file://${here}/data`,
  }).ended;
  await server.close();
  if (exitCode !== 0) throw new Error(output);
  connection = await (await DuckDBInstance.create()).connect();
  // What is relative is so to here.
  await connection.run(`set file_search_path = '${here}'`);
}, 600_000);

afterAll(() => {
  connection.closeSync();
  rmSync(here, { recursive: true });
});

async function rowsOf(title: string) {
  const query = queries.get(title) ?? '';
  return (await connection.runAndReadAll(query)).getRowObjectsJson();
}

function bySymbol(rows: readonly Record<string, unknown>[], column: string): Map<string, unknown> {
  return new Map(rows.map((row) => [String(row['symbol']), row[column]]));
}

test('there are five of each', () => {
  expect([...queries.keys()]).toEqual([
    'What is there?',
    'All symbols of a date, the best first',
    'Total return since a day, dividends included',
    'Weeks',
    'What went wrong in the last run?',
  ]);
  expect(athena.match(/^-- /gm)).toHaveLength(5);
});

test('what is there', async () => {
  const rows = await rowsOf('What is there?');
  const expected = [...reference].map(([symbol, all]): [string, unknown] => [
    symbol,
    String(all.length),
  ]);
  expect(bySymbol(rows, 'rows')).toEqual(new Map(expected));
  expect(rows.map(({ last }) => last)).toContain('2026-11-20');
});

test('all symbols of a date, the best first', async () => {
  const rows = await rowsOf('All symbols of a date, the best first');
  const expected = [...reference].flatMap(([symbol, all]) =>
    all
      .filter(({ date }) => date === '2026-11-20')
      .map(({ open, close }): [string, number | null] => [
        symbol,
        open === null || close === null ? null : 100 * (close / open - 1),
      ]),
  );
  expect(bySymbol(rows, 'percent')).toEqual(new Map(expected));
  const known = rows.flatMap(({ percent }) => (percent === null ? [] : [Number(percent)]));
  expect(known).toEqual([...known].sort((a, b) => b - a));
});

test('total return since a day', async () => {
  const found = bySymbol(
    await rowsOf('Total return since a day, dividends included'),
    'total_return',
  );
  for (const [symbol, all] of reference) {
    const [first = NaN, last = NaN] = [all[0]?.adj_close, all.at(-1)?.adj_close].map(Number);
    expect(Number(found.get(symbol))).toBeCloseTo(last / first - 1, 9);
  }
});

test('weeks', async () => {
  const rows = await rowsOf('Weeks');
  const found = rows.find(
    ({ symbol, week }) => symbol === 'AAPL' && JSON.stringify(week).includes('2026-11-16'),
  );
  const days = (reference.get('AAPL') ?? []).filter(({ date }) => date >= '2026-11-16');
  const numbers = (key: 'high' | 'low' | 'volume') => days.flatMap((day) => day[key] ?? []);
  expect(found).toMatchObject({
    open: days[0]?.open,
    high: Math.max(...numbers('high')),
    low: Math.min(...numbers('low')),
    close: days.at(-1)?.close,
    volume: String(numbers('volume').reduce((sum, volume) => sum + volume, 0)),
  });
});

test('what went wrong', async () => {
  const rows = await rowsOf('What went wrong in the last run?');
  expect(rows).toEqual([
    { run: '20261120T230000Z', symbol: 'GONE', error: 'No data found, symbol may be delisted' },
  ]);
});
