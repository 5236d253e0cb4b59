import { near } from '../near';
import type { Pair } from './pair';

/** Days in a row of which a price changed by one ratio. */
export interface Stretch {
  readonly ratio: number;
  /** Sums of the old prices and of the new ones: their ratio is more exact. */
  was: number;
  is: number;
  /** Days that both histories have. */
  readonly days: Pair[];
  /** How much further apart than before the change the price is from those beside the stretch. */
  readonly tears: number[];
}

/** What is rounded differently on each day. */
export const sameRatio = 0.002;
/** A correction does not tear a price that far away from the one before. */
const mostTorn = 0.1;

/** Cuts the days that both histories have where the ratio of new to old price changes. */
export function stretchesOf(pairs: readonly Pair[], price: 'close' | 'adjClose'): Stretch[] {
  const stretches: Stretch[] = [];
  let last: { readonly was: number; readonly is: number } | undefined;
  let stretch: Stretch | undefined;
  for (const pair of pairs) {
    const [was, is] = [pair.before?.[price], pair.after?.[price]];
    if (typeof was !== 'number' || typeof is !== 'number') continue;
    const ratio = near(was, is) ? 1 : is / was;
    if (stretch === undefined || !near(stretch.ratio, ratio, sameRatio)) {
      const tear = last && distance(last.is, is) - distance(last.was, was);
      if (tear !== undefined) stretch?.tears.push(tear);
      stretch = { ratio, was: 0, is: 0, days: [], tears: tear === undefined ? [] : [tear] };
      stretches.push(stretch);
    }
    stretch.days.push(pair);
    stretch.was += was;
    stretch.is += is;
    last = { was, is };
  }
  return stretches;
}

export function isTorn({ ratio, tears }: Stretch): boolean {
  return ratio !== 1 && tears.some((tear) => tear > mostTorn);
}

/** Whether a change brings prices back to those beside them. */
export function isMended(stretch: Stretch): boolean {
  return !isTorn(stretch) && stretch.tears.some((tear) => tear < -mostTorn);
}

/** As a share of the greater one: a price may be negative. */
function distance(a: number, b: number): number {
  const most = Math.max(Math.abs(a), Math.abs(b));
  return most === 0 ? 0 : Math.abs(a - b) / most;
}
