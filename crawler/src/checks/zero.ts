import type { Bar } from '../bars/bar';
import { faultOfEach, type Fault } from './fault';

const prices = [
  ['open', 'open'],
  ['high', 'high'],
  ['low', 'low'],
  ['close', 'close'],
  ['adjClose', 'adj_close'],
] as const;

/**
 * Zero stands for a price that is not known. A negative one may be right: crude oil for May 2020 was
 * at -37.63 on its last day but one.
 */
export function zeroFault(bars: readonly Bar[]): Fault | undefined {
  return faultOfEach(bars, (bar) => {
    const zeros = prices.filter(([column]) => bar[column] === 0).map(([, name]) => name);
    if (zeros.length === 0) return undefined;
    return `${zeros.join(', ')} ${zeros.length === 1 ? 'is' : 'are'} zero`;
  });
}
