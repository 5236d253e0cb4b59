import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredBar } from '../../../crawler/src/bars/bar';
import { encodeBars, encodeCrossSection } from '../../../crawler/src/bars/parquet';
import { systemClock } from '../../../crawler/src/clock';
import { dayOfText } from '../../../crawler/src/day';
import { checkRecordSchema } from '../../../crawler/src/public/check-record';
import { barsKey, checkKey, crossSectionKey } from '../../../crawler/src/public/layout';
import { check } from '../../../crawler/src/run/check';
import { fileStore } from '../../../crawler/src/store/file-store';
import type { Store } from '../../../crawler/src/store/store';
import { bar } from '../bars/some-bar';

const scheduledTime = new Date('2026-11-27T23:00:00Z');
const options = {
  ...{ source: 'yahoo', symbols: ['A', 'B', 'GONE'], scheduledTime, crossSectionDays: 400 },
  splits: { areApplied: true, areTold: true },
};
const key = checkKey('yahoo', '20261127T230000Z');
const monday = dayOfText('2026-11-23');
const days = [monday, monday + 1, monday + 2];
let data: string;
let store: Store;

/** Writes a history over whatever is there. */
async function put(at: string, bytes: Uint8Array): Promise<void> {
  await store.write(at, bytes, (await store.read(at))?.etag);
}

function history(): StoredBar[] {
  return days.map((day) => ({ ...bar(day), ingestedAtMs: scheduledTime.getTime() }));
}

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'fargate-cron-data-'));
  store = fileStore(data);
  for (const symbol of ['A', 'B']) await put(barsKey('yahoo', symbol), encodeBars(history()));
  for (const one of history()) {
    const rows = new Map(['A', 'B'].map((symbol) => [symbol, one]));
    await put(crossSectionKey('yahoo', one.day), encodeCrossSection(rows));
  }
});
afterEach(() => {
  rmSync(data, { recursive: true });
});

test('a record of what was looked at is left where nothing is wrong', async () => {
  const record = await check(options, store, systemClock);
  expect(record).toMatchObject({ symbols: 2, rows: 6, absent: ['GONE'], findings: [] });
  const left: unknown = JSON.parse(readFileSync(join(data, key), 'utf8'));
  expect(checkRecordSchema.parse(left)).toEqual(record);
});

test('the record of a second check of the same time takes the place of the first', async () => {
  const [first, ...others] = history();
  await put(barsKey('yahoo', 'A'), encodeBars([{ ...bar(monday), ...first, low: 0 }, ...others]));
  await put(crossSectionKey('yahoo', monday), encodeCrossSection(new Map()));
  const { findings } = await check(options, store, systemClock);
  expect(findings).toEqual([
    expect.objectContaining({ symbol: 'A', check: 'cross-section', first: '2026-11-23', count: 1 }),
    { symbol: 'A', check: 'zero', first: '2026-11-23', count: 1, text: 'low is zero' },
    expect.objectContaining({ symbol: 'B', check: 'cross-section', first: '2026-11-23', count: 1 }),
  ]);
  const before = await check({ ...options, symbols: ['GONE', 'B'] }, store, systemClock);
  expect(before.findings).toHaveLength(1);
  expect(JSON.parse(readFileSync(join(data, key), 'utf8'))).toEqual(before);
});

test('files that are no Parquet are named and left', async () => {
  const broken = join(data, barsKey('yahoo', 'A'));
  writeFileSync(broken, '<html>');
  writeFileSync(join(data, crossSectionKey('yahoo', monday + 1)), 'x');
  const { findings } = await check(options, store, systemClock);
  expect(findings.map(({ symbol, check, text }) => `${symbol} ${check}: ${text}`)).toEqual([
    expect.stringMatching(
      /^A unreadable: bars\/.*symbol=A\/data\.parquet is no Parquet that we can read /,
    ),
    expect.stringMatching(
      /^B cross-section: bars_by_date\/.*dt=2026-11-24\/data\.parquet is no Parquet that we can read /,
    ),
  ]);
  expect(readFileSync(broken, 'utf8')).toBe('<html>');
});

test('a history that a run writes meanwhile is not compared with older cross-sections', async () => {
  const busy: Store = {
    ...store,
    read: async (at) => {
      const was = await store.read(at);
      if (at === barsKey('yahoo', 'A') && was !== undefined) {
        await put(
          at,
          encodeBars([
            ...history(),
            { ...bar(monday + 3), ingestedAtMs: scheduledTime.getTime() + 1 },
          ]),
        );
        await put(crossSectionKey('yahoo', monday), encodeCrossSection(new Map()));
      }
      return was;
    },
  };
  const { findings } = await check({ ...options, symbols: ['A'] }, busy, systemClock);
  expect(findings).toEqual([]);
});

test('a check that finds nothing to look at fails', async () => {
  await expect(check({ ...options, source: 'tiingo' }, store, systemClock)).rejects.toThrow(
    'nothing is stored of source tiingo and any of its 3 symbols',
  );
});
