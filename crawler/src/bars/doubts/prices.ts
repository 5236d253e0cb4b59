import type { Day } from '../../day';
import { priceColumns, type Bar } from '../bar';
import { areFew } from '../few';
import { near } from '../near';
import { counted, doubtOf, type Doubt, type Splits } from './doubt';
import { isHundred, leastHundred } from './hundred';
import type { Pair } from './pair';
import { isMended, isTorn, sameRatio, type Stretch } from './stretches';

/** Vendors round what they have divided by a split, some of them to cents. */
const dividedWithin = 0.002;
const halfCent = 0.005;
/** A vendor that writes more digits than before, or less, changes what is not divided by less. */
const writtenWithin = 1e-4;
/** Splits are told in small numbers: a ratio that is not of such numbers is none. */
const mostOldShares = 20;
const splitWithin = 5e-4;

/** Days that came or changed and are a hundred times what is beside them or was there, or a hundredth. */
export function otherUnit(
  pairs: readonly Pair[],
  closes: readonly Stretch[],
  splits: Splits,
): Doubt[] {
  const days = new Set<Day>();
  let last: Pair | undefined;
  for (const pair of pairs) {
    const { day, before, after, scale } = pair;
    const isTouched = before !== after || last?.before !== last?.after;
    if (after !== undefined && isTouched) {
      const paid = after.dividend / scale / (before?.dividend ?? 0);
      if (isHundred(paid) || isBreak(last, pair, splits)) days.add(day);
    }
    last = pair;
  }
  for (const stretch of closes) {
    if (isMended(stretch)) continue;
    for (const { day, scale } of stretch.days) {
      if (isHundred(stretch.ratio / scale)) days.add(day);
    }
  }
  return doubtOf(
    'unit',
    days,
    (count, first) =>
      `prices or dividends times or by a hundred on ${counted(count, 'day')} from ${first} on`,
  );
}

/**
 * Stored closes that changed by what no split explains: too many for corrections.
 *
 * @param skipped how many days more both histories have, none of which changed
 */
export function changedPrices(
  closes: readonly Stretch[],
  splits: Splits,
  skipped: number,
): Doubt[] {
  const changed: Day[] = [];
  const ratios: number[] = [];
  let shared = skipped;
  for (const stretch of closes) {
    shared += stretch.days.length;
    if (isMended(stretch)) continue;
    const found = stretch.days.filter((pair) => !isExplained(pair));
    // Who does not tell of splits shows each by one ratio for all days before it.
    const isSeen = ratios.some((ratio) => near(ratio, stretch.ratio, sameRatio));
    ratios.push(stretch.ratio);
    const step = stretch.is / stretch.was;
    const split = splits.areTold || near(step, 1, sameRatio) ? undefined : splitOf(step);
    const others = found.filter((pair) => !isDivided(pair, split));
    const first = split === undefined || isSeen ? [] : found.slice(0, 1);
    changed.push(...[...first, ...others].map(({ day }) => day));
  }
  if (areFew(changed.length, shared)) return [];
  return doubtOf(
    'prices',
    changed,
    (count, first) =>
      `${counted(count, 'close')} changed from ${first} on, and no split explains it`,
  );
}

/** Stored prices that a change tears away from those beside them, too far for a correction. */
export function tornPrices(stretches: readonly Stretch[]): Doubt[] {
  return doubtOf(
    'prices',
    new Set(stretches.filter(isTorn).map(({ days }) => days[0]?.day ?? 0)),
    (count, first) => `${counted(count, 'price')} torn away from those before from ${first} on`,
  );
}

/**
 * What new shares for old ones give: `3:2`, `21:20`, `1:10`. A ratio of currencies seldom is one.
 * Of large numbers each is near one, and another unit, or two, is likelier: the largest splits of the
 * New York Stock Exchange are 50:1, Berkshire's of 2010 and Chipotle's of 2024. Shares of pennies are
 * put together further, seldom enough to wait until the vendor has said so in several runs.
 */
function splitOf(ratio: number): number | undefined {
  const times = ratio < 1 ? 1 / ratio : ratio;
  if (times > leastHundred) return undefined;
  for (let shares = 1; shares <= mostOldShares; shares += 1) {
    const split = Math.round(times * shares) / shares;
    if (near(times, split, splitWithin)) return ratio < 1 ? 1 / split : split;
  }
  return undefined;
}

/** Whether a split alone changed a price, but for what was rounded before or is now. */
function isDivided({ before, after }: Pair, split: number | undefined): boolean {
  if (split === undefined) return false;
  const [was, is] = [before?.close ?? 0, after?.close ?? 0];
  const within = Math.max(writtenWithin * Math.abs(was * split), halfCent * Math.max(1, split));
  return Math.abs(is - was * split) <= within;
}

function isExplained({ before, after, scale }: Pair): boolean {
  const [was, is] = [before?.close ?? 0, after?.close ?? 0];
  // A vendor may have divided its prices before it told why.
  if (near(was, is)) return true;
  const within = scale === 1 ? writtenWithin : dividedWithin;
  const atLeast = scale === 1 ? 0 : halfCent;
  return Math.abs(is - was * scale) <= Math.max(within * Math.abs(was * scale), atLeast);
}

/**
 * Stored days whose open, high or low changed against their close: too many for corrections.
 *
 * @param skipped how many days more both histories have, none of which changed
 */
export function changedShapes(pairs: readonly Pair[], skipped: number): Doubt[] {
  let shared = skipped;
  const changed: Day[] = [];
  for (const { day, before, after } of pairs) {
    if (before === undefined || after === undefined) continue;
    shared += 1;
    if (before !== after && !isSameShape(before, after)) changed.push(day);
  }
  if (areFew(changed.length, shared)) return [];
  return doubtOf(
    'prices',
    changed,
    (count, first) =>
      `open, high or low of ${counted(count, 'session')} changed from ${first} on, and close did not`,
  );
}

function isSameShape(before: Bar, after: Bar): boolean {
  const [was, is] = [before.close ?? 0, after.close ?? 0];
  if (was <= 0 || is <= 0) return true;
  const within = dividedWithin + (2 * halfCent) / Math.min(was, is);
  return (['open', 'high', 'low'] as const).every((price) => {
    const [from, to] = [before[price], after[price]];
    return from === null || to === null || Math.abs(from / was - to / is) <= within;
  });
}

/** Whether there is a step by a hundred from the day before which the stored history does not have. */
function isBreak(last: Pair | undefined, { before, after }: Pair, splits: Splits): boolean {
  // Prices as they were traded jump where there is a split.
  if (!splits.areApplied && after?.splitFactor !== 1) return false;
  return priceColumns.some(
    (price) =>
      isHundred(ratioOf(last?.after, after, price)) &&
      !isHundred(ratioOf(last?.before, before, price)),
  );
}

function ratioOf(from: Bar | undefined, to: Bar | undefined, price: (typeof priceColumns)[number]) {
  const [a, b] = [from?.[price], to?.[price]];
  return typeof a === 'number' && typeof b === 'number' ? b / a : Number.NaN;
}
