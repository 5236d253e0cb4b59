import type { CostLine, MonthlyCost } from '../../stacks/rules/monthly-cost';
import { paint, table } from '../terminal/terminal';

/** The estimate as a table, and below it what it does not know. */
export function describeCost(estimate: MonthlyCost, region: string): string {
  const { lines, usd, unpriced, pricesAsOf, pricesRegion } = estimate;
  const rows = lines.map(({ item, job = '', quantity, unit, usd: each }: CostLine) => [
    item,
    job,
    quantity.toLocaleString('en', { maximumSignificantDigits: 3 }),
    unit,
    dollars(each),
  ]);
  const unconfirmed = lines.filter(({ confirmed }) => !confirmed).map(({ item }) => item);
  return [
    table(
      ['', 'job', 'a month', 'unit', 'USD'],
      [...rows, [paint('bold', 'Sum'), '', '', '', paint('bold', dollars(usd))]],
      { right: [2, 4] },
    ),
    `List prices of ${pricesRegion}, as of ${pricesAsOf} or later, before tax; free tiers are not deducted.`,
    ...(region === pricesRegion
      ? []
      : [`This is ${region}, which may cost up to a third more; its prices are not known here.`]),
    ...(unconfirmed.length === 0
      ? []
      : [`Not confirmed by AWS's own price list: ${[...new Set(unconfirmed)].join(', ')}.`]),
    ...(unpriced.length === 0 ? [] : [`Not in the sum: ${unpriced.join(', ')}.`]),
  ].join('\n');
}

function dollars(usd: number): string {
  return usd < 0.005 ? '<0.01' : usd.toFixed(2);
}
