import type { Bar } from '../bars/bar';
import type { Splits } from '../bars/doubts/doubt';
import { isHundred } from '../bars/doubts/hundred';
import { textOfDay } from '../day';
import { closeBefore, isPositive } from './before';
import { faultOfEach, type Fault } from './fault';

/**
 * From one session to the next a price seldom doubles or halves, while the commonest split, two for
 * one, and whatever is in another unit or of another share do nothing less.
 */
const mostInSessions = 2;
/** After a halt of months a price may well be half; what is in another unit is still told. */
const mostAfterHalt = 10;
/** The longest time off was Tokyo's, from the 26th of April 2019 to the 7th of May. */
const haltDays = 11;
/** Prices move by so much on the day of a smaller split that nobody could tell the two apart. */
const smallestSplit = 1.25;

/** Closes that are too far from the one before, once splits and dividends are taken out. */
export function jumpFault(bars: readonly Bar[], splits: Splits): Fault | undefined {
  // Zero is no price.
  const closed = bars.filter(({ close }) => Boolean(close));
  return faultOfEach(closed, (bar, before) => before && textOf(before, bar, splits));
}

function textOf({ day, close }: Bar, bar: Bar, splits: Splits): string | undefined {
  const { close: next, splitFactor, dividend } = bar;
  // Where a price was negative no ratio says anything.
  if (!isPositive(close) || !isPositive(next)) return undefined;
  const price = closeBefore(close, bar, splits);
  // A dividend may explain a fall; a wrong one makes no jump of what is none.
  const without = dividend < price ? price - dividend : price;
  const ratio = distance(next / without) < distance(next / price) ? next / without : next / price;
  // Asked for few of many thousand steps.
  const moved = (): string => `the close goes from ${close} on ${textOfDay(day)} to ${next}`;
  if (Math.max(splitFactor, 1 / splitFactor) >= smallestSplit) {
    const split =
      splitFactor < 1 ? `1 for ${round(1 / splitFactor)}` : `${round(splitFactor)} for 1`;
    if (splits.areApplied && isNearer(ratio, 1 / splitFactor)) {
      return `${moved()}: the split of ${split} is not taken out of the days before`;
    }
    if (!splits.areApplied && isNearer(ratio, splitFactor)) {
      return `${moved()}: it does not show the split of ${split}`;
    }
  }
  const times = Math.max(ratio, 1 / ratio);
  if (isHundred(ratio)) {
    return `${moved()}, about ${ratio > 1 ? 'a hundred times' : 'a hundredth'}: another unit?`;
  }
  const most = bar.day - day > haltDays ? mostAfterHalt : mostInSessions;
  return times > most ? `${moved()}, and no event explains it` : undefined;
}

/** Whether a ratio is nearer to this one than to no change. */
function isNearer(ratio: number, to: number): boolean {
  return distance(ratio / to) < distance(ratio);
}

function distance(ratio: number): number {
  return Math.abs(Math.log(ratio));
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
