import type { Basis } from '../bars/basis';
import type { Bar } from '../bars/bar';

/** A close in the measure of a later day: one share before a split of 4 for 1 is four after it. */
export function closeBefore(close: number, { splitFactor }: Bar, basis: Basis): number {
  return basis.splitAdjusted ? close : close / splitFactor;
}

export function isPositive(price: number | null): price is number {
  return price !== null && price > 0;
}
