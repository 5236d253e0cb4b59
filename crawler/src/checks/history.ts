import type { StoredBar } from '../bars/bar';
import type { Splits } from '../bars/doubts/doubt';
import { adjustedFault } from './adjusted';
import { currencyFault } from './currency';
import { dividendFault } from './dividend';
import type { Fault } from './fault';
import { jumpFault } from './jump';
import { orderFault } from './order';
import { zeroFault } from './zero';

/**
 * What can be told of a history by itself, by the name of the check.
 *
 * @param bars as they are stored
 * @param ordered the same, ascending
 */
export function historyFaults(
  bars: readonly StoredBar[],
  ordered: readonly StoredBar[],
  splits: Splits,
): [string, Fault][] {
  const faults: [string, Fault | undefined][] = [
    ['order', orderFault(bars)],
    ['zero', zeroFault(ordered)],
    ['currency', currencyFault(ordered)],
    ['dividend', dividendFault(ordered, splits)],
    ['jump', jumpFault(ordered, splits)],
    ['adjusted', adjustedFault(ordered, splits)],
  ];
  return faults.flatMap(([check, fault]) => (fault === undefined ? [] : [[check, fault]]));
}

/** One bar a day, the last one that is there, as readers of the history sort them. */
export function ascending(bars: readonly StoredBar[]): StoredBar[] {
  const byDay = new Map(bars.map((bar) => [bar.day, bar]));
  return [...byDay.values()].sort((a, b) => a.day - b.day);
}
