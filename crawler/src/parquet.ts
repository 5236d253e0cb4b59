import { parquetReadObjects, type SchemaElement } from 'hyparquet';
import { ByteWriter, parquetWrite } from 'hyparquet-writer';
import type { Bar } from './bar';

const dayMs = 86_400_000;

interface Column {
  readonly element: SchemaElement;
  readonly write: (bar: Bar) => unknown;
}

const double = (name: string, write: (bar: Bar) => number | null): Column => ({
  element: { name, type: 'DOUBLE', repetition_type: 'OPTIONAL' },
  write,
});
const text = (name: string, write: (bar: Bar) => string | null): Column => ({
  element: { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  write,
});

/** The columns of a file of bars. The partitions of its key are not among them. */
const columns: readonly Column[] = [
  {
    element: { name: 'date', type: 'INT32', converted_type: 'DATE', repetition_type: 'REQUIRED' },
    write: ({ date }) => new Date(date),
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
];

const symbolElement: SchemaElement = {
  name: 'symbol',
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type: 'REQUIRED',
};

/** The whole history of one symbol. The same bars make the same bytes. */
export function encodeBars(bars: readonly Bar[]): Uint8Array {
  return encode(bars, []);
}

/** The bars of many symbols on one date, with the symbol as first column. */
export function encodeCrossSection(bars: ReadonlyMap<string, Bar>): Uint8Array {
  return encode([...bars.values()], [...bars.keys()]);
}

function encode(bars: readonly Bar[], symbols: readonly string[]): Uint8Array {
  const withSymbol = symbols.length > 0;
  const elements = columns.map(({ element }) => element);
  const writer = new ByteWriter();
  // Without asynchronous codecs it has written everything when it returns.
  void parquetWrite({
    writer,
    schema: [
      { name: 'root', num_children: columns.length + (withSymbol ? 1 : 0) },
      ...(withSymbol ? [symbolElement] : []),
      ...elements,
    ],
    columnData: [
      ...(withSymbol ? [{ name: 'symbol', data: [...symbols] }] : []),
      ...columns.map(({ element, write }) => ({ name: element.name, data: bars.map(write) })),
    ],
    createdBy: 'fargate-cron',
  });
  return writer.getBytes();
}

export async function decodeBars(bytes: Uint8Array): Promise<Bar[]> {
  return (await readRows(bytes)).map(toBar);
}

export async function decodeCrossSection(bytes: Uint8Array): Promise<Map<string, Bar>> {
  const rows = await readRows(bytes);
  return new Map(rows.map((row) => [String(row['symbol']), toBar(row)]));
}

async function readRows(bytes: Uint8Array): Promise<Record<string, unknown>[]> {
  const file = bytes.buffer.slice(
    bytes.byteOffset,
    bytes.byteOffset + bytes.byteLength,
  ) as ArrayBuffer;
  return parquetReadObjects({ file });
}

function toBar(row: Record<string, unknown>): Bar {
  const number = (name: string): number | null =>
    row[name] === null || row[name] === undefined ? null : Number(row[name]);
  const date = row['date'];
  const currency = row['currency'];
  return {
    date: (date instanceof Date ? date : new Date(Number(date) * dayMs)).toISOString().slice(0, 10),
    open: number('open'),
    high: number('high'),
    low: number('low'),
    close: number('close'),
    volume: number('volume'),
    adjClose: number('adj_close'),
    dividend: number('dividend') ?? 0,
    splitFactor: number('split_factor') ?? 1,
    currency: typeof currency === 'string' ? currency : null,
    exchangeTz: String(row['exchange_tz']),
  };
}
