import { isDeepStrictEqual } from 'node:util';
import { chance } from '../proof/chance';
import { newYork } from '../proof/exchange';
import { rowsAt, servedAt, type Row } from '../proof/market';
import { history, nowOf } from './history';
import { drawMutation, kindNames, type Kind, type Mutation } from './mutations';

interface Spoiled {
  readonly mutation: Mutation;
  /** The truth, and what is served in its place. */
  readonly truth: readonly Row[];
  readonly served: readonly Row[];
  readonly currency: string;
}

/** What a kind of mutation does to different histories. */
function spoiledBy(kind: Kind, count: number): Spoiled[] {
  const all: Spoiled[] = [];
  for (let seed = 1; all.length < count && seed < 10 * count; seed += 1) {
    const luck = chance(seed);
    const listing = history('S', newYork, luck);
    const now = nowOf(1);
    const rows = rowsAt(listing, now);
    const lastKnown = rowsAt(listing, nowOf(0)).at(-1)?.date ?? '';
    const mutation = drawMutation(kind, { luck, listing, now, rows, lastKnown });
    if (mutation === undefined) continue;
    const spoiled = mutation.spoil(listing);
    const { currency } = spoiled.exchange;
    all.push({ mutation, truth: rows, served: servedAt(spoiled, now), currency });
  }
  expect(all).toHaveLength(count);
  return all;
}

/** Rows that are others than those of the truth at the same place. */
function changed({ truth, served }: Spoiled): { was: Row; is: Row }[] {
  expect(served.map(({ date }) => date)).toEqual(truth.map(({ date }) => date));
  const pairs = served.map((is, index) => ({ is, was: truth[index] ?? is }));
  return pairs.filter(({ is, was }) => JSON.stringify(is) !== JSON.stringify(was));
}

const prices = ({ open, high, low, close, adjClose }: Row) => [open, high, low, close, adjClose];
const values = (row: Row) => [...prices(row), row.volume];
const dates = (rows: readonly Row[]): string[] => rows.map(({ date }) => date);
const isEvent = ({ dividend, splitFactor }: Row): boolean => dividend !== 0 || splitFactor !== 1;

/** Whether what is taken out of the prices as they were traded changes with a row. */
function isStep(rows: readonly Row[], at: number): boolean {
  const taken = (row?: Row): number => (row?.adjClose ?? 0) / (row?.traded.close ?? 0);
  return Math.abs(taken(rows[at - 1]) / taken(rows[at]) - 1) > 1e-5;
}

/** What is to be seen of each kind; `true` where it is. */
const seen: Record<Kind, (spoiled: Spoiled) => boolean> = {
  'lost events': (one) =>
    changed(one).length > 0 &&
    changed(one).every(
      ({ was, is }) =>
        isEvent(was) && !isEvent(is) && is.paid === 0 && isDeepStrictEqual(prices(is), prices(was)),
    ),
  'lost rows': ({ truth, served }) => {
    const left = served.filter(({ isLeftOut = false }) => !isLeftOut);
    const lost = truth.length - left.length;
    return lost >= 1 && lost <= 13 && left.every(({ date }) => dates(truth).includes(date));
  },
  nulls: (one) =>
    changed(one).length > 0 &&
    changed(one).every(({ was, is }) => {
      const before = values(was);
      const others = values(is).filter((value, index) => value !== before[index]);
      return others.length > 0 && others.every((value) => value === null);
    }),
  zeros: (one) => changed(one).length > 0 && changed(one).every(({ is }) => prices(is).includes(0)),
  '×100': (one) =>
    changed(one).length > 0 &&
    changed(one).every(({ was, is }) => {
      const ratio = (is.close ?? 0) / (was.close ?? 1);
      const traded = (is.traded.close ?? 0) / (was.traded.close ?? 1);
      return [100, 0.01].some(
        (factor) => Math.abs(ratio / factor - 1) < 1e-3 && Math.abs(traded / factor - 1) < 1e-3,
      );
    }),
  'unadjusted split': (one) =>
    changed(one).length > 0 &&
    changed(one).every(({ was, is }) => Math.abs((is.close ?? 0) / (was.close ?? 1) - 1) > 0.3) &&
    one.served.filter(isEvent).length === one.truth.filter(isEvent).length,
  'late adjustment': (one) => {
    const { mutation, truth, served } = one;
    const days = changed(one);
    const late = days.filter(({ was, is }) => was.adjClose !== is.adjClose).map(({ is }) => is);
    const at = late.length;
    const [was, is] = [truth[at], served[at]];
    if (was === undefined || is === undefined || !isEvent(was)) return false;
    const { untold } = mutation;
    const isTold = untold === undefined ? isDeepStrictEqual(is, was) : !isEvent(is);
    return (
      isTold &&
      (untold ?? was.date) === was.date &&
      days.length === at + (untold === undefined ? 0 : 1) &&
      isDeepStrictEqual(late, served.slice(0, at)) &&
      isStep(truth, at) &&
      !isStep(served, at)
    );
  },
  'duplicate rows': ({ truth, served }) =>
    served.length > truth.length && new Set(dates(served)).size === truth.length,
  'shuffled rows': ({ truth, served }) =>
    !isDeepStrictEqual(dates(served), dates(truth)) &&
    isDeepStrictEqual(dates(served).sort(), dates(truth)),
  'other currency': ({ currency }) => currency !== newYork.currency,
  'shifted dates': ({ truth, served }) => {
    const moved = served.filter(({ date }, index) => date !== truth[index]?.date);
    const days = served.map(
      ({ date }, index) => (Date.parse(date) - Date.parse(truth[index]?.date ?? '')) / 86_400_000,
    );
    return moved.length > 0 && days.every((by) => [-1, 0, 1].includes(by));
  },
  'one changed value': (one) => {
    const [first, ...more] = changed(one);
    if (first === undefined || more.length > 0) return false;
    const before = values(first.was);
    return values(first.is).filter((value, index) => value !== before[index]).length === 1;
  },
};

test.each(kindNames)('%s are what they say', (kind) => {
  const wrong = spoiledBy(kind, 40).filter((one) => !seen[kind](one));
  expect(wrong.map(({ mutation }) => mutation.says)).toEqual([]);
});

test('the same seed draws the same', () => {
  for (const kind of kindNames) {
    const drawn = () => JSON.stringify(spoiledBy(kind, 2));
    expect(drawn()).toBe(drawn());
  }
});
