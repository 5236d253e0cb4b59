import type { Bar } from '../bars/bar';
import { faultOf, type Fault } from './fault';

/** Prices in two currencies cannot be compared; the crawler writes a history anew for another one. */
export function currencyFault(bars: readonly Bar[]): Fault | undefined {
  const [first] = bars.flatMap(({ currency }) => currency ?? []);
  return faultOf(
    bars.flatMap(({ day, currency }) =>
      currency === null || currency === first
        ? []
        : { day, text: `prices are in ${currency}, and in ${String(first)} before` },
    ),
  );
}
