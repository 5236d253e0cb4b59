import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Bar } from '../../../crawler/src/bars/bar';
import { decodeBars } from '../../../crawler/src/bars/parquet';
import { systemClock } from '../../../crawler/src/clock';
import { dayOfText, textOfDay, weekday, type Day } from '../../../crawler/src/day';
import type { Manifest } from '../../../crawler/src/manifest/manifest';
import { barsKey, refusedKey, suspectKey } from '../../../crawler/src/public/layout';
import { crawl, type CrawlOptions } from '../../../crawler/src/run/crawl';
import { fileStore } from '../../../crawler/src/store/file-store';
import type { Ask, Source } from '../../../crawler/src/vendor/source';
import type { VendorClient } from '../../../crawler/src/vendor/vendor-client';
import { bar } from '../bars/some-bar';

const fridays = ['2026-09-04', '2026-09-11', '2026-09-18', '2026-09-25', '2026-10-02'] as const;
const [week0, week1, week2, week3, week4] = fridays;

let data: string;
let truth: Bar[];
/** What the vendor gets wrong. */
let wrong: (bars: Bar[]) => Bar[];
let asks: Ask[];

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'fargate-cron-data-'));
  truth = sessions('2025-08-01', '2026-10-30', [
    ['2025-11-14', 1],
    ['2026-02-13', 1],
    ['2026-05-15', 1],
  ]);
  wrong = (bars) => bars;
  asks = [];
});
afterEach(() => {
  rmSync(data, { recursive: true });
});

/** Weekdays with prices about a hundred, adjusted for the dividends that are paid. */
function sessions(first: string, last: string, dividends: [string, number][]): Bar[] {
  const bars: Bar[] = [];
  for (let day = dayOfText(first); day <= dayOfText(last); day += 1) {
    if (weekday(day) % 6 === 0) continue;
    const price = 100 + (day % 13);
    const dividend = dividends.find(([date]) => dayOfText(date) === day)?.[1] ?? 0;
    bars.push({
      ...bar(day),
      ...{ open: price, high: price + 1, low: price - 1, close: price, dividend },
    });
  }
  return bars;
}

/** What the vendor knows when a day is over: dividends up to then lower the prices before them. */
function knownOn(last: Day): Bar[] {
  let factor = 1;
  return truth
    .filter(({ day }) => day <= last)
    .reverse()
    .map((one) => {
      const adjClose = Math.round((one.close ?? 0) * factor * 1e6) / 1e6;
      factor *= 1 - one.dividend / 100;
      return { ...one, adjClose };
    })
    .reverse();
}

function on(date: string): (one: Bar) => boolean {
  return ({ day }) => day === dayOfText(date);
}

function between(first: string, last: string): (one: Bar) => boolean {
  return ({ day }) => day >= dayOfText(first) && day <= dayOfText(last);
}

function changed(which: (one: Bar) => boolean, change: (one: Bar) => Partial<Bar>) {
  return (bars: Bar[]) => bars.map((one) => (which(one) ? { ...one, ...change(one) } : one));
}

const nothing = { open: null, high: null, low: null, close: null, adjClose: null, volume: null };

async function run(date: string, options: Partial<CrawlOptions> = {}): Promise<Manifest> {
  const source: Source = {
    name: 'yahoo',
    origin: '',
    limits: { perMinute: 1 },
    splits: { areApplied: true, areTold: true },
    headers: () => ({}),
    symbolsPerCall: 1,
    classify: () => undefined,
    async *fetch(wanted, { get }) {
      for (const ask of wanted) {
        asks.push(ask);
        const bars = (await get('', ask.symbol)) as Bar[];
        yield {
          symbol: ask.symbol,
          bars: bars.filter(({ day }) => day >= ask.from && day <= ask.to),
        };
      }
    },
  };
  const scheduledTime = new Date(`${date}T23:00:00Z`);
  const get = () => Promise.resolve(wrong(knownOn(dayOfText(date))));
  const asking = { asOfMs: scheduledTime.getTime(), attempts: 1, httpStatus: 200, get };
  return crawl(
    {
      symbols: ['AAPL'],
      scheduledTime,
      concurrency: 1,
      requestTimeoutSeconds: 30,
      failureThreshold: 0,
      crossSectionDays: 5,
      weekly: false,
      accept: [],
      ...options,
    },
    {
      source,
      client: { asking: () => asking } as unknown as VendorClient,
      store: fileStore(data),
      clock: systemClock,
      stop: new AbortController(),
      onReport: () => undefined,
    },
  );
}

const stored = () => readFileSync(join(data, barsKey('yahoo', 'AAPL')));
const barsOf = async () => (await decodeBars(stored())).bars;
const paid = async () => (await barsOf()).reduce((sum, { dividend }) => sum + dividend, 0);
const aapl = (manifest: Manifest) => manifest.symbols['AAPL'];
const aside = () => join(data, suspectKey('yahoo', 'AAPL'));

/** That the lake is what the vendor would have told on a day, had it made no mistake. */
async function expectTruth(last: string): Promise<void> {
  const bars = await barsOf();
  const wanted = knownOn(dayOfText(last)).slice(-bars.length);
  expect(bars.map((one) => ({ ...one, ingestedAtMs: 0 }))).toEqual(wanted);
}

/** A new dividend, for which the whole history is fetched, and which the vendor answers wrongly. */
function payOn(date: string): void {
  truth = truth.map((one) => (on(date)(one) ? { ...one, dividend: 2 } : one));
}

/** Two of the three dividends before this summer, which the vendor forgets. */
const forgets = changed(between('2025-11-14', '2026-02-13'), () => ({ dividend: 0 }));

test('dividends that the vendor forgets stay, and so does everything else', async () => {
  await run(week0);
  await expect(paid()).resolves.toBe(3);
  const before = stored();
  payOn('2026-09-09');
  wrong = changed(between('2025-11-14', '2026-05-15'), () => ({ dividend: 0 }));
  const manifest = await run(week1);
  expect(stored().equals(before)).toBe(true);
  expect(manifest).toMatchObject({
    outcome: 'done',
    counts: { suspect: 1 },
    symbols: {
      AAPL: {
        status: 'suspect',
        seen: 1,
        doubts: [{ kind: 'events', first: '2025-11-14', count: 3 }],
        error:
          "the vendor's answer is worse than what is known, which stays: 3 dividends gone or less " +
          'from 2025-11-14 on, their sum 2 instead of 3 (seen in 1 of 3 runs)',
        last: week0,
      },
    },
  });
  expect((await decodeBars(readFileSync(aside()))).notes).toMatchObject({
    runs: '2026-09-11T23:00:00.000Z',
  });

  wrong = (bars) => bars;
  expect(aapl(await run(week2))).toMatchObject({ status: 'updated' });
  await expect(paid()).resolves.toBe(5);
  await expectTruth(week2);
});

test('thirteen sessions of nulls stay as they were', async () => {
  await run(week0);
  const before = stored();
  payOn('2026-09-09');
  wrong = changed(between('2026-07-01', '2026-07-17'), () => nothing);
  expect(aapl(await run(week1))).toMatchObject({
    status: 'suspect',
    doubts: [{ kind: 'rows', first: '2026-07-01', count: 13 }],
  });
  expect(stored().equals(before)).toBe(true);
  wrong = (bars) => bars;
  await run(week2);
  await expectTruth(week2);
});

test('one corrected close is merged where the vendor has less than is stored', async () => {
  truth = sessions('2022-10-03', '2026-10-30', []);
  await run(week0, { from: '2023-03-20' });
  expect((await barsOf()).length).toBe(905);
  wrong = (bars) =>
    changed(on('2026-08-27'), (one) => ({ close: (one.close ?? 0) + 0.01 }))(
      bars.filter(({ day }) => day >= dayOfText('2024-09-09')),
    );
  asks = [];
  expect(aapl(await run(week1))).toMatchObject({ status: 'updated', changed: 6, rows: 910 });
  expect(asks).toHaveLength(1);
  const corrected = (await barsOf()).find(on('2026-08-27'));
  expect(corrected?.close).toBe((truth.find(on('2026-08-27'))?.close ?? 0) + 0.01);

  // The first day of those that are fetched again may stand for all before it.
  wrong = (bars) =>
    changed(on('2026-08-31'), (one) => ({ close: (one.close ?? 0) + 0.01 }))(
      bars.filter(({ day }) => day >= dayOfText('2024-09-09')),
    );
  asks = [];
  expect(aapl(await run(week2))).toMatchObject({ status: 'updated', rows: 915 });
  expect(asks).toHaveLength(2);
});

test('pounds for pence are set aside', async () => {
  await run(week0);
  const before = stored();
  wrong = changed(between('2026-09-07', '2026-09-11'), (one) => ({
    ...{ open: (one.open ?? 0) / 100, high: (one.high ?? 0) / 100, low: (one.low ?? 0) / 100 },
    ...{ close: (one.close ?? 0) / 100, adjClose: (one.adjClose ?? 0) / 100 },
  }));
  expect(aapl(await run(week1))).toMatchObject({
    status: 'suspect',
    doubts: [{ kind: 'unit', first: '2026-09-07', count: 1 }],
  });
  expect(stored().equals(before)).toBe(true);
});

test('what a vendor changed is asked for once more, since it may have been wrong', async () => {
  await run(week0);
  // The first of those that are fetched again, and then none of them.
  const dearer = (one: Bar) => ({ close: (one.close ?? 0) + 0.01 });
  wrong = changed(on('2026-08-25'), dearer);
  await run(week1);
  expect((await barsOf()).find(on('2026-08-25'))?.close).toBe(
    (truth.find(on('2026-08-25'))?.close ?? 0) + 0.01,
  );
  wrong = (bars) => bars;
  await run(week2);
  await expectTruth(week2);
  asks = [];
  await run(week3);
  await run(week4);
  expect(textOfDay(asks.at(-1)?.from ?? 0)).toBe('2026-09-14');
});

test('a whole history that was rewritten is asked for once more', async () => {
  await run(week0);
  payOn('2026-09-09');
  wrong = changed(on('2026-06-10'), (one) => ({ low: (one.low ?? 0) - 5 }));
  expect(aapl(await run(week1))).toMatchObject({ status: 'updated', restated: true });
  wrong = (bars) => bars;
  asks = [];
  await run(week2);
  expect(asks).toHaveLength(1);
  await expectTruth(week2);
});

test.each([
  ['lost with its day comes at the next', between('2026-08-31', '2026-09-02')],
  ['lost with its day comes at a new one', between('2026-08-31', '2026-09-04')],
])('a dividend that is %s is not counted twice', async (_, days) => {
  payOn('2026-08-31');
  await run(week0);
  const before = stored();
  wrong = changed(days, () => nothing);
  expect(aapl(await run(week1))).toMatchObject({ status: 'suspect' });
  expect(stored().equals(before)).toBe(true);
});

test('a session that comes beside its day, and an answer that shares none, are suspect', async () => {
  await run(week0);
  const before = stored();
  wrong = changed(on('2026-09-02'), ({ day }) => ({ day: day - 1 }));
  expect(aapl(await run(week1))).toMatchObject({ status: 'suspect', doubts: [{ kind: 'rows' }] });
  wrong = (bars) =>
    bars
      .filter(({ day }) => weekday(day) === 5)
      .map((one) => ({ ...one, day: one.day + 1, close: (one.close ?? 0) + 3 }));
  expect(aapl(await run(week2))).toMatchObject({ status: 'suspect' });
  expect(stored().equals(before)).toBe(true);
});

describe('an answer that was set aside', () => {
  beforeEach(async () => {
    await run(week0);
    payOn('2026-09-09');
    wrong = forgets;
    await run(week1);
  });

  test('wins when three runs have seen it, and says so', async () => {
    expect(aapl(await run(week2))).toMatchObject({ status: 'suspect', seen: 2 });
    expect(aapl(await run(week3))).toMatchObject({
      status: 'updated',
      accepted: 'repeated',
      seen: 3,
      doubts: [{ kind: 'events' }],
    });
    await expect(paid()).resolves.toBe(3);
    expect(aapl(await run(week4))).toMatchObject({ status: 'updated' });
    expect(aapl(await run(week4))?.doubts).toBeUndefined();
  });

  test('is seen once by a run, however often that is delivered', async () => {
    expect(aapl(await run(week1))).toMatchObject({ status: 'suspect', seen: 1 });
    for (const day of ['2026-09-14', '2026-09-15', '2026-09-16', '2026-09-17']) await run(day);
    // A daily job waits for as long as a weekly one.
    expect(aapl(await run('2026-09-23'))).toMatchObject({ status: 'suspect', seen: 6 });
    expect(aapl(await run('2026-09-24'))).toMatchObject({ accepted: 'repeated', seen: 7 });
  });

  test('is seen anew when the vendor says something else', async () => {
    await run(week2);
    wrong = changed(on('2025-11-14'), () => ({ dividend: 0 }));
    expect(aapl(await run(week3))).toMatchObject({ status: 'suspect', seen: 1 });
    await expect(paid()).resolves.toBe(3);
  });

  test('is forgotten when the vendor comes round', async () => {
    await run(week2);
    wrong = (bars) => bars;
    expect(aapl(await run(week3))).toMatchObject({ status: 'updated' });
    truth = truth.map((one) => (on('2026-09-30')(one) ? { ...one, dividend: 2 } : one));
    wrong = forgets;
    expect(aapl(await run(week4))).toMatchObject({ status: 'suspect', seen: 1 });
  });

  test('is replaced where it cannot be read', async () => {
    await writeFile(aside(), 'no Parquet');
    expect(aapl(await run(week2))).toMatchObject({ status: 'suspect', seen: 1 });
    expect((await decodeBars(readFileSync(aside()))).notes).toMatchObject({
      runs: '2026-09-18T23:00:00.000Z',
    });
    wrong = (bars) => bars;
    expect(aapl(await run(week3))).toMatchObject({ status: 'updated' });
    await expectTruth(week3);
  });

  test('is taken at once where ACCEPT names the symbol', async () => {
    expect(aapl(await run(week2, { accept: ['MSFT'] }))).toMatchObject({ status: 'suspect' });
    expect(aapl(await run(week2, { accept: ['AAPL'] }))).toMatchObject({
      status: 'updated',
      accepted: 'asked',
      doubts: [{ kind: 'events' }],
    });
    await expect(paid()).resolves.toBe(3);
  });

  test('never wins where a marker refuses it', async () => {
    const marker = join(data, refusedKey('yahoo', 'AAPL'));
    await mkdir(dirname(marker), { recursive: true });
    await writeFile(marker, '');
    for (const week of [week2, week3, week4]) {
      const report = aapl(await run(week));
      expect(report).toMatchObject({ status: 'suspect' });
      expect(report?.error).toContain('(refused)');
    }
    expect(existsSync(marker)).toBe(true);
    await expect(paid()).resolves.toBe(3);
    wrong = (bars) => bars;
    expect(aapl(await run('2026-10-09'))).toMatchObject({ status: 'updated' });
    await expect(paid()).resolves.toBe(5);
  });
});

test('a second delivery of a run leaves in the manifest what the first one got', async () => {
  await run(week0);
  payOn('2026-09-02');
  wrong = forgets;
  expect(aapl(await run(week0))).toMatchObject({ status: 'suspect' });
  const key = '_manifests/source=yahoo/run=20260904T230000Z.json';
  const manifest = JSON.parse(readFileSync(join(data, key), 'utf8')) as Manifest;
  expect(manifest.symbols['AAPL']).toMatchObject({ status: 'updated' });
  expect(textOfDay((await barsOf()).at(-1)?.day ?? 0)).toBe(week0);
});
