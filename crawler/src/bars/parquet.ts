import { parquetMetadataAsync, parquetRead, type SchemaElement } from 'hyparquet';
import { ByteWriter, parquetWrite } from 'hyparquet-writer';
import type { StoredBar } from './bar';

interface Column {
  readonly element: SchemaElement;
  readonly write: (bar: StoredBar) => unknown;
}

const double = (name: string, write: (bar: StoredBar) => number | null): Column => ({
  element: { name, type: 'DOUBLE', repetition_type: 'OPTIONAL' },
  write,
});
const text = (name: string, write: (bar: StoredBar) => string | null): Column => ({
  element: { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  write,
});

/** The columns of a file of bars. The partitions of its key are not among them. */
const columns: readonly Column[] = [
  {
    element: { name: 'date', type: 'INT32', converted_type: 'DATE', repetition_type: 'REQUIRED' },
    write: ({ day }) => day,
  },
  double('open', (bar) => bar.open),
  double('high', (bar) => bar.high),
  double('low', (bar) => bar.low),
  double('close', (bar) => bar.close),
  {
    element: { name: 'volume', type: 'INT64', repetition_type: 'OPTIONAL' },
    write: ({ volume }) => (volume === null ? null : BigInt(volume)),
  },
  double('adj_close', (bar) => bar.adjClose),
  double('dividend', (bar) => bar.dividend),
  double('split_factor', (bar) => bar.splitFactor),
  text('currency', (bar) => bar.currency),
  text('exchange_tz', (bar) => bar.exchangeTz),
  {
    element: {
      name: 'ingested_at',
      type: 'INT64',
      converted_type: 'TIMESTAMP_MILLIS',
      repetition_type: 'OPTIONAL',
    },
    write: ({ ingestedAtMs }) => ingestedAtMs,
  },
];

const symbolElement: SchemaElement = {
  name: 'symbol',
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type: 'REQUIRED',
};

/** Notes in the footer of a file, which queries do not see. */
export type Notes = Readonly<Record<string, string>>;

/** The whole history of one symbol. The same bars and notes make the same bytes. */
export function encodeBars(bars: readonly StoredBar[], notes: Notes = {}): Uint8Array {
  return encode(bars, undefined, notes);
}

/** The bars of many symbols on one date, with the symbol as first column. */
export function encodeCrossSection(bars: ReadonlyMap<string, StoredBar>): Uint8Array {
  return encode([...bars.values()], [...bars.keys()], {});
}

function encode(
  bars: readonly StoredBar[],
  symbols: string[] | undefined,
  notes: Notes,
): Uint8Array {
  const writer = new ByteWriter();
  const elements = columns.map(({ element }) => element);
  // Without asynchronous codecs it has written everything when it returns.
  void parquetWrite({
    writer,
    schema: [
      { name: 'root', num_children: columns.length + (symbols === undefined ? 0 : 1) },
      ...(symbols === undefined ? [] : [symbolElement]),
      ...elements,
    ],
    columnData: [
      ...(symbols === undefined ? [] : [{ name: 'symbol', data: symbols }]),
      ...columns.map(({ element, write }) => ({ name: element.name, data: bars.map(write) })),
    ],
    rowGroupSize: 100_000,
    kvMetadata: Object.entries(notes).map(([key, value]) => ({ key, value })),
    createdBy: 'fargate-cron',
  });
  return writer.getBytes();
}

export async function decodeBars(
  bytes: Uint8Array,
): Promise<{ readonly bars: StoredBar[]; readonly notes: Notes }> {
  const { bars, notes } = await decode(bytes);
  return { bars, notes };
}

export async function decodeCrossSection(bytes: Uint8Array): Promise<Map<string, StoredBar>> {
  const { bars, symbols } = await decode(bytes);
  return new Map(bars.map((bar, index) => [String(symbols[index]), bar]));
}

async function decode(bytes: Uint8Array) {
  const file = bytes.buffer.slice(
    bytes.byteOffset,
    bytes.byteOffset + bytes.byteLength,
  ) as ArrayBuffer;
  const metadata = await parquetMetadataAsync(file);
  // Somebody else's file has columns of its own: to us it would look like one without a bar.
  const date = metadata.schema.find(({ name }) => name === 'date');
  if (date?.type !== 'INT32') throw new Error('it has no column "date" with days');
  const values = new Map<string, unknown[]>();
  await parquetRead({
    file,
    metadata,
    // Days and moments stay numbers.
    parsers: { dateFromDays: (days) => days, timestampFromMilliseconds: Number },
    onChunk: ({ columnName, columnData, rowStart }) => {
      const column = values.get(columnName) ?? [];
      for (let index = 0; index < columnData.length; index += 1) {
        column[rowStart + index] = columnData[index];
      }
      values.set(columnName, column);
    },
  });
  const column = (name: string): unknown[] => values.get(name) ?? [];
  const [open, high, low, close] = ['open', 'high', 'low', 'close'].map(column);
  const [volume, adjClose] = ['volume', 'adj_close'].map(column);
  const [dividend, splitFactor] = ['dividend', 'split_factor'].map(column);
  const [currency, exchangeTz] = ['currency', 'exchange_tz'].map(column);
  const ingestedAt = column('ingested_at');
  const bars = column('date').map((day, index): StoredBar => ({
    day: Number(day),
    open: numberOf(open?.[index]),
    high: numberOf(high?.[index]),
    low: numberOf(low?.[index]),
    close: numberOf(close?.[index]),
    volume: numberOf(volume?.[index]),
    adjClose: numberOf(adjClose?.[index]),
    dividend: numberOf(dividend?.[index]) ?? 0,
    splitFactor: numberOf(splitFactor?.[index]) ?? 1,
    currency: textOf(currency?.[index]),
    exchangeTz: textOf(exchangeTz?.[index]) ?? '',
    ingestedAtMs: numberOf(ingestedAt[index]) ?? 0,
  }));
  const notes: Notes = Object.fromEntries(
    (metadata.key_value_metadata ?? []).map(({ key, value = '' }) => [key, value]),
  );
  return { bars, symbols: column('symbol'), notes };
}

function numberOf(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
