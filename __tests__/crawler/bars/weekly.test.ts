import type { StoredBar } from '../../../crawler/src/bars/bar';
import { dayOfText, textOfDay } from '../../../crawler/src/day';
import { weeklyBars } from '../../../crawler/src/bars/weekly';

function bar(date: string, close: number, more: Partial<StoredBar> = {}): StoredBar {
  return {
    day: dayOfText(date),
    open: close - 1,
    high: close + 2,
    low: close - 2,
    close,
    volume: 10,
    adjClose: close / 2,
    dividend: 0,
    splitFactor: 1,
    currency: 'USD',
    exchangeTz: 'America/New_York',
    ingestedAtMs: 5,
    ...more,
  };
}

const week = [
  bar('2026-11-16', 10),
  bar('2026-11-17', 14, { dividend: 0.5 }),
  bar('2026-11-19', 8, { open: null, volume: null, splitFactor: 2 }),
  bar('2026-11-20', 12, { ingestedAtMs: 9 }),
];

test('a week is made of its sessions and has the day of its Monday', () => {
  const [only, ...others] = weeklyBars(week, Date.parse('2026-11-20T21:00Z'));
  expect(others).toEqual([]);
  expect(only).toEqual(
    bar('2026-11-16', 12, {
      ...{ open: 9, high: 16, low: 6, volume: 30, adjClose: 6 },
      ...{ dividend: 0.5, splitFactor: 2, ingestedAtMs: 9 },
    }),
  );
});

describe('a week is over', () => {
  const friday = bar('2026-11-20', 12);
  const saturday = bar('2026-11-21', 13);
  const sunday = bar('2026-11-22', 14);
  const tuesday = bar('2026-11-17', 9);

  test.each([
    ['when its Friday is there', [...week], '2026-11-20T21:00Z', true],
    ['not on a Friday that is not over', week.slice(0, 3), '2026-11-20T06:00Z', false],
    ['not while it is Friday where the exchange is', week.slice(0, 3), '2026-11-21T04:59Z', false],
    ['without a Friday when it is Saturday there', week.slice(0, 3), '2026-11-21T05:00Z', true],
    [
      'not before the Sunday of who trades every day',
      [tuesday, friday, saturday],
      '2026-11-23T04:59Z',
      false,
    ],
    ['after that Sunday, with it', [tuesday, friday, saturday, sunday], '2026-11-23T04:59Z', true],
    ['after that Sunday, without it', [tuesday, friday, saturday], '2026-11-23T05:00Z', true],
  ])('%s', (_, bars, asOf, isOver) => {
    // What the symbol was traded on in the week before tells on which days it is.
    const before = bars.includes(saturday) ? [bar('2026-11-15', 7)] : [];
    const weeks = weeklyBars([...before, ...bars], Date.parse(asOf));
    expect(weeks.map(({ day }) => textOfDay(day)).includes('2026-11-16')).toBe(isOver);
  });

  test('with its Sunday where the exchange works from Sunday to Thursday', () => {
    const days = ['2026-11-15', '2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19'];
    const bars = days.map((date) => bar(date, 5, { exchangeTz: 'Asia/Riyadh' }));
    const last = bar('2026-11-22', 6, { exchangeTz: 'Asia/Riyadh' });
    const weeksOf = (daily: StoredBar[], asOf: string) =>
      weeklyBars(daily, Date.parse(asOf)).map(({ day, close }) => [textOfDay(day), close]);
    const before = ['2026-11-09', 5];
    expect(weeksOf(bars, '2026-11-21T12:00Z')).toEqual([before]);
    expect(weeksOf([...bars, last], '2026-11-22T15:00Z')).toEqual([before, ['2026-11-16', 6]]);
  });
});

test('weeks follow each other', () => {
  const bars = [...week, bar('2026-11-23', 5), bar('2026-11-27', 6)];
  const weeks = weeklyBars(bars, Date.parse('2026-11-27T21:00Z'));
  expect(weeks.map(({ day, close }) => [textOfDay(day), close])).toEqual([
    ['2026-11-16', 12],
    ['2026-11-23', 6],
  ]);
});
