import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { startVendor } from './fault-server';
import { envOf, runOfWeek, weeks } from './fixture';
import { startHost } from './host';
import { referenceRows } from './reference';
import { objectsIn } from './stored-data';
import { faultsIn } from './stored-faults';
import { dropScratch, scratchFolder } from './scratch';
import { vendors } from './vendors/all';

/** All stored data, of all sources and after two weeks, as somebody reads it who never saw a crawler. */

const data = scratchFolder();
const host = startHost();

beforeAll(async () => {
  for (const vendor of vendors) {
    for (const week of weeks) {
      const run = runOfWeek(vendor, 3, week);
      const server = await startVendor(vendor, run.market, run.now);
      const { exitCode, output } = await host.run(
        { ...envOf(run, server.url), DATA_URI: `file://${data}` },
        1,
      );
      await server.close();
      if (exitCode !== 0) throw new Error(output);
    }
  }
}, 600_000);

afterAll(() => {
  host.stop();
  dropScratch();
});

/** Rows by source and symbol, and the sum of their closes, as the vendors served them. */
const reference = vendors.flatMap((vendor) => {
  const run = runOfWeek(vendor, 3, weeks[1]);
  return run.symbols.map((symbol) => {
    const rows = referenceRows(vendor, run.market, symbol, run.now, run.now, run.from);
    const sum = rows.reduce((total, { close }) => total + (close ?? 0), 0);
    return `${vendor.name} ${symbol}: ${rows.length} rows, ${sum.toFixed(3)}`;
  });
});

test.each([
  ['bars', 'bars/v1/*/*/*/data.parquet'],
  ['bars_by_date', 'bars_by_date/v1/*/*/*/data.parquet'],
])('DuckDB counts in %s exactly the rows that were served', async (_, files) => {
  const connection = await (await DuckDBInstance.create()).connect();
  const reader = await connection.runAndReadAll(
    `select source, symbol, count(*), count(distinct date), sum(close)
     from read_parquet('${join(data, files)}', hive_partitioning = true)
     where interval = '1d' group by all order by all`,
  );
  const found = reader.getRows().map(([source, symbol, count, dates, sum]) => {
    expect(dates).toBe(count);
    return `${String(source)} ${String(symbol)}: ${String(count)} rows, ${Number(sum).toFixed(3)}`;
  });
  connection.closeSync();
  expect(found.sort()).toEqual([...reference].sort());
});

test('a check of what is stored finds nothing', async () => {
  const objects = await objectsIn(data);
  for (const vendor of vendors) {
    const { market } = runOfWeek(vendor, 3, weeks[1]);
    expect(await faultsIn(objects, vendor, market)).toEqual([]);
  }
});
