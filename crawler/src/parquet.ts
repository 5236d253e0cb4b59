import { parquetReadObjects, type SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { z } from 'zod';
import type { StoredBar } from './bar';

/** How one field of a bar lies in a file. */
interface Column {
  readonly element: SchemaElement;
  readonly value: (bar: StoredBar) => unknown;
}

function column(
  name: string,
  type: Omit<SchemaElement, 'name' | 'repetition_type'>,
  value: (bar: StoredBar) => unknown,
  optional = false,
): Column {
  return {
    element: { name, ...type, repetition_type: optional ? 'OPTIONAL' : 'REQUIRED' },
    value,
  };
}

const double = { type: 'DOUBLE' } as const;
const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;

/** The partitions in an object's key are columns already and are not repeated in the file. */
const columns: readonly Column[] = [
  column('date', { type: 'INT32', converted_type: 'DATE' }, (bar) => bar.day),
  column('open', double, (bar) => bar.open, true),
  column('high', double, (bar) => bar.high, true),
  column('low', double, (bar) => bar.low, true),
  column('close', double, (bar) => bar.close, true),
  column(
    'volume',
    { type: 'INT64' },
    ({ volume }) => (volume === null ? null : BigInt(Math.round(volume))),
    true,
  ),
  column('adj_close', double, (bar) => bar.adjustedClose, true),
  column('dividend', double, (bar) => bar.dividend),
  column('split_factor', double, (bar) => bar.splitFactor),
  column('currency', text, (bar) => bar.currency, true),
  column('exchange_tz', text, (bar) => bar.exchangeTimeZone),
  column('ingested_at', { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' }, (bar) =>
    BigInt(bar.ingestedAtMs),
  ),
];

const symbolElement: SchemaElement = { name: 'symbol', ...text, repetition_type: 'REQUIRED' };

const price = z
  .number()
  .nullish()
  .transform((value) => value ?? null);

const row = z
  .object({
    symbol: z.string().optional(),
    date: z.number(),
    open: price,
    high: price,
    low: price,
    close: price,
    volume: z.bigint().nullish(),
    adj_close: price,
    dividend: z.number(),
    split_factor: z.number(),
    currency: z.string().nullish(),
    exchange_tz: z.string(),
    ingested_at: z.number(),
  })
  .transform(({ symbol, ...bar }): { symbol: string; bar: StoredBar } => ({
    symbol: symbol ?? '',
    bar: {
      day: bar.date,
      open: bar.open,
      high: bar.high,
      low: bar.low,
      close: bar.close,
      volume: typeof bar.volume === 'bigint' ? Number(bar.volume) : null,
      adjustedClose: bar.adj_close,
      dividend: bar.dividend,
      splitFactor: bar.split_factor,
      currency: bar.currency ?? null,
      exchangeTimeZone: bar.exchange_tz,
      ingestedAtMs: bar.ingested_at,
    },
  }));

/** The history of one symbol; the same bars make the same bytes. */
export function encodeBars(bars: readonly StoredBar[]): Uint8Array {
  return encode(bars, undefined);
}

export async function decodeBars(bytes: Uint8Array): Promise<StoredBar[]> {
  return (await decode(bytes)).map(({ bar }) => bar);
}

/** All symbols of one day, sorted by symbol. */
export function encodeCrossSection(bars: ReadonlyMap<string, StoredBar>): Uint8Array {
  const symbols = [...bars.keys()].sort();
  const sorted = symbols.flatMap((symbol) => bars.get(symbol) ?? []);
  return encode(sorted, symbols);
}

export async function decodeCrossSection(bytes: Uint8Array): Promise<Map<string, StoredBar>> {
  return new Map((await decode(bytes)).map(({ symbol, bar }) => [symbol, bar]));
}

function encode(bars: readonly StoredBar[], symbols: string[] | undefined): Uint8Array {
  const symbolColumn =
    symbols === undefined ? [] : [{ element: symbolElement, name: 'symbol', data: symbols }];
  const data = [
    ...symbolColumn,
    ...columns.map(({ element, value }) => ({
      element,
      name: element.name,
      data: bars.map(value),
    })),
  ];
  return new Uint8Array(
    parquetWriteBuffer({
      schema: [{ name: 'root', num_children: data.length }, ...data.map(({ element }) => element)],
      columnData: data.map((part) => ({ name: part.name, data: part.data })),
      codec: 'SNAPPY',
      rowGroupSize: 100_000,
      createdBy: 'fargate-cron',
    }),
  );
}

async function decode(bytes: Uint8Array): Promise<z.infer<typeof row>[]> {
  // A Buffer is often a view on a larger one, and its `slice` gives another view.
  const file = Uint8Array.from(bytes).buffer;
  const parsers = {
    dateFromDays: (days: number) => days,
    timestampFromMilliseconds: (millis: bigint) => Number(millis),
  };
  return z.array(row).parse(await parquetReadObjects({ file, parsers }));
}
