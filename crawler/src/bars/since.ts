import type { Day } from '../day';

/**
 * Where the bars of a day and later ones begin. Found from the end: what is fetched again are the last
 * days of many.
 *
 * @param bars ascend
 */
export function since(bars: readonly { readonly day: Day }[], day: Day): number {
  return bars.findLastIndex((bar) => bar.day < day) + 1;
}
