import type { Day } from './calendar-day';

/** One session of one symbol. Prices are in `currency`. */
export interface Bar {
  /** The session's day in the exchange's time zone. */
  readonly day: Day;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  /** As the source gives it; whether splits are worked in depends on the source. */
  readonly close: number | null;
  /** Shares, contracts or coins traded. */
  readonly volume: number | null;
  /** The close with splits and dividends worked in. */
  readonly adjustedClose: number | null;
  /** Paid per share with this session as the ex-date; 0 on all other days. */
  readonly dividend: number;
  /** New shares for one old one with this session as the first; 1 on all other days. */
  readonly splitFactor: number;
  readonly currency: string | null;
  readonly exchangeTimeZone: string;
}

/** A bar as the lake holds it. */
export interface StoredBar extends Bar {
  /** Scheduled time of the run that wrote the row as it stands, in milliseconds since 1970. */
  readonly ingestedAtMs: number;
}

/** The fields that make two bars of a day the same. */
const compared = [
  'open',
  'high',
  'low',
  'close',
  'volume',
  'adjustedClose',
  'dividend',
  'splitFactor',
  'currency',
  'exchangeTimeZone',
] as const satisfies readonly (keyof Bar)[];

export function sameBar(a: Bar, b: Bar): boolean {
  return compared.every((field) => a[field] === b[field]);
}

/** Vendors compute in 32-bit floats: six decimals hold what is meant and leave the noise out. */
export function roundPrice(price: number | null): number | null {
  return price === null ? null : Math.round(price * 1e6) / 1e6;
}

/** A day without a single price is a holiday or a hole, not a session. */
export function hasPrice({ open, high, low, close, adjustedClose }: Bar): boolean {
  return [open, high, low, close, adjustedClose].some((price) => price !== null);
}
