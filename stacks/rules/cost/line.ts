import { prices, type PriceName } from '../prices';

/** One line of the estimate: `quantity` units of a price. */
export interface CostLine {
  /** What is paid for, such as `Fargate vCPU`. */
  readonly item: string;
  /** The job that causes it; missing for what runs are not the reason of. */
  readonly job?: string;
  readonly quantity: number;
  readonly unit: string;
  readonly usd: number;
  /** Whether the price is known from AWS itself; see `Price`. */
  readonly confirmed: boolean;
}

export function line(
  item: string,
  name: PriceName,
  quantity: number,
  job?: string,
  share = 1,
): CostLine {
  const { usd, unit, confirmed } = prices[name];
  return {
    item,
    ...(job !== undefined && { job }),
    quantity,
    unit,
    usd: quantity * usd * share,
    confirmed,
  };
}

/** Resources of a kind, such as two NAT gateways, are one line. */
export function merged(lines: readonly CostLine[]): CostLine[] {
  const byItem = new Map<string, CostLine>();
  for (const each of lines) {
    const key = `${each.item} ${each.job ?? ''}`;
    const { quantity = 0, usd = 0 } = byItem.get(key) ?? {};
    byItem.set(key, { ...each, quantity: quantity + each.quantity, usd: usd + each.usd });
  }
  return [...byItem.values()];
}
