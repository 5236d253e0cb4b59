import type { Bar } from '../../../../crawler/src/bars/bar';
import { agree } from '../../../../crawler/src/bars/doubts/agree';
import type { Splits } from '../../../../crawler/src/bars/doubts/doubt';
import { doubtsOf } from '../../../../crawler/src/bars/doubts/doubts';
import { dayOfText, textOfDay, weekday } from '../../../../crawler/src/day';
import { bar } from '../some-bar';

const both: Splits = { areApplied: true, areTold: true };
const silent: Splits = { areApplied: true, areTold: false };
const asTraded: Splits = { areApplied: false, areTold: true };

const first = dayOfText('2026-01-05');
const pence = (day: number) => 638 + (day % 7);

/** A bar of a price, and what is special about it. */
function priced(day: number, price: number, more: Partial<Bar> = {}): Bar {
  const prices = { open: price, high: price, low: price, close: price, adjClose: price };
  return { ...bar(day), ...prices, ...more };
}

/** A hundred days in a row. */
function history(change: (bar: Bar, index: number) => Bar | undefined = (one) => one): Bar[] {
  return Array.from({ length: 100 }, (_, index) => priced(first + index, pence(first + index)))
    .map((one, index) => change(one, index))
    .filter((one) => one !== undefined);
}

function divided(one: Bar, by: number): Bar {
  const over = (value: number | null) => (value === null ? null : value / by);
  const { open, high, low, close, adjClose } = one;
  return {
    ...one,
    ...{ open: over(open), high: over(high), low: over(low), close: over(close) },
    adjClose: over(adjClose),
    dividend: one.dividend / by,
  };
}

const at = (index: number) => textOfDay(first + index);
const kinds = (stored: Bar[], next: Bar[], splits = both) =>
  doubtsOf(stored, next, splits).map(({ kind, first: day, count }) => [kind, day, count]);

const paying = history((one, index) => (index % 25 === 10 ? { ...one, dividend: 1 } : one));

test('nothing is in doubt where nothing is known, and where nothing changed', () => {
  expect(kinds([], history())).toEqual([]);
  expect(kinds(paying, paying)).toEqual([]);
  expect(kinds(paying, structuredClone(paying))).toEqual([]);
  expect(kinds(paying, [...paying, priced(first + 100, 640)])).toEqual([]);
});

test('dividends that are gone, or less', () => {
  const gone = history((one, index) => (index === 85 ? { ...one, dividend: 1 } : one));
  expect(doubtsOf(paying, gone, both)).toEqual([
    {
      kind: 'events',
      first: at(10),
      count: 3,
      words: '3 dividends gone or less from 2026-01-15 on, their sum 1 instead of 4',
    },
  ]);
  const less = paying.map((one) => ({ ...one, dividend: one.dividend / 3 }));
  expect(kinds(paying, less)).toEqual([['events', at(10), 4]]);
});

test('a small dividend that is gone beside a large one, and a split beside a new one', () => {
  const stored = history((one, index) =>
    index === 80 ? { ...one, dividend: 0.01 } : index === 84 ? { ...one, dividend: 5 } : one,
  );
  const gone = stored.map((one, index) => (index === 80 ? { ...one, dividend: 0 } : one));
  expect(kinds(stored, gone)).toEqual([['events', at(80), 1]]);
  const split = history((one, index) => ({ ...one, splitFactor: index === 80 ? 4 : 1 }));
  const again = split.map((one, index) => (index === 86 ? { ...one, splitFactor: 1.5 } : one));
  expect(kinds(split, again).filter(([kind]) => kind === 'events')).toEqual([]);
});

test('a dividend may move to the next session and be corrected', () => {
  const moved = history((one, index) =>
    index % 25 === 10 ? undefined : index % 25 === 12 ? { ...one, dividend: 1.1 } : one,
  );
  const without = paying.filter(({ dividend }) => dividend === 0);
  // Their vendor takes dividends out of nothing.
  const once = (bars: Bar[]) =>
    bars.map((one, index) => ({ ...one, dividend: index === 1 ? 1 : one.dividend }));
  expect(kinds(once(without), once(moved))).toEqual([]);
  const early = history((one, index) => (index % 25 === 12 ? { ...one, dividend: 1 } : one));
  expect(kinds(early, paying)).toEqual([]);
  expect(kinds(paying, early)).toEqual([]);
});

test('a dividend that is gone beside a larger one has not moved there', () => {
  const pay = (dividends: Record<number, number>) =>
    history((one, index) => ({ ...one, dividend: dividends[index] ?? 0 }));
  expect(kinds(pay({ 30: 0.3, 34: 3 }), pay({ 34: 3 }))).toEqual([['events', at(30), 1]]);
  expect(kinds(pay({ 30: 0.3, 34: 3 }), pay({ 34: 3.3 }))).toEqual([]);
  // The next one, a little smaller, is not the same one either.
  expect(kinds(pay({ 10: 0.7, 80: 0.69 }), pay({ 10: 0.7, 87: 0.67 }))).toContainEqual([
    'events',
    at(80),
    1,
  ]);
});

test('a dividend that is gone a week before a larger one that is new has not moved there', () => {
  const pay = (dividends: Record<number, number>) =>
    history((one, index) => ({ ...one, dividend: dividends[index] ?? 0 }));
  const stored = pay({ 90: 0.55 }).slice(0, 94);
  expect(kinds(stored, pay({ 97: 1.34 }))).toEqual([['events', at(90), 1]]);
  expect(kinds(stored, pay({ 91: 0.55, 97: 1.34 }))).toEqual([]);
});

test('dividends of shares that were split are those of the new ones', () => {
  const split = paying.map((one, index) =>
    index < 90 ? divided(one, 4) : { ...one, splitFactor: index === 90 ? 4 : 1 },
  );
  const stored = paying.slice(0, 90);
  expect(kinds(stored, split)).toEqual([]);
  const lost = split.map((one, index) => (index === 35 ? { ...one, dividend: 0 } : one));
  expect(kinds(stored, lost)).toEqual([['events', at(35), 1]]);
});

test('sessions that are gone', () => {
  const thirteen = history((one, index) => (index >= 40 && index < 53 ? undefined : one));
  expect(kinds(history(), thirteen)).toEqual([['rows', at(40), 13]]);
});

test('values that are gone', () => {
  const gone = history((one, index) =>
    index === 7 ? { ...one, open: null, adjClose: null } : one,
  );
  expect(doubtsOf(history(), gone, both)).toEqual([
    expect.objectContaining({
      kind: 'columns',
      first: at(7),
      words: 'open, adj_close gone on 1 day from 2026-01-12 on',
    }),
  ]);
  expect(kinds(gone, history())).toEqual([]);
});

describe('a split', () => {
  const stored = history().slice(0, 90);
  const after = (index: number, factor: number) => ({
    ...divided(priced(first + index, pence(first + index)), factor),
    splitFactor: index === 90 ? factor : 1,
  });
  const newRows = (factor: number) =>
    Array.from({ length: 5 }, (_, more) => after(90 + more, factor));
  const applied = (factor: number) => stored.map((one) => divided(one, factor));

  test.each([4, 1.5, 1.05, 0.1, 100, 0.01])('by %p that is applied is right', (factor) => {
    expect(kinds(stored, [...applied(factor), ...newRows(factor)])).toEqual([]);
  });

  test.each([4, 1.5, 1.05, 0.1])('by %p that is not applied is not', (factor) => {
    expect(kinds(stored, [...stored, ...newRows(factor)])).toContainEqual(['split', at(90), 1]);
  });

  test('that is applied to some rows only is not', () => {
    const half = stored.map((one, index) => (index < 50 ? one : divided(one, 4)));
    expect(kinds(stored, [...half, ...newRows(4)])).toContainEqual(['prices', at(50), 1]);
  });

  test('that the prices had before it was told is right', () => {
    const early = [...applied(4), ...newRows(4).map((one) => ({ ...one, splitFactor: 1 }))];
    expect(kinds(early, [...applied(4), ...newRows(4)])).toEqual([]);
  });

  test('is told with its own factor where another one follows', () => {
    const next = stored.map((one, index) => ({ ...one, splitFactor: index === 40 ? 4 : 1 }));
    const price = pence(first + 90) / 10;
    const drop = (index: number) => (index < 40 ? 1 : 1 / 4);
    const jumps = (bars: Bar[]) => bars.map((one, index) => divided(one, 1 / drop(index)));
    const tenth = priced(first + 90, price / 4, { splitFactor: 10 });
    const doubts = doubtsOf(jumps(stored), [...jumps(next), tenth], both);
    expect(doubts.filter(({ kind }) => kind === 'split')).toEqual([
      expect.objectContaining({
        ...{ first: at(40), count: 2 },
        words: `a split by 4 on ${at(40)} that the prices before it do not show`,
      }),
    ]);
  });

  test('that is gone is in doubt, and so are prices that are rewritten for none', () => {
    const split = [...applied(4), ...newRows(4)];
    const untold = split.map((one) => ({ ...one, splitFactor: 1 }));
    expect(kinds(split, untold)).toEqual([['events', at(90), 1]]);
    expect(kinds(stored, untold)).toEqual([['prices', at(0), 90]]);
    // Nobody could tell it from a split; a rate of currencies is seldom one.
    expect(kinds(stored, untold, silent)).toEqual([]);
    const euros = stored.map((one) => divided(one, 1 / 0.86));
    expect(kinds(stored, euros, silent)).toEqual([['prices', at(0), 90]]);
  });

  test('of prices as traded shows in the adjusted ones', () => {
    const traded = newRows(4);
    const adjusted = stored.map((one) => ({ ...one, adjClose: (one.adjClose ?? 0) / 4 }));
    expect(kinds(stored, [...adjusted, ...traded], asTraded)).toEqual([]);
    expect(kinds(stored, [...stored, ...traded], asTraded)).toEqual([['split', at(90), 1]]);
    const hundredth = stored.map((one) => ({ ...one, adjClose: (one.adjClose ?? 0) / 100 }));
    expect(kinds(stored, [...hundredth, ...newRows(100)], asTraded)).toEqual([]);
  });
});

describe('another unit', () => {
  test('of new rows only: 638 pence are not 6.39', () => {
    const pounds = [divided(priced(first + 100, 639), 100), priced(first + 101, 6.4)];
    expect(kinds(history(), [...history(), ...pounds])).toEqual([['unit', at(100), 1]]);
    expect(kinds(history(), [...history(), ...pounds], silent)).toEqual([['unit', at(100), 1]]);
  });

  test('of everything', () => {
    const all = history((one) => divided(one, 100));
    expect(kinds(history(), all)).toContainEqual(['unit', at(0), 100]);
    expect(kinds(history(), all, silent)).toContainEqual(['unit', at(0), 100]);
  });

  test.each([1e4, 1e-4, 250])('twice, or far, by %p, is no split of a silent vendor', (by) => {
    const all = history((one) => divided(one, by));
    expect(kinds(history(), all, silent)).toContainEqual(['prices', at(0), 100]);
  });

  test.each([50, 1 / 50])('is not what a split by %p makes', (by) => {
    const all = history((one) => divided(one, by));
    expect(kinds(history(), all, silent)).toEqual([]);
  });

  test('of a dividend', () => {
    const all = paying.map((one) => ({ ...one, dividend: one.dividend * 100 }));
    expect(kinds(paying, all)).toEqual([['unit', at(10), 4]]);
  });

  test('that is put right is no doubt', () => {
    const wrong = history((one, index) => (index < 98 ? one : divided(one, 100)));
    expect(kinds(wrong, history())).toEqual([]);
  });
});

test('another currency, also of new rows only', () => {
  const dollars = history((one) => ({ ...one, currency: 'EUR' }));
  expect(kinds(history(), dollars)).toEqual([['currency', at(0), 100]]);
  const more = [...history(), priced(first + 100, 640, { currency: 'GBP' })];
  expect(doubtsOf(history(), more, both)).toEqual([
    expect.objectContaining({ words: '1 day in GBP, and not in USD, from 2026-04-15 on' }),
  ]);
  const unknown = history((one) => ({ ...one, currency: null }));
  expect(kinds(unknown, history())).toEqual([]);
});

describe('a close that changed', () => {
  const withClose = (index: number, close: number) =>
    history((one, at) => (at === index ? { ...one, close, adjClose: close } : one));

  test('a little is corrected', () => {
    expect(kinds(history(), withClose(50, 638.01))).toEqual([]);
  });

  test('far is torn from its neighbours, and put right it is not', () => {
    expect(kinds(history(), withClose(50, 900))).toContainEqual(['prices', at(50), 1]);
    expect(kinds(withClose(50, 900), history())).toEqual([]);
    expect(kinds(withClose(50, -37.63), withClose(50, 900))).toEqual([]);
  });

  test('on many days is another series', () => {
    const price = (day: number) => 638 + ((day * 37) % 61);
    const own = history((one) => priced(one.day, price(one.day)));
    const shifted = history((one) => priced(one.day, price(one.day - 1)));
    expect(kinds(own, shifted)).toContainEqual(['prices', at(0), 100]);
    expect(kinds(own, shifted, silent)).toContainEqual(['prices', at(0), expect.any(Number)]);
  });
});

test('sessions on days of the week that had none, but for one or two', () => {
  const isOn = (...days: number[]) =>
    history((one) => (days.includes(weekday(one.day)) ? one : undefined));
  const week = isOn(1, 2, 3, 4, 5);
  const saturdays = history((one) => (weekday(one.day) === 6 ? one : undefined));
  const withSome = (count: number) =>
    [...week, ...saturdays.slice(0, count)].sort((a, b) => a.day - b.day);
  expect(kinds(week, withSome(3))).toEqual([['rows', at(5), 3]]);
  expect(kinds(week, withSome(2))).toEqual([]);
  expect(kinds(withSome(1), withSome(14))).toEqual([]);
  // Whose sessions are few tells nothing by them.
  expect(kinds(week.slice(0, 3), withSome(14).slice(0, 30))).toEqual([]);
});

describe('of a long history, of which the last days are looked at', () => {
  const since = dayOfText('2021-01-04');
  const closed = ['2025-12-25', '2026-01-01', '2026-01-19'].map(dayOfText);
  /** The sessions of New York up to a day. */
  const until = (last: string): Bar[] =>
    Array.from({ length: dayOfText(last) - since + 1 }, (_, index) => since + index)
      .filter((day) => weekday(day) % 6 !== 0 && !closed.includes(day))
      .map((day) => priced(day, pence(day)));

  test('a day of the week is known that two holidays kept out of them', () => {
    const stored = until('2026-01-07');
    const month = until('2026-02-06').slice(stored.length);
    expect(month.filter(({ day }) => weekday(day) === 4)).toHaveLength(5);
    expect(kinds(stored, [...stored, ...month])).toEqual([]);
    const shifted = month.map((one) => ({ ...one, day: one.day + 1 }));
    expect(kinds(stored, [...stored, ...shifted])).toEqual([['rows', '2026-01-10', 5]]);
  });

  test.each([
    ['highs', (one: Bar) => ({ ...one, high: (one.high ?? 0) * 1.02 })],
    ['closes', (one: Bar) => priced(one.day, (one.close ?? 0) + 2)],
  ])('a few corrected %s are few of all that is stored', (_, correct) => {
    const stored = until('2026-02-06').slice(-1319);
    expect(stored).toHaveLength(1319);
    const corrected = (most: number) => [
      ...stored.slice(0, -most),
      ...stored.slice(-most).map(correct),
      priced(dayOfText('2026-02-09'), 638),
    ];
    expect(kinds(stored, corrected(5))).toEqual([]);
    expect(kinds(stored, corrected(13))).toEqual([]);
    expect(kinds(stored, corrected(14))).toEqual([['prices', expect.any(String), 14]]);
    expect(kinds(stored.slice(-100), corrected(5).slice(-101))).toEqual([
      ['prices', '2026-02-02', 5],
    ]);
  });

  test('a currency is known that the last days lack', () => {
    const stored = until('2026-01-07').map((one, index, { length }) =>
      index < length - 20 ? one : { ...one, currency: null },
    );
    const next = priced(dayOfText('2026-01-08'), 638, { currency: 'EUR' });
    expect(kinds(stored, [...stored, next])).toEqual([['currency', '2026-01-08', 1]]);
  });
});

test('another unit from the day of a split on is in doubt', () => {
  const next = [...history(), priced(first + 100, 63_800, { splitFactor: 4 })];
  expect(kinds(history(), next)).toEqual([['unit', at(100), 1]]);
});

test('a thousandth on three days is no split of a vendor that tells of none', () => {
  const less = history((one, index) => (index > 94 && index < 98 ? divided(one, 1 / 0.999) : one));
  expect(kinds(history(), less, silent)).toEqual([['prices', at(95), 3]]);
  const split = (bars: Bar[]) => bars.map((one) => divided(one, 10));
  expect(kinds(history(), split(history()), silent)).toEqual([]);
  expect(kinds(history(), split(less), silent)).toEqual([['prices', at(0), 4]]);
});

test('other highs on more days than are corrected are in doubt, and scaled ones are not', () => {
  const higher = (most: number) =>
    history((one, index) => (index < most ? { ...one, high: (one.high ?? 0) * 1.02 } : one));
  expect(kinds(history(), higher(2))).toEqual([]);
  expect(kinds(history(), higher(9))).toEqual([['prices', at(0), 9]]);
  expect(
    kinds(
      history(),
      history((one) => divided(one, 7)),
      silent,
    ),
  ).toEqual([]);
});

test('answers agree where neither is worse than the other', () => {
  const lost = paying.map((one, index) => (index < 50 ? { ...one, dividend: 0 } : one));
  const less = paying.map((one, index) => (index < 20 ? { ...one, dividend: 0 } : one));
  expect(agree(lost, [...lost, priced(first + 100, 640)], both)).toBe(true);
  expect(agree(lost, lost.slice(90), both)).toBe(true);
  expect(agree(lost, less, both)).toBe(false);
  expect(agree(less, lost, both)).toBe(false);
  expect(agree(lost, [priced(first + 200, 640)], both)).toBe(false);
});
