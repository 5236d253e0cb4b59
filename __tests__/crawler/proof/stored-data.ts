import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parquetReadObjects } from 'hyparquet';
import type { StoredRow } from './stored-row';

/** All stored objects by their key. */
export type Objects = ReadonlyMap<string, Uint8Array>;

/** What the stored data says, read with a Parquet library and nothing of the crawler. */
export interface StoredData {
  /** Rows of `bars`, by symbol. */
  readonly bars: ReadonlyMap<string, readonly StoredRow[]>;
  /** Rows of `bars_by_date`, by date and symbol. */
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, StoredRow>>;
}

export interface Manifest {
  readonly outcome: string;
  readonly symbols: Readonly<
    Record<string, { readonly status: string; readonly rows?: number; readonly etag?: string }>
  >;
}

export async function objectsIn(directory: string): Promise<Objects> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  return new Map(
    await Promise.all(
      files
        .filter((file) => file.isFile())
        .map(async ({ parentPath, name }) => {
          const path = join(parentPath, name);
          return [relative(directory, path), await readFile(path)] as const;
        }),
    ),
  );
}

/** The symbols that have a history. */
export function symbolsIn(objects: Objects, source: string): string[] {
  return [...objects.keys()].flatMap((key) => symbolOf(key, source) ?? []);
}

function symbolOf(key: string, source: string): string | undefined {
  const symbol = match(key, `bars/v1/interval=1d/source=${source}/symbol=(.+)/data.parquet`);
  // An equals sign would end the partition's name.
  return symbol === undefined ? undefined : decodeURIComponent(symbol);
}

export async function readData(objects: Objects, source: string): Promise<StoredData> {
  const bars = new Map<string, StoredRow[]>();
  const sections = new Map<string, Map<string, StoredRow>>();
  for (const [key, bytes] of objects) {
    const symbol = symbolOf(key, source);
    if (symbol !== undefined) {
      const rows = await rowsOf(bytes);
      bars.set(
        symbol,
        rows.map(({ row }) => row),
      );
    }
    const date = match(key, `bars_by_date/v1/interval=1d/source=${source}/dt=(.+)/data.parquet`);
    if (date !== undefined) {
      const rows = await rowsOf(bytes);
      const section = new Map(rows.map((one) => [one.symbol ?? '', one.row]));
      if (section.size !== rows.length) throw new Error(`${key} names a symbol twice`);
      sections.set(date, section);
    }
  }
  return { bars, sections };
}

export function readManifest(objects: Objects, source: string, run: string): Manifest | undefined {
  const bytes = objects.get(`_manifests/source=${source}/run=${run}.json`);
  return bytes === undefined
    ? undefined
    : (JSON.parse(Buffer.from(bytes).toString('utf8')) as Manifest);
}

/** A run is its scheduled time, with nothing between the digits. */
export function runOf(scheduled: string): string {
  return scheduled.replaceAll(/[-:]/g, '');
}

function match(key: string, pattern: string): string | undefined {
  return new RegExp(`^${pattern}$`).exec(key)?.[1];
}

type Rows = readonly { readonly symbol: string | undefined; readonly row: StoredRow }[];

/** Most files are the same before and after a run, and in many runs. */
const known = new Map<string, Promise<Rows>>();
const mostKnown = 2000;

function rowsOf(bytes: Uint8Array): Promise<Rows> {
  const digest = createHash('sha1').update(bytes).digest('base64');
  const rows = known.get(digest) ?? decode(bytes);
  if (known.size === mostKnown) known.clear();
  known.set(digest, rows);
  return rows;
}

async function decode(bytes: Uint8Array): Promise<Rows> {
  const file = new Uint8Array(bytes).buffer;
  const rows = await parquetReadObjects({ file });
  return rows.map((row) => {
    const number = (name: string): number | null =>
      row[name] === null || row[name] === undefined ? null : Number(row[name]);
    const text = (name: string): string | null =>
      typeof row[name] === 'string' ? row[name] : null;
    const { date } = row;
    if (!(date instanceof Date)) throw new Error('the column date is no date');
    return {
      symbol: text('symbol') ?? undefined,
      row: {
        date: date.toISOString().slice(0, 10),
        open: number('open'),
        high: number('high'),
        low: number('low'),
        close: number('close'),
        volume: number('volume'),
        adj_close: number('adj_close'),
        dividend: number('dividend') ?? NaN,
        split_factor: number('split_factor') ?? NaN,
        currency: text('currency'),
        exchange_tz: text('exchange_tz') ?? '',
      },
    };
  });
}

/** What is wrong with the rows of a symbol; nothing when they are what they have to be. */
export function rowDifference(
  name: string,
  found: readonly StoredRow[],
  expected: readonly StoredRow[],
): string[] {
  if (isDeepStrictEqual(found, expected)) return [];
  const dates = (rows: readonly StoredRow[]): string => rows.map(({ date }) => date).join(' ');
  if (dates(found) !== dates(expected)) {
    return [`${name}: has rows of ${dates(found)}, must have those of ${dates(expected)}`];
  }
  const at = found.findIndex((row, index) => !isDeepStrictEqual(row, expected[index]));
  return [`${name}: has ${JSON.stringify(found[at])}, must have ${JSON.stringify(expected[at])}`];
}

/** Where the cross-sections do not say of a symbol what its own rows say. */
export function sectionDifference(data: StoredData, symbol: string): string[] {
  const own = data.bars.get(symbol) ?? [];
  const across = [...data.sections.values()]
    .flatMap((section) => section.get(symbol) ?? [])
    .sort((a, b) => (a.date < b.date ? -1 : 1));
  return rowDifference(`${symbol} across dates`, across, own);
}
