import { dayOfText, textOfDay } from '../../../crawler/src/day';
import { barsOf, endCrawling, nextFriday, run, server, startCrawling } from './crawling';
import { opening, weekdays, type Row } from './yahoo-server';

beforeEach(startCrawling);
afterEach(endCrawling);

function nulls(time: number): Row {
  return { time, close: null };
}

function zeros(time: number): Row {
  return { time, close: 0, adjClose: 0, volume: 0 };
}

test('rows of nulls are dropped, and two rows of one day become one', async () => {
  server.rows.set('AAPL', [
    { time: opening('2026-11-19'), close: 2 },
    { time: opening('2026-11-18'), close: 1 },
    { time: opening('2026-11-17'), close: null },
    { time: opening('2026-11-19') + 60, close: 3 },
  ]);
  await run();
  const bars = await barsOf();
  expect(bars.map(({ day, close }) => [textOfDay(day), close])).toEqual([
    ['2026-11-18', 1],
    ['2026-11-19', 3],
  ]);
});

describe('an event on a day without prices', () => {
  const ex = opening('2026-11-18');
  const eventsAt = async (date: string) => {
    const found = (await barsOf()).find(({ day }) => day === dayOfText(date));
    return found && [found.dividend, found.splitFactor];
  };
  const rows = weekdays('2024-01-02', '2026-11-30');

  test.each([
    ['whose row has only nulls', () => rows.map((row) => (row.time === ex ? nulls(ex) : row))],
    ['of which there is no row', () => rows.filter(({ time }) => time !== ex)],
    ['whose row has only zeros', () => rows.map((row) => (row.time === ex ? zeros(ex) : row))],
  ])('%s goes to the next session', async (_, served) => {
    server.rows.set('AAPL', served());
    server.dividends.set('AAPL', [{ date: ex, amount: 0.25 }]);
    server.splits.set('AAPL', [{ date: ex, numerator: 4, denominator: 1 }]);
    await run();
    expect(await eventsAt('2026-11-18')).toBeUndefined();
    expect(await eventsAt('2026-11-19')).toEqual([0.25, 4]);
    // The window of the next run begins in the midst of it: it sees the very same.
    await run({ scheduledTime: new Date('2026-12-02T23:00:00Z') });
    server.requests.length = 0;
    await run({ scheduledTime: new Date('2026-12-03T23:00:00Z') });
    expect(server.requests).toHaveLength(1);
    expect(await eventsAt('2026-11-19')).toEqual([0.25, 4]);
  });

  test('that is the last one is named, and comes with the next run', async () => {
    const last = opening('2026-11-20');
    server.rows.set(
      'AAPL',
      rows.map((row) => (row.time === last ? nulls(last) : row)),
    );
    server.dividends.set('AAPL', [{ date: last, amount: 0.25 }]);
    const { symbols } = await run();
    expect(symbols['AAPL']).toMatchObject({
      status: 'updated',
      last: '2026-11-19',
      pending: [{ date: '2026-11-20', dividend: 0.25 }],
    });
    const kept = 1 - 0.25 / (rows.find(({ time }) => time === opening('2026-11-19'))?.close ?? 1);
    server.rows.set(
      'AAPL',
      rows
        .filter(({ time }) => time !== last)
        .map((row) => (row.time < last ? { ...row, adjClose: (row.close ?? 0) * kept } : row)),
    );
    const { symbols: next } = await run({ scheduledTime: nextFriday });
    expect(next['AAPL']).not.toHaveProperty('pending');
    expect(await eventsAt('2026-11-23')).toEqual([0.25, 1]);
    const paid = (await barsOf()).reduce((sum, { dividend }) => sum + dividend, 0);
    expect(paid).toBe(0.25);
  });
});

describe('zero', () => {
  test('is no price: a row of zeros is left for the next run', async () => {
    const last = opening('2026-11-20');
    const rows = weekdays('2024-01-02', '2026-11-30');
    server.rows.set(
      'AAPL',
      rows.map((row) => (row.time === last ? zeros(last) : row)),
    );
    const { symbols } = await run();
    expect(symbols['AAPL']).toMatchObject({ status: 'updated', last: '2026-11-19' });
    server.rows.set('AAPL', rows);
    await run({ scheduledTime: nextFriday });
    expect((await barsOf()).at(-6)).toMatchObject({
      day: dayOfText('2026-11-20'),
      close: rows.find(({ time }) => time === last)?.close,
    });
  });

  test('is a volume, and what is below is a price', async () => {
    server.rows.set('AAPL', [
      { time: opening('2026-11-18'), close: 18.27 },
      { time: opening('2026-11-19'), close: -37.63, volume: 0 },
      { time: opening('2026-11-20'), close: 10.01, adjClose: 0 },
    ]);
    await run();
    const bars = await barsOf();
    expect(bars.map(({ close, adjClose, volume }) => [close, adjClose, volume])).toEqual([
      [18.27, 18.27, 100],
      [-37.63, -37.63, 0],
      [10.01, null, 100],
    ]);
  });
});

test.each([
  ['comes to the dividend of its day', 0.197, 4.014, 4.211],
  ['is all there is', undefined, 4.014, 4.014],
  // So are all that Yahoo has of VWILX, DODFX and JENYX.
  ['is in the dividend of its day already', 7.857, 6.42, 7.857],
])('a distributed gain %s', async (_, amount, gain, expected) => {
  const date = opening('2026-11-18');
  if (amount !== undefined) server.dividends.set('AAPL', [{ date, amount }]);
  server.capitalGains.set('AAPL', [{ date, amount: gain }]);
  await run();
  const found = (await barsOf()).find(({ day }) => day === dayOfText('2026-11-18'));
  expect(found?.dividend).toBe(expected);
});

test('a gain that was taken off the adjusted closes twice is taken off once', async () => {
  // DODFX in December 2025, and what yfinance makes of it.
  const date = opening('2026-11-19');
  server.rows.set('AAPL', [
    { time: opening('2026-11-17'), close: 16.5, adjClose: 15.277128 },
    { time: opening('2026-11-18'), close: 16.92, adjClose: 15.666 },
    { time: date, close: 16.22, adjClose: 16.22 },
  ]);
  server.dividends.set('AAPL', [{ date, amount: 0.837 }]);
  server.capitalGains.set('AAPL', [{ date, amount: 0.417 }]);
  await run();
  const found = (await barsOf()).map(({ adjClose, dividend }) => [adjClose, dividend]);
  expect(found).toEqual([
    [15.683777, 0],
    [16.083, 0],
    [16.22, 0.837],
  ]);
  // Once that is mended there is nothing to put back.
  server.rows.set('AAPL', [
    { time: opening('2026-11-17'), close: 16.5, adjClose: 15.683777 },
    { time: opening('2026-11-18'), close: 16.92, adjClose: 16.083 },
    { time: date, close: 16.22, adjClose: 16.22 },
  ]);
  const { symbols } = await run();
  expect(symbols['AAPL']?.status).toBe('unchanged');
});
