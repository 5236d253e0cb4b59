/** One symbol's prices of one session, in the exchange's own date. */
export interface Bar {
  /** Date of the session where the exchange is, `2026-11-20`. */
  readonly date: string;
  /** Prices in `currency`; null where the vendor has none. */
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  readonly volume: number | null;
  /** The close, adjusted for splits and dividends since. */
  readonly adjClose: number | null;
  /** Cash paid a share with this session as the ex-date. */
  readonly dividend: number;
  /** Shares after for one before; 1 without a split. */
  readonly splitFactor: number;
  readonly currency: string | null;
  /** IANA name of the exchange's zone. */
  readonly exchangeTz: string;
}

/** Vendors send prices as single floats; beyond six digits there is noise that changes each time. */
export function roundPrice(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** Whether a bar says anything. */
export function hasPrice({ open, high, low, close, adjClose }: Bar): boolean {
  return [open, high, low, close, adjClose].some((price) => price !== null);
}

/** Lays bars over others by date; dates come out ascending and unique. */
export function mergeBars(older: readonly Bar[], newer: readonly Bar[]): Bar[] {
  const byDate = new Map([...older, ...newer].map((bar) => [bar.date, bar]));
  return [...byDate.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
}

export function sameBars(a: readonly Bar[], b: readonly Bar[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

// A vendor that corrects a cent is no split; a dividend of a hundredth of a percent is a new basis
// for every adjusted close before it.
const basisTolerance = 1e-4;

/**
 * Whether two series of one symbol are on the same basis where they overlap. After a split or a
 * dividend the vendor rewrites its whole past, and mixing the two would make a step in the series.
 */
export function sameBasis(stored: readonly Bar[], fetched: readonly Bar[]): boolean {
  const byDate = new Map(stored.map((bar) => [bar.date, bar]));
  return fetched.every((bar) => {
    const before = byDate.get(bar.date);
    if (before === undefined) return bar.splitFactor === 1;
    return (
      before.splitFactor === bar.splitFactor &&
      near(before.close, bar.close) &&
      near(before.adjClose, bar.adjClose)
    );
  });
}

function near(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return true;
  return Math.abs(a - b) <= basisTolerance * Math.max(Math.abs(a), Math.abs(b));
}
