import type { Day } from '../../day';
import type { Bar } from '../bar';
import { near } from '../near';
import { counted, doubtOf, type Doubt, type Splits } from './doubt';
import type { Pair } from './pair';

/** An event that falls on a day without prices is told of the next one that has some. */
const mostDaysMoved = 7;
/** A payment that is corrected keeps more of itself than this; the rest of it is lost otherwise. */
const leastKept = 0.5;
/** Moved payments are the same ones but for what is rounded, or more by what was put right. */
const [leastMoved, mostMoved] = [0.99, 1.5];
/** Factors are told as 3:2 or as 1.5. */
const factorTolerance = 1e-3;

/** Dividends and splits that are stored and would go. */
export function lostEvents(pairs: readonly Pair[]): Doubt[] {
  return [...lostDividends(pairs), ...lostSplits(pairs)];
}

function lostDividends(pairs: readonly Pair[]): Doubt[] {
  if (pairs.every(({ before, after }) => (before?.dividend ?? 0) <= (after?.dividend ?? 0))) {
    return [];
  }
  const lost = pairs.filter(({ day, before, after, scale }) => {
    if (before === undefined || before === after || before.dividend === 0) return false;
    // A dividend of shares that were split is that of the new ones, at once or a little later.
    const leastScale = Math.min(1, scale);
    if (after !== undefined && after.dividend > 0) {
      return after.dividend < leastKept * leastScale * before.dividend;
    }
    const least = leastMoved * leastScale * before.dividend;
    const most = mostMoved * Math.max(1, scale) * before.dividend;
    return !pairs.some((pair) => {
      const gained = gainOf(pair);
      return Math.abs(pair.day - day) <= mostDaysMoved && gained >= least && gained <= most;
    });
  });
  const was = sum(pairs.map(({ before }) => before));
  const is = sum(pairs.map(({ after }) => after));
  return doubtOf(
    'events',
    lost.map(({ day }) => day),
    (count, first) =>
      `${counted(count, 'dividend')} gone or less from ${first} on, their sum ${rounded(is)} instead of ${rounded(was)}`,
  );
}

function lostSplits(pairs: readonly Pair[]): Doubt[] {
  const lost = pairs.filter(({ day, before, after }) => {
    if (before === undefined || before === after || before.splitFactor === 1) return false;
    if (near(before.splitFactor, after?.splitFactor ?? 1, factorTolerance)) return false;
    return !pairs.some((pair) => {
      const come = (pair.after?.splitFactor ?? 1) / (pair.before?.splitFactor ?? 1);
      return (
        Math.abs(pair.day - day) <= mostDaysMoved && near(before.splitFactor, come, factorTolerance)
      );
    });
  });
  return doubtOf(
    'events',
    lost.map(({ day }) => day),
    (count, first) => `${counted(count, 'split')} gone from ${first} on`,
  );
}

/**
 * Splits that came, while the prices before them are those that are stored and still jump. Either
 * alone is right: a vendor may rewrite its past before it tells why, and prices jump by themselves.
 */
export function unappliedSplits(pairs: readonly Pair[], { areApplied }: Splits): Doubt[] {
  const factors = new Map<Day, number>();
  for (const column of areApplied ? (['close', 'adjClose'] as const) : (['adjClose'] as const)) {
    let previous: Bar | undefined;
    let ratio: number | undefined;
    for (const { day, before, after } of pairs) {
      const value = after?.[column];
      if (after === undefined || typeof value !== 'number' || value <= 0) continue;
      const was = before?.[column];
      const last = previous?.[column];
      const isNew = after.splitFactor !== 1 && after.splitFactor !== before?.splitFactor;
      if (isNew && typeof last === 'number' && ratio !== undefined) {
        const told = Math.log(after.splitFactor);
        const isSame = Math.abs(ratio) < Math.abs(ratio + told);
        const jump = Math.log(last / value);
        if (isSame && Math.abs(jump - told) < Math.abs(jump)) factors.set(day, after.splitFactor);
      }
      previous = after;
      if (typeof was === 'number' && was > 0) ratio = Math.log(value / was);
    }
  }
  const factor = factors.get(Math.min(...factors.keys())) ?? 1;
  return doubtOf(
    'split',
    factors.keys(),
    (_, first) => `a split by ${rounded(factor)} on ${first} that the prices before it do not show`,
  );
}

function gainOf({ before, after }: Pair): number {
  return (after?.dividend ?? 0) - (before?.dividend ?? 0);
}

function sum(bars: readonly (Bar | undefined)[]): number {
  return bars.reduce((total, bar) => total + (bar?.dividend ?? 0), 0);
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
