import { servedAt, type Known, type Market, type Row } from '../market';
import type { StoredRow } from '../stored-row';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** A seller of prices as it is seen through HTTP. */
export interface Vendor extends Known {
  /** In `PRICE_SOURCE`. */
  readonly name: string;
  /** What the crawler needs to be let in. */
  readonly env: Readonly<Record<string, string>>;
  /** The symbols that a request is about. */
  symbolsOf(url: URL): string[];
  answer(url: URL, market: Market, now: number): Answer;
  /** What of a day can be told from its answers. */
  told(row: Row): Omit<StoredRow, 'date' | 'currency' | 'exchange_tz'>;
  /** How it complains of too many requests while the status says 200. */
  readonly complaints: readonly [string, ...string[]];
  /** The same answer after somebody there has renamed or retyped something. */
  readonly drifts: readonly [(body: string) => string, ...((body: string) => string)[]];
}

export function json(value: unknown, status = 200): Answer {
  return { status, contentType: 'application/json', body: JSON.stringify(value) };
}

/** Single floats leave noise behind the sixth digit, which is another one each time. */
export function noisy(value: number | null): number | null {
  return value === null ? null : value + (Math.random() - 0.5) * 4e-8;
}

/** A vendor that takes splits out of all prices and tells everything. */
export function toldAdjusted(row: Row): ReturnType<Vendor['told']> {
  const { open, high, low, close, volume, adjClose, dividend, splitFactor } = row;
  return {
    open,
    high,
    low,
    close,
    volume,
    adj_close: adjClose,
    dividend,
    split_factor: splitFactor,
  };
}

/** `AAPL,MSFT` in a path or a query. */
export function listed(text: string | null): string[] {
  return (text ?? '').split(',').filter((symbol) => symbol !== '');
}

/** Rows of days from one to another, as a vendor has them who sends them in order and once. */
export function rowsBetween(
  market: Market,
  symbol: string,
  now: number,
  from: string,
  to: string,
): Row[] {
  const listing = market.get(symbol);
  if (listing === undefined) return [];
  return servedAt(listing, now).filter(
    ({ date, isLeftOut = false }) => date >= from && date <= to && !isLeftOut,
  );
}

/** Those rows, of a vendor of trades: it has none of a day of which it knows no price. */
export function tradedBetween(...which: Parameters<typeof rowsBetween>): Row[] {
  return rowsBetween(...which).filter(({ close }) => close !== null);
}
