import { chance, type Chance } from './chance';
import { london, moment, newYork, tokyo, weekdays, type Exchange } from './exchange';

/** A day as it was traded, of one share of the first day, whatever became of that by splits. */
export interface Session {
  readonly date: string;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

export interface Split {
  readonly date: string;
  readonly numerator: number;
  readonly denominator: number;
}

/** A symbol, everything that ever happens to it, and how its vendor garbles it. */
export interface Listing {
  readonly symbol: string;
  readonly exchange: Exchange;
  readonly sessions: readonly Session[];
  readonly splits: readonly Split[];
  /** Of one share of the first day, too. */
  readonly dividends: readonly { readonly date: string; readonly amount: number }[];
  /** Until this moment the vendor has a wrong close of this session. */
  readonly corrected: { readonly date: string; readonly at: number } | undefined;
  /** Days off, and a session, of which the vendor sends a row of nulls. */
  readonly nullDays: readonly string[];
  /** Sessions of which the vendor knows the close and nothing else. */
  readonly closeOnly: ReadonlySet<string>;
  /** Sessions of which the vendor sends two rows. */
  readonly doubled: ReadonlySet<string>;
  readonly unordered: boolean;
  /** A day whose events are not taken out of the prices before it yet. */
  readonly late?: string;
  /** What becomes of the rows on their way out, where that is wrong: the truth is without it. */
  readonly spoil?: (rows: readonly Row[]) => readonly Row[];
}

export type Market = ReadonlyMap<string, Listing>;

/** A day as the vendor knows it at some moment: prices with later splits taken out. */
export interface Row {
  readonly date: string;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  readonly volume: number | null;
  readonly adjClose: number | null;
  readonly dividend: number;
  readonly splitFactor: number;
  /** As it was traded on that day. */
  readonly traded: Traded;
  /** What was paid a share of that day. */
  readonly paid: number;
  /** Of a day that is left out, and whose events are told all the same where they stand apart. */
  readonly isLeftOut?: boolean;
}

type Traded = { readonly [Name in keyof Omit<Session, 'date'>]: Session[Name] | null };

export const firstDay = '2026-10-26';
const lastDay = '2026-12-04';
const world: readonly (readonly [string, Exchange])[] = [
  ['^GSPC', newYork],
  ['ES=F', newYork],
  ['RDSA.L', london],
  ['7203.T', tokyo],
];

/** What a vendor knows. */
export interface Known {
  /** How it writes the second class of a share: `BRK-B` or `BRK.B`. */
  readonly classSeparator: '-' | '.';
  /** Whether it knows more than the shares of the US. */
  readonly abroad: boolean;
}

/**
 * A market that a seed determines. It goes on after the clocks of the exchanges were set back in
 * autumn, and splits, dividends and corrections come before, between and after the runs.
 */
export function market(seed: number, { classSeparator, abroad }: Known): Market {
  const luck = chance(seed);
  const symbols = [
    ...['AAPL', `BRK${classSeparator}B`, 'F', 'GE', 'MSFT'].map(
      (symbol) => [symbol, newYork] as const,
    ),
    ...(abroad ? world : []),
  ];
  return new Map(symbols.map(([symbol, exchange]) => [symbol, listing(symbol, exchange, luck)]));
}

function listing(symbol: string, exchange: Exchange, luck: Chance): Listing {
  const days = weekdays(firstDay, lastDay);
  const daysOff = new Set(luck.flip(0.4) ? [luck.pick(['2026-11-03', '2026-11-11'])] : []);
  let price = luck.whole(2_000, 40_000);
  const sessions = days
    .filter((date) => !daysOff.has(date))
    .map((date): Session => {
      const open = price + luck.whole(-90, 90);
      price = Math.max(500, open + luck.whole(-150, 150));
      const cents = [open, Math.max(open, price) + 20, Math.min(open, price) - 20, price];
      const [first = 0, high = 0, low = 0, close = 0] = cents.map((value) => value / 100);
      return { date, open: first, high, low, close, volume: 60_000 * luck.whole(1, 900) };
    });
  const someDay = (): string => sessions[luck.whole(1, sessions.length - 1)]?.date ?? firstDay;
  const amount = luck.pick([0.01, 0.24, 1.5]);
  const correctedDay = luck.pick(['2026-11-12', '2026-11-13']);
  return {
    symbol,
    exchange,
    sessions,
    splits: luck.flip(0.4)
      ? [{ date: someDay(), ...luck.pick([share(2, 1), share(4, 1), share(3, 2), share(1, 10)]) }]
      : [],
    dividends: luck.flip(0.5) ? [{ date: someDay(), amount }] : [],
    corrected: luck.flip(0.3)
      ? { date: correctedDay, at: Date.parse('2026-11-16T12:00:00Z') }
      : undefined,
    nullDays: luck.flip(0.5) ? [...daysOff, someDay()] : [],
    closeOnly: new Set(luck.flip(0.3) ? [someDay()] : []),
    doubled: new Set(luck.flip(0.5) ? [someDay(), someDay()] : []),
    unordered: luck.flip(0.3),
  };
}

function share(numerator: number, denominator: number): Omit<Split, 'date'> {
  return { numerator, denominator };
}

/** The sessions that have begun at a moment, as a vendor shows them then. */
export function servedAt(listed: Listing, now: number): readonly Row[] {
  const before = served.get(listed);
  if (before?.now === now) return before.rows;
  const right = rowsAt(listed, now);
  const rows = listed.spoil === undefined ? right : listed.spoil(right);
  served.set(listed, { now, rows });
  return rows;
}

/** Asked page by page, a vendor would work out everything once more for each. */
const served = new WeakMap<Listing, { readonly now: number; readonly rows: readonly Row[] }>();

/**
 * The sessions that have begun at a moment, as a vendor should show them then: ascending, with what
 * is garbled about the symbol left out.
 */
export function rowsAt(listed: Listing, now: number): Row[] {
  const { exchange, sessions, corrected } = listed;
  const begun = (date: string): boolean => moment(date, exchange.opens, exchange.timeZone) <= now;
  const splits = listed.splits.filter(({ date }) => begun(date));
  const dividends = listed.dividends.filter(({ date }) => begun(date));
  const trades = sessions.map((session): Session => {
    const wrong = corrected?.date === session.date && now < corrected.at ? 0.37 : 0;
    return perShare({ ...session, close: session.close + wrong }, listed.splits);
  });
  let sharesSince = 1;
  let paidSince = 1;
  const rows: Row[] = [];
  for (const [index, traded] of [...trades.entries()].reverse()) {
    const { date } = traded;
    if (!begun(date)) continue;
    const split = splits.find((one) => one.date === date);
    const amount = dividends.find((one) => one.date === date)?.amount ?? 0;
    const dividend = round(amount / sharesOn(date, listed.splits));
    const only = listed.closeOnly.has(date);
    const adjusted = (price: number): number => round(price / sharesSince);
    rows.push({
      date,
      open: only ? null : adjusted(traded.open),
      high: only ? null : adjusted(traded.high),
      low: only ? null : adjusted(traded.low),
      close: adjusted(traded.close),
      volume: only ? null : Math.round(traded.volume * sharesSince),
      adjClose: round((traded.close / sharesSince) * paidSince),
      dividend: round(dividend / sharesSince),
      splitFactor: split === undefined ? 1 : split.numerator / split.denominator,
      traded,
      paid: dividend,
    });
    if (date === listed.late) continue;
    if (split !== undefined) sharesSince *= split.numerator / split.denominator;
    const before = trades[index - 1];
    if (before !== undefined && dividend > 0) {
      const previous =
        split === undefined ? before.close : (before.close * split.denominator) / split.numerator;
      paidSince *= 1 - dividend / previous;
    }
  }
  return rows.reverse();
}

/** How many shares one of the first day has become by a day. */
function sharesOn(date: string, splits: readonly Split[]): number {
  return splits
    .filter((split) => split.date <= date)
    .reduce((shares, { numerator, denominator }) => (shares * numerator) / denominator, 1);
}

/** What is split is worth the same: a share of two for one is traded at half of the price. */
function perShare(session: Session, splits: readonly Split[]): Session {
  const shares = sharesOn(session.date, splits);
  return {
    ...session,
    open: round(session.open / shares),
    high: round(session.high / shares),
    low: round(session.low / shares),
    close: round(session.close / shares),
  };
}

/** To as many digits as a crawler keeps, so that what it rounds stays as it is. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
