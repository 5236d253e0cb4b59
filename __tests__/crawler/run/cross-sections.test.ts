import { dayOfText } from '../../../crawler/src/day';
import { crossSectionKey } from '../../../crawler/src/public/layout';
import { decodeCrossSection } from '../../../crawler/src/bars/parquet';
import { fileStore } from '../../../crawler/src/store/file-store';
import {
  barsOf,
  data,
  dates,
  endCrawling,
  friday,
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

test('cross-sections hold every symbol of their date', async () => {
  server.rows.set('^GSPC', weekdays('2026-11-16', '2026-11-30'));
  await run();
  await run({ symbols: ['^GSPC'] });
  const section = await decodeCrossSection(read(crossSectionKey('yahoo', dayOfText('2026-11-20'))));
  expect([...section.keys()]).toEqual(['AAPL', '^GSPC']);
  expect(await dates('^GSPC')).toHaveLength(5);
});

test('a long history looks at none of the cross-sections that do not get every symbol', async () => {
  const store = fileStore(data);
  const read: string[] = [];
  const seen = { ...store, read: (key: string) => (read.push(key), store.read(key)) };
  await run({ from: '2024-01-02' }, { store: seen });
  expect((await dates())[0]).toBe('2024-01-02');
  const days = read.flatMap((key) => /^bars_by_date.*dt=([\d-]+)/.exec(key)?.[1] ?? []).sort();
  // A Friday, and the first weekday of the thirty days before it.
  expect([days[0], days.at(-1)]).toEqual(['2026-10-21', '2026-11-20']);
});

test('a day that does not get every symbol any more keeps right those that it has', async () => {
  server.rows.set('MSFT', weekdays('2026-11-16', '2026-11-30'));
  await run();
  server.rows.set('AAPL', weekdays('2024-01-02', '2026-11-30', 0.25));
  server.splits.set('AAPL', [{ date: opening('2026-11-24'), numerator: 4, denominator: 1 }]);
  await run({ symbols: ['AAPL', 'MSFT'], scheduledTime: nextFriday, crossSectionDays: 0 });
  const day = dayOfText('2026-11-20');
  const section = await decodeCrossSection(read(crossSectionKey('yahoo', day)));
  expect([...section.keys()]).toEqual(['AAPL']);
  expect(section.get('AAPL')?.close).toBe((await barsOf()).find((bar) => bar.day === day)?.close);
});

test('a day that the vendor took back leaves its cross-section after a run that did not come to it', async () => {
  await run();
  const restated = weekdays('2024-01-02', '2026-11-30', 0.25);
  server.rows.set(
    'AAPL',
    restated.filter(({ time }) => time !== opening('2026-11-18')),
  );
  server.splits.set('AAPL', [{ date: opening('2026-11-24'), numerator: 4, denominator: 1 }]);
  const store = fileStore(data);
  const killed: typeof store = {
    ...store,
    write: (key, ...rest) =>
      /^bars\//.test(key) ? store.write(key, ...rest) : Promise.reject(new Error('killed')),
  };
  const accept = ['AAPL'];
  await expect(run({ scheduledTime: nextFriday, accept }, { store: killed })).rejects.toThrow(
    'killed',
  );
  expect(await dates()).not.toContain('2026-11-18');

  await run({ scheduledTime: nextFriday });
  await expect(sectionOf('2026-11-18')).resolves.toBeUndefined();
  const [bar] = (await barsOf()).filter(({ day }) => day === dayOfText('2026-11-19'));
  await expect(sectionOf('2026-11-19')).resolves.toEqual(bar);
});

describe('a run that another one overtakes on the way to the cross-sections', () => {
  /** Runs, and does something between the histories and the cross-sections. */
  async function overtaken(meanwhile: () => Promise<unknown>): Promise<void> {
    const store = fileStore(data);
    let passing: Promise<unknown> | undefined;
    const held: typeof store = {
      ...store,
      read: async (key) => {
        if (key.startsWith('bars_by_date/')) await (passing ??= meanwhile());
        return store.read(key);
      },
    };
    await run({}, { store: held });
  }

  test.each([
    ['a second delivery', friday, friday.getTime() + 1],
    ['a later run', nextFriday, nextFriday.getTime()],
  ])('leaves what %s corrected', async (_, scheduledTime, ingestedAtMs) => {
    await overtaken(async () => {
      const rows = weekdays('2024-01-02', '2026-11-30');
      const corrected = rows.map((row) =>
        row.time === opening('2026-11-20') ? { ...row, close: 199 } : row,
      );
      server.rows.set('AAPL', corrected);
      await run({ scheduledTime });
    });
    const bar = (await barsOf()).find(({ day }) => day === dayOfText('2026-11-20'));
    expect(bar).toMatchObject({ close: 199, ingestedAtMs });
    await expect(sectionOf('2026-11-20')).resolves.toEqual(bar);
    const before = (await barsOf()).find(({ day }) => day === dayOfText('2026-11-19'));
    expect(before?.ingestedAtMs).toBe(friday.getTime());
    await expect(sectionOf('2026-11-19')).resolves.toEqual(before);
  });

  test('brings back no day for good that a later run took out', async () => {
    await overtaken(async () => {
      const restated = weekdays('2024-01-02', '2026-11-30', 0.25);
      const withoutOne = restated.filter(({ time }) => time !== opening('2026-11-18'));
      server.rows.set('AAPL', withoutOne);
      server.splits.set('AAPL', [{ date: opening('2026-11-24'), numerator: 4, denominator: 1 }]);
      await run({ scheduledTime: nextFriday, accept: ['AAPL'] });
    });
    await run({ scheduledTime: nextFriday });
    expect(await dates()).not.toContain('2026-11-18');
    await expect(sectionOf('2026-11-18')).resolves.toBeUndefined();
    const bar = (await barsOf()).find(({ day }) => day === dayOfText('2026-11-19'));
    await expect(sectionOf('2026-11-19')).resolves.toEqual(bar);
  });

  test('takes out no day that a later run brought back', async () => {
    await run();
    const restated = weekdays('2024-01-02', '2026-11-30', 0.25);
    const withoutOne = restated.filter(({ time }) => time !== opening('2026-11-18'));
    server.rows.set('AAPL', withoutOne);
    server.splits.set('AAPL', [{ date: opening('2026-10-20'), numerator: 4, denominator: 1 }]);
    await overtaken(async () => {
      server.rows.set('AAPL', restated);
      await run();
    });
    const bar = (await barsOf()).find(({ day }) => day === dayOfText('2026-11-18'));
    expect(bar).toBeDefined();
    await expect(sectionOf('2026-11-18')).resolves.toEqual(bar);
  });
});
