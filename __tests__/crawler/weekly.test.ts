import type { StoredBar } from '../../crawler/src/bar';
import { dayOfText, textOfDay } from '../../crawler/src/day';
import { weeklyBars } from '../../crawler/src/weekly';

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
  const [only, ...others] = weeklyBars(week, dayOfText('2026-11-20'));
  expect(others).toEqual([]);
  expect(only).toEqual(
    bar('2026-11-16', 12, {
      ...{ open: 9, high: 16, low: 6, volume: 30, adjClose: 6 },
      ...{ dividend: 0.5, splitFactor: 2, ingestedAtMs: 9 },
    }),
  );
});

test.each([
  ['2026-11-19', 0],
  ['2026-11-20', 1],
])('a week without its Friday is over when it is Friday: on %s there are %d', (today, count) => {
  expect(weeklyBars(week.slice(0, 3), dayOfText(today))).toHaveLength(count);
});

test('weeks follow each other', () => {
  const bars = [...week, bar('2026-11-23', 5), bar('2026-11-27', 6)];
  const weeks = weeklyBars(bars, dayOfText('2026-11-27'));
  expect(weeks.map(({ day, close }) => [textOfDay(day), close])).toEqual([
    ['2026-11-16', 12],
    ['2026-11-23', 6],
  ]);
});
