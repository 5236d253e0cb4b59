import type { StoredBar } from '../../../crawler/src/bars/bar';
import { adjustedFault } from '../../../crawler/src/checks/adjusted';
import { jumpFault } from '../../../crawler/src/checks/jump';
import { bar } from '../bars/some-bar';

const asTraded = { areApplied: false, areTold: true };
const adjusted = { areApplied: true, areTold: true };
const silent = { areApplied: true, areTold: false };

function bars(...some: Partial<StoredBar>[]): StoredBar[] {
  return some.map((one, index) => ({ ...bar(index + 1), ...one }));
}

test('closes as they were traded have to show a split', () => {
  const split = (close: number) => bars({ close: 100 }, { close, splitFactor: 4 });
  expect(jumpFault(split(26), asTraded)).toBeUndefined();
  expect(jumpFault(split(98), asTraded)?.text).toBe(
    'the close goes from 100 on 1970-01-02 to 98: it does not show the split of 4 for 1',
  );
});

test('a crash by more than half is a jump, and one by less, or after a halt, is none', () => {
  const fall = (close: number, days: number) => bars({ close: 100 }, { close, day: days + 1 });
  expect(jumpFault(fall(51, 1), adjusted)).toBeUndefined();
  expect(jumpFault(fall(49, 1), adjusted)).toMatchObject({ first: 2, count: 1 });
  expect(jumpFault(fall(49, 11), adjusted)).toMatchObject({ first: 12 });
  expect(jumpFault(fall(49, 12), adjusted)).toBeUndefined();
  expect(jumpFault(fall(9, 30), adjusted)).toMatchObject({ first: 31 });
});

test('a large dividend explains a fall, and prices below zero say nothing', () => {
  expect(jumpFault(bars({ close: 100 }, { close: 39, dividend: 60 }), adjusted)).toBeUndefined();
  // West Texas Intermediate for May 2020, in April.
  const oil = bars({ close: 18.27 }, { close: -37.63 }, { close: 10.01 });
  expect(jumpFault(oil, adjusted)).toBeUndefined();
});

test('where no events are told, the factor of adj_close may rise by dividends and not fall', () => {
  const moved = (adjClose: number) => bars({ close: 100, adjClose }, { close: 100, adjClose: 100 });
  expect(adjustedFault(moved(98), silent)).toBeUndefined();
  expect(adjustedFault(moved(98), adjusted)).toMatchObject({ first: 2, count: 1 });
  expect(adjustedFault(moved(101), silent)?.text).toBe(
    "adj_close / close of the days before is 1.0100 of this day's, which no dividend makes it",
  );
});

test('a dividend on a day without a close is in the factor of the next one', () => {
  const late = bars(
    { close: 100, adjClose: 98 },
    { close: null, adjClose: null, dividend: 2 },
    { close: 101, adjClose: 101 },
  );
  expect(adjustedFault(late, adjusted)).toBeUndefined();
});

test.each([
  ['1 - dividend / close before', 1 - 5 / 100],
  ['1 / (1 + dividend / close)', 1 / (1 + 5 / 90)],
])('a dividend that is taken out as %s is right', (_, factor) => {
  const paid = bars(
    { close: 100, adjClose: 100 * factor },
    { close: 90, adjClose: 90, dividend: 5 },
  );
  expect(adjustedFault(paid, adjusted)).toBeUndefined();
});
