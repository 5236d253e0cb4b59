import type { Splits } from '../bars/doubts/doubt';
import type { Bar } from '../bars/bar';

/** A close in the measure of a later day: one share before a split of 4 for 1 is four after it. */
export function closeBefore(close: number, { splitFactor }: Bar, splits: Splits): number {
  return splits.areApplied ? close : close / splitFactor;
}

export function isPositive(price: number | null): price is number {
  return price !== null && price > 0;
}
