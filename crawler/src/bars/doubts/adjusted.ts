import type { Day } from '../../day';
import { hasEvent, type Bar } from '../bar';
import { counted, doubtOf, type Doubt, type Splits } from './doubt';
import type { Pair } from './pair';

/** Vendors round their factors; the smallest dividend is more. */
const factorNoise = 2e-5;
/** A vendor that tells no dividends takes a late one out of its past within so many days. */
const mostDaysLate = 14;

/** A bar of which it can be told what was taken out of its close. */
type Adjusted = Bar & { readonly close: number; readonly adjClose: number };

/**
 * Days that are adjusted worse than they are stored. `adj_close / close` moves from one session to
 * the next by the events of the day: a dividend that came and does not show is not taken out yet,
 * and what moves otherwise than it did, and no event says why, is wrong on one side of that day.
 */
export function wronglyAdjusted(pairs: readonly Pair[], splits: Splits): Doubt[] {
  const lastKnown = pairs.findLast(({ before }) => before !== undefined)?.day ?? -Infinity;
  const hidden: Day[] = [];
  const moved: Day[] = [];
  for (const [index, { day, before, after }] of pairs.entries()) {
    const previous = pairs[index - 1];
    if (before === after && previous?.before === previous?.after) continue;
    const is = stepOf(previous?.after, after, splits);
    if (is === undefined) continue;
    if (is.isEvent && !hasEvent(before)) {
      if (!is.isShown) hidden.push(day);
      continue;
    }
    const was = stepOf(previous?.before, before, splits);
    if (was === undefined || Math.abs(is.moved - was.moved) <= is.noise + was.noise) continue;
    const isWorse = splits.areTold
      ? Math.abs(is.moved - is.told) > Math.abs(was.moved - is.told)
      : day <= lastKnown - mostDaysLate;
    if (isWorse) moved.push(day);
  }
  return [
    ...doubtOf(
      'adjusted',
      hidden.length > 0 && neverShows(pairs, splits) ? [] : hidden,
      (count, first) =>
        `${counted(count, 'event')} from ${first} on that adj_close before does not show`,
    ),
    ...doubtOf(
      'adjusted',
      moved,
      (count, first) =>
        `adj_close moves otherwise than before on ${counted(count, 'day')} from ${first} on, and no event explains it`,
    ),
  ];
}

/** Some vendors take dividends out of nothing that they have of a symbol. */
function neverShows(pairs: readonly Pair[], splits: Splits): boolean {
  const steps = pairs.flatMap(({ before }, index) => {
    const step = stepOf(pairs[index - 1]?.before, before, splits);
    return step?.isEvent ? [step] : [];
  });
  return steps.length > 0 && steps.every(({ isShown }) => !isShown);
}

/** How `adj_close / close` moves from one day to the next, in logarithms. */
interface Step {
  readonly moved: number;
  /** By what it should have moved. */
  readonly told: number;
  /** What is rounded. */
  readonly noise: number;
  /** Whether there is an event that is to be seen, and whether it is seen. */
  readonly isEvent: boolean;
  readonly isShown: boolean;
}

function stepOf(from: Bar | undefined, to: Bar | undefined, splits: Splits): Step | undefined {
  if (!isAdjusted(from) || !isAdjusted(to)) return undefined;
  const moved = Math.log((from.adjClose * to.close) / from.close / to.adjClose);
  const told = splits.areTold && hasEvent(to) ? toldBy(from, to, splits) : 0;
  const noise = factorNoise + noiseOf(from) + noiseOf(to);
  return {
    moved,
    told,
    noise,
    isEvent: Math.abs(told) > 2 * noise,
    isShown: Math.abs(moved - told) < Math.abs(moved),
  };
}

function isAdjusted(bar: Bar | undefined): bar is Adjusted {
  return (bar?.close ?? 0) > 0 && (bar?.adjClose ?? 0) > 0;
}

function toldBy(from: Adjusted, { dividend, splitFactor }: Bar, { areApplied }: Splits): number {
  const factor = areApplied ? 1 : splitFactor;
  const kept = 1 - (dividend * factor) / from.close;
  return kept > 0 ? Math.log(kept / factor) : 0;
}

/** What is rounded of a price that is written in cents, or to six digits, as a share of it. */
function noiseOf({ close, adjClose }: Adjusted): number {
  const unit = Number.isInteger(Math.round(adjClose * 1e6) / 1e4) ? 0.01 : 1e-6;
  return unit / adjClose + 1e-6 / close;
}
