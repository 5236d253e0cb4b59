import type { Bar } from '../../../../crawler/src/bars/bar';
import type { Splits } from '../../../../crawler/src/bars/doubts/doubt';
import { doubtsOf } from '../../../../crawler/src/bars/doubts/doubts';
import { dayOfText } from '../../../../crawler/src/day';
import { bar } from '../some-bar';

const yahoo: Splits = { areApplied: true, areTold: true };
const alpaca: Splits = { areApplied: true, areTold: false };
const tiingo: Splits = { areApplied: false, areTold: true };
const first = dayOfText('2026-01-05');

/** Forty days at 100, with dividends by their index; those before `shownSince` are not taken out. */
function history(dividends: Record<number, number>, days = 40, shownSince = 0): Bar[] {
  let kept = 1;
  const bars: Bar[] = [];
  for (let index = days - 1; index >= 0; index -= 1) {
    const dividend = dividends[index] ?? 0;
    const adjClose = Math.round(100e6 * kept) / 1e6;
    bars.unshift({
      ...bar(first + index),
      open: 100,
      high: 100,
      low: 100,
      close: 100,
      adjClose,
      dividend,
    });
    if (index >= shownSince) kept *= 1 - dividend / 100;
  }
  return bars;
}

const kinds = (stored: Bar[], next: Bar[], splits = yahoo) =>
  doubtsOf(stored, next, splits).map(({ kind, first: day, count }) => [kind, day, count]);

const stored = history({ 10: 1, 20: 0.5 }, 38);

test('a dividend that comes and is taken out is right, and so is one of a millicent', () => {
  for (const dividend of [2, 0.5, 0.01, 0.001]) {
    expect(kinds(stored, history({ 10: 1, 20: 0.5, 38: dividend }))).toEqual([]);
  }
});

test('a dividend that comes and is not taken out yet is in doubt', () => {
  const late = [...stored, ...history({ 38: 0.05 }).slice(38)];
  expect(kinds(stored, late)).toEqual([['adjusted', '2026-02-12', 1]]);
  expect(doubtsOf(stored, late, yahoo)[0]?.words).toBe(
    '1 event from 2026-02-12 on that adj_close before does not show',
  );
});

test('of a vendor that takes dividends out of nothing, the next one is not in doubt', () => {
  const never = history({ 10: 1, 20: 0.5 }, 38, 40);
  expect(kinds(never, history({ 10: 1, 20: 0.5, 38: 2 }, 40, 40))).toEqual([]);
});

test('a dividend that is taken out no longer is in doubt, and one that is taken out late is not', () => {
  const half = history({ 10: 1, 20: 0.5, 38: 2 }, 40, 15);
  expect(kinds(stored, half)).toEqual([['adjusted', '2026-01-15', 1]]);
  const late = history({ 10: 1, 20: 0.5 }, 38, 15);
  expect(kinds(late, history({ 10: 1, 20: 0.5, 38: 2 }))).toEqual([]);
});

test('a vendor that tells no dividends is late with the last ones only', () => {
  const silent = (bars: Bar[]): Bar[] => bars.map((one) => ({ ...one, dividend: 0 }));
  const [none, all] = [silent(history({})), silent(history({ 30: 1 }))];
  expect(kinds(none.slice(0, 38), all, alpaca)).toEqual([]);
  const old = silent(history({ 10: 1 }));
  expect(kinds(none.slice(0, 38), old, alpaca)).toEqual([['adjusted', '2026-01-15', 1]]);
});

test('prices as they were traded show a dividend and a split of one day together', () => {
  const split = (adjusted: number): Bar[] => [
    ...history({}, 38).map((one) => ({ ...one, adjClose: adjusted })),
    {
      ...bar(first + 38),
      ...{ open: 25, high: 25, low: 25, close: 25, adjClose: 25 },
      splitFactor: 4,
      dividend: 0.5,
    },
  ];
  expect(kinds(history({}, 38), split(24.5), tiingo)).toEqual([]);
});

test('what is written in cents moves by what is rounded', () => {
  const cents = (bars: Bar[]): Bar[] =>
    bars.map((one) => ({
      ...one,
      dividend: 0,
      adjClose: Math.round((one.adjClose ?? 0) * 100) / 100,
    }));
  const paid = history({ 10: 1, 20: 0.5, 38: 0.37 });
  expect(kinds(cents(stored), cents(paid), alpaca)).toEqual([]);
});
