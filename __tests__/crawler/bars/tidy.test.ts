import fc from 'fast-check';
import type { Bar } from '../../../crawler/src/bars/bar';
import { tidy } from '../../../crawler/src/bars/tidy';
import { dayOfText, textOfDay } from '../../../crawler/src/day';
import { bar } from './some-bar';

const monday = dayOfText('2026-11-16');
const nothing = { open: null, high: null, low: null, close: null, volume: null, adjClose: null };

function events(bars: readonly Bar[]): unknown[] {
  return bars.map(({ day, dividend, splitFactor }) => [textOfDay(day), dividend, splitFactor]);
}

test('events of days without prices meet on the next session that has some', () => {
  const { bars, pending } = tidy(
    [
      bar(monday),
      { ...bar(monday + 1), ...nothing, dividend: 0.1 },
      { ...bar(monday + 2), ...nothing, dividend: 0.2, splitFactor: 2 },
      { ...bar(monday + 3), dividend: 0.4, splitFactor: 1.5 },
      bar(monday + 4),
    ],
    monday,
  );
  expect(events(bars)).toEqual([
    ['2026-11-16', 0, 1],
    ['2026-11-19', 0.7, 3],
    ['2026-11-20', 0, 1],
  ]);
  expect(pending).toEqual([]);
});

test('an event that no session has followed yet is pending', () => {
  const { bars, pending } = tidy(
    [
      bar(monday),
      { ...bar(monday + 1), ...nothing, dividend: 0.1 },
      { ...bar(monday + 2), ...nothing },
      { ...bar(monday + 3), ...nothing, splitFactor: 2 },
    ],
    monday,
  );
  expect(events(bars)).toEqual([['2026-11-16', 0, 1]]);
  expect(pending).toEqual([
    { date: '2026-11-17', dividend: 0.1 },
    { date: '2026-11-19', splitFactor: 2 },
  ]);
});

test('an event counts once where a day has two rows, one of them without prices', () => {
  const paid = { ...bar(monday + 1), dividend: 0.1 };
  const { bars } = tidy([paid, bar(monday), { ...paid, ...nothing }], monday);
  expect(events(bars)).toEqual([
    ['2026-11-16', 0, 1],
    ['2026-11-17', 0.1, 1],
  ]);
});

test('what is long before the first session is none of its events', () => {
  const paid = (day: number) => ({ ...bar(day), ...nothing, dividend: 0.1 });
  const { bars } = tidy([paid(monday - 15), paid(monday - 14), bar(monday)], monday);
  expect(events(bars)).toEqual([['2026-11-16', 0.1, 1]]);
});

test('rows before the day that is wanted go, and their events do not come along', () => {
  const { bars } = tidy([{ ...bar(monday - 3), dividend: 1 }, bar(monday)], monday);
  expect(events(bars)).toEqual([['2026-11-16', 0, 1]]);
});

test('whatever is sent: no event is lost or doubled, and where it lies depends on no window', () => {
  const sent = fc.uniqueArray(
    fc.record({
      day: fc.integer({ min: monday, max: monday + 40 }),
      hasPrices: fc.boolean(),
      dividend: fc.constantFrom(0, 0, 0.25, 0.5),
      splitFactor: fc.constantFrom(1, 1, 2, 0.5),
    }),
    { selector: ({ day }) => day, maxLength: 40 },
  );
  fc.assert(
    fc.property(sent, fc.integer({ min: monday, max: monday + 40 }), (rows, from) => {
      // The session before the first one that is drawn.
      const all = [
        bar(monday - 1),
        ...rows.map(({ hasPrices, ...row }): Bar => {
          return { ...bar(row.day), ...(hasPrices ? {} : nothing), ...row };
        }),
      ];
      const { bars, pending } = tidy(all, monday - 1);
      const cash = (some: readonly { dividend?: number }[]) =>
        some.reduce((sum, { dividend = 0 }) => sum + dividend, 0);
      const shares = (some: readonly { splitFactor?: number }[]) =>
        some.reduce((product, { splitFactor = 1 }) => product * splitFactor, 1);
      expect(cash(bars) + cash(pending)).toBeCloseTo(cash(rows), 9);
      expect(shares(bars) * shares(pending)).toBeCloseTo(shares(rows), 9);
      expect(tidy(all, from).bars).toEqual(bars.filter(({ day }) => day >= from));
    }),
  );
});
