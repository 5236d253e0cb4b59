import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeCrossSection } from '../../../crawler/src/bars/parquet';
import { sourceNames } from '../../../crawler/src/sources/table';
import { barsKey, crossSectionKey } from '../../../crawler/src/public/layout';
import { dayOfText } from '../../../crawler/src/day';
import { parquetMetadata } from 'hyparquet';
import { configOf, only, synthesize } from '../../synthesis';

interface Table {
  readonly name: string;
  readonly database_name: string;
  readonly parameters: Record<string, string>;
  readonly partition_keys: { name: string; type: string }[];
  readonly storage_descriptor: { columns: { name: string; type: string }[] };
}

const { task } = synthesize(configOf());
const tables = Object.values(task.resource['aws_glue_catalog_table'] ?? {}) as unknown as Table[];
const [bars, byDate] = ['bars', 'bars_by_date'].map((name) =>
  tables.find((table) => table.name === name),
);

test('the database has a name that needs no quotes', () => {
  expect(only(task, 'aws_glue_catalog_database')).toMatchObject({ name: 'acme_test' });
});

test('the columns are those that the crawler writes, in name and type', () => {
  const bytes = encodeCrossSection(
    new Map([
      [
        'A',
        {
          ...{ day: 20_000, open: 1, high: 1, low: 1, close: 1, volume: 1, adjClose: 1 },
          ...{ dividend: 0, splitFactor: 1, currency: 'USD', exchangeTz: 'UTC', ingestedAtMs: 0 },
        },
      ],
    ]),
  );
  const types: Record<string, string> = {
    DOUBLE: 'double',
    INT64: 'bigint',
    DATE: 'date',
    UTF8: 'string',
    TIMESTAMP_MILLIS: 'timestamp',
  };
  const [, ...written] = parquetMetadata(new Uint8Array(bytes).buffer).schema.map(
    ({ name, type = '', converted_type: converted }) => ({ name, type: types[converted ?? type] }),
  );
  expect(byDate?.storage_descriptor.columns).toEqual(written);
  expect(bars?.storage_descriptor.columns).toEqual(written.slice(1));
});

test('partitions are where the crawler puts them', () => {
  const filled = (table: Table | undefined, values: Record<string, string>) =>
    Object.entries(values).reduce(
      (text, [name, value]) => text.replace(`$\${${name}}`, value),
      (table?.parameters['storage.location.template'] ?? '').replace(/^s3:\/\/[^/]*\/v?/, ''),
    );
  const values = { interval: '1d', source: 'yahoo', symbol: '^GSPC', dt: '2026-11-20' };
  expect(`${filled(bars, values)}data.parquet`).toContain(
    barsKey('yahoo', '^GSPC').replace(/^bars/, ''),
  );
  // Athena puts what a query says into the key and encodes nothing.
  expect(`${filled(bars, { ...values, symbol: 'ES%3DF' })}data.parquet`).toContain(
    barsKey('yahoo', 'ES=F').replace(/^bars/, ''),
  );
  expect(`${filled(byDate, values)}data.parquet`).toContain(
    crossSectionKey('yahoo', dayOfText('2026-11-20')).replace(/^bars_by_date/, ''),
  );
  expect(bars?.parameters['projection.source.values']).toBe(sourceNames.join(','));
});

test('every day of which a source has prices is in the table, and a query without a filter stays possible', () => {
  const [first = '', last] = byDate?.parameters['projection.dt.range']?.split(',') ?? [];
  expect(first <= '1927-12-30').toBe(true);
  expect(last).toBe('NOW');
  const days = dayOfText('2026-11-29') - dayOfText(first) + 1;
  const partitions = days * sourceNames.length;
  // What the crawler's README says of it; one scan reads a million partitions at most.
  // https://docs.aws.amazon.com/athena/latest/ug/service-limits.html
  expect([days, partitions]).toEqual([36_493, 145_972]);
  expect(partitions).toBeLessThan(1_000_000);
});

test('Terraform leaves the placeholders of Athena alone', () => {
  for (const { parameters } of tables) {
    expect(parameters['storage.location.template']).toMatch(/\/source=\$\$\{source\}\//);
  }
});

test("Athena's queries in the crawler's README ask these tables for what they have", () => {
  const readme = readFileSync(join(__dirname, '../../../crawler/README.md'), 'utf8');
  const [, athena = ''] = [...readme.matchAll(/```sql\n(.*?)```/gs)].map(([, sql]) => sql);
  const queries = athena.split(/;\s*/).filter((query) => query.includes('select'));
  expect(queries).toHaveLength(5);
  for (const query of queries) {
    const asked = [...query.matchAll(/(?:from|join) (\w+)/g)].map(([, name]) => name);
    for (const name of asked) expect(['bars', 'bars_by_date']).toContain(name);
    // Injected: without one symbol for each mention Athena refuses the query.
    const mentions = asked.filter((name) => name === 'bars').length;
    expect(query.match(/\bsymbol = '/g) ?? []).toHaveLength(mentions);
    const known = [bars, byDate].flatMap((table) => [
      ...(table?.storage_descriptor.columns ?? []),
      ...(table?.partition_keys ?? []),
    ]);
    const columns = [...query.matchAll(/\b[ab]\.(\w+)|(\w+) (?:=|>=|>|between) /g)].map(
      ([, aliased, plain]) => aliased ?? plain,
    );
    expect(known.map(({ name }) => name)).toEqual(expect.arrayContaining(columns));
  }
});
