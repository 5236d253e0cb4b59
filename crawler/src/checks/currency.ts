import type { Bar } from '../bars/bar';
import { faultOfEach, type Fault } from './fault';

/** Prices in two currencies cannot be compared; the crawler writes a history anew for another one. */
export function currencyFault(bars: readonly Bar[]): Fault | undefined {
  const [first] = bars.flatMap(({ currency }) => currency ?? []);
  return faultOfEach(bars, ({ currency }) =>
    currency === null || currency === first
      ? undefined
      : `prices are in ${currency}, and in ${String(first)} before`,
  );
}
