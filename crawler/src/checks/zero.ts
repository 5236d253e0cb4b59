import type { Bar } from '../bars/bar';
import { faultOf, type Fault } from './fault';

/**
 * Zero stands for a price that is not known. A negative one may be right: crude oil for May 2020 was
 * at -37.63 on its last day but one.
 */
export function zeroFault(bars: readonly Bar[]): Fault | undefined {
  return faultOf(
    bars.flatMap((bar) => {
      const prices = {
        ...{ open: bar.open, high: bar.high, low: bar.low },
        ...{ close: bar.close, adj_close: bar.adjClose },
      };
      const zeros = Object.entries(prices).flatMap(([name, price]) => (price === 0 ? name : []));
      return zeros.length === 0
        ? []
        : { day: bar.day, text: `${zeros.join(', ')} ${zeros.length === 1 ? 'is' : 'are'} zero` };
    }),
  );
}
