import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ByteWriter, parquetWrite } from 'hyparquet-writer';
import { dayOfText, textOfDay } from '../../../crawler/src/day';
import { barsKey, crossSectionKey } from '../../../crawler/src/public/layout';
import {
  barsOf,
  data,
  endCrawling,
  nextFriday,
  read,
  run,
  sectionOf,
  server,
  startCrawling,
} from './crawling';
import { opening, weekdays } from './yahoo-server';

beforeEach(startCrawling);
afterEach(endCrawling);

describe.each([
  // As it was written: by the first one, by one that noted nothing in a footer, and by the one before.
  ['without-ingested-at', 0],
  ['without-notes', Date.parse('2026-11-13T23:00:00Z')],
  ['before-doubts', Date.parse('2026-11-13T23:00:00Z')],
])('data that an earlier version left: %s', (name, ingestedAtMs) => {
  const symbols = ['AAPL', 'MSFT'];
  const days = ['2026-11-09', '2026-11-10', '2026-11-11', '2026-11-12', '2026-11-13'];
  const later = [
    ...days,
    ...[16, 17, 18, 19, 20, 23, 24, 25, 26, 27].map((day) => `2026-11-${day}`),
  ];
  const file = join(__dirname, 'earlier', `${name}.json`);
  const files = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const closes = (factor: number) =>
    weekdays('2026-11-09', '2026-11-27', factor).map(({ close }) => close ?? 0);

  beforeEach(() => {
    for (const [key, text] of Object.entries(files)) {
      mkdirSync(dirname(join(data, key)), { recursive: true });
      writeFileSync(join(data, key), Buffer.from(text, 'base64'));
    }
    for (const symbol of symbols) server.rows.set(symbol, weekdays('2026-11-09', '2026-11-30'));
  });

  test('is read, and nothing of it is written again', async () => {
    const manifest = await run({ symbols, scheduledTime: new Date('2026-11-13T23:00:00Z') });
    expect(manifest).toMatchObject({ outcome: 'done', counts: { unchanged: 2 } });
    const kept = Object.entries(files).filter(([key]) => !key.startsWith('_manifests/'));
    for (const [key, text] of kept) expect(read(key).toString('base64')).toBe(text);
  });

  test('is completed', async () => {
    const manifest = await run({ symbols, scheduledTime: nextFriday });
    expect(manifest).toMatchObject({ outcome: 'done', counts: { updated: 2 } });
    for (const symbol of symbols) {
      const bars = await barsOf(symbol);
      expect(bars.map(({ day }) => textOfDay(day))).toEqual(later);
      expect(bars.map(({ close }) => close)).toEqual(closes(1));
      expect(bars.slice(0, 5).map((bar) => bar.ingestedAtMs)).toEqual(days.map(() => ingestedAtMs));
    }
    for (const date of days) {
      const key = crossSectionKey('yahoo', dayOfText(date));
      expect(read(key).toString('base64')).toBe(files[key]);
    }
    const added = await sectionOf('2026-11-27');
    expect(added).toEqual((await barsOf()).at(-1));
  });

  test('is rewritten by a split, cross-sections too', async () => {
    for (const symbol of symbols) {
      server.rows.set(symbol, weekdays('2026-11-09', '2026-11-30', 0.25));
      const split = { date: opening('2026-11-24'), numerator: 4, denominator: 1 };
      server.splits.set(symbol, [split]);
    }
    const manifest = await run({ symbols, scheduledTime: nextFriday });
    expect(manifest).toMatchObject({ outcome: 'done', counts: { updated: 2 } });
    const bars = await barsOf();
    expect(bars.map(({ day }) => textOfDay(day))).toEqual(later);
    for (const [at, close] of closes(0.25).entries()) expect(bars[at]?.close).toBeCloseTo(close, 5);
    for (const [at, date] of days.entries()) {
      await expect(sectionOf(date)).resolves.toEqual(bars[at]);
    }
  });
});

describe('a file that is no Parquet of ours', () => {
  const theirs = new ByteWriter();
  void parquetWrite({
    writer: theirs,
    columnData: [{ name: 'price', data: [1, 2, 3], type: 'DOUBLE' }],
  });

  const history = barsKey('yahoo', 'AAPL');
  const section = crossSectionKey('yahoo', dayOfText('2026-11-25'));
  const empty = (): Uint8Array => Buffer.alloc(0);
  const text = (): Uint8Array => Buffer.from('symbol,date,close\nAAPL,2026-11-20,1\n');
  const start = (bytes: Buffer): Uint8Array => bytes.subarray(0, bytes.length / 2);
  const end = (bytes: Buffer): Uint8Array => bytes.subarray(bytes.length / 2);

  test.each<[string, string, (bytes: Buffer) => Uint8Array, string]>([
    ['a history', 'empty', empty, history],
    ['a history', 'a text', text, history],
    ['a history', 'cut off', start, history],
    ['a history', 'without its beginning', end, history],
    ['a history', 'of another program', () => theirs.getBytes(), history],
    ['weeks', 'of another program', () => theirs.getBytes(), barsKey('yahoo', 'AAPL', '1wk')],
    ['a cross-section', 'of another program', () => theirs.getBytes(), section],
  ])('is named and stays as it is: %s, %s', async (_, __, spoilt, key) => {
    const options = { symbols: ['AAPL', 'MSFT'], weekly: true, crossSectionDays: 3 };
    server.rows.set('MSFT', weekdays('2026-10-01', '2026-11-30'));
    await run({ ...options, scheduledTime: new Date('2026-11-25T23:00:00Z') });
    const bytes = spoilt(read(key));
    writeFileSync(join(data, key), bytes);
    // A day of each of the three is corrected, so that each would be written.
    const corrected = weekdays('2024-01-02', '2026-11-30').map((row) =>
      row.time === opening('2026-11-25') ? { ...row, close: (row.close ?? 0) + 0.01 } : row,
    );
    server.rows.set('AAPL', corrected);
    const again = { ...options, scheduledTime: nextFriday, failureThreshold: 1 };
    const { AAPL, MSFT } = (await run(again)).symbols;
    expect(AAPL).toMatchObject({ status: 'failed', class: 'store' });
    expect(AAPL?.error).toMatch(/ and stays as it is: move it away or delete it$/);
    expect(AAPL?.error?.startsWith(`${key} is no Parquet that we can read (`)).toBe(true);
    expect(read(key).equals(bytes)).toBe(true);
    expect(MSFT).toMatchObject({ status: 'updated' });

    rmSync(join(data, key));
    expect((await run(again)).symbols['AAPL']).not.toHaveProperty('error');
  });
});
