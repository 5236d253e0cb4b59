import type { Chance } from '../proof/chance';
import { london, newYork, tokyo, weekdays, type Exchange } from '../proof/exchange';
import type { Listing, Session, Split } from '../proof/market';

/** The Fridays of four weekly runs, and the time of each. */
export const runs = [
  '2026-11-13T23:00:00Z',
  '2026-11-20T23:00:00Z',
  '2026-11-27T23:00:00Z',
  '2026-12-04T23:00:00Z',
] as const;

/** When the vendor is asked in a run. */
export function nowOf(run: number): number {
  return Date.parse(runs[run] ?? '') + hourMs;
}

const hourMs = 3_600_000;
const firstDay = '2026-06-01';
const lastDay = '2026-12-04';
/** The same for all symbols of an exchange, unlike a day that is lost. */
const daysOff = new Map<Exchange, readonly string[]>([
  [newYork, ['2026-06-19', '2026-07-03', '2026-09-07', '2026-11-26']],
  [london, ['2026-08-31']],
  [tokyo, ['2026-07-20', '2026-09-21', '2026-09-22', '2026-09-23', '2026-11-03', '2026-11-23']],
]);

const ratios: readonly [Ratio, ...Ratio[]] = [
  { numerator: 2, denominator: 1 },
  { numerator: 4, denominator: 1 },
  { numerator: 3, denominator: 2 },
  { numerator: 10, denominator: 1 },
  { numerator: 1, denominator: 10 },
];
const corrections: readonly [Correction, ...Correction[]] = [
  { date: '2026-11-19', at: Date.parse('2026-11-23T12:00:00Z') },
  { date: '2026-11-25', at: Date.parse('2026-11-30T12:00:00Z') },
];
type Correction = NonNullable<Listing['corrected']>;
type Ratio = Omit<Split, 'date'>;

/**
 * A symbol with half a year behind it, and what goes on with it in the weeks of the runs: dividends
 * and splits come before, between and after them, and some of what vendors garble.
 */
export function history(symbol: string, exchange: Exchange, luck: Chance): Listing {
  const off = daysOff.get(exchange) ?? [];
  const all = weekdays(luck.flip(0.9) ? firstDay : '2026-10-28', lastDay);
  const days = all.filter((date) => !off.includes(date));
  const before = days.filter((date) => date < runs[0]);
  const inWeeks = [0, 1, 2].map((week) =>
    days.filter((date) => date > (runs[week] ?? '') && date < (runs[week + 1] ?? '')),
  );
  const among = (some: readonly string[]): string =>
    some[luck.whole(1, some.length - 1)] ?? lastDay;
  const dividendDays = new Set([
    ...Array.from({ length: luck.whole(0, 4) }, () => among(before)),
    ...inWeeks.filter(() => luck.flip(0.25)).map(among),
  ]);
  const splitDays = new Set([
    ...(luck.flip(0.35) ? [among(before)] : []),
    ...inWeeks.filter(() => luck.flip(0.12)).map(among),
  ]);
  const splits = [...splitDays].sort().map((date) => ({ date, ...luck.pick(ratios) }));
  const sessions = walk(days, luck);
  const amount = (date: string): number => {
    const close = sessions.find((session) => session.date === date)?.close ?? 1;
    // From a tenth of a percent, which no rounding to cents hides, to two.
    return Math.round(close * luck.pick([1, 2, 5, 20]) * 1000) / 1e6;
  };
  const someDay = (): string => among(days);
  return {
    symbol,
    exchange,
    sessions,
    splits,
    dividends: [...dividendDays].sort().map((date) => ({ date, amount: amount(date) })),
    corrected: luck.flip(0.15) ? luck.pick(corrections) : undefined,
    nullDays: luck.flip(0.3) ? off : [],
    closeOnly: new Set(luck.flip(0.1) ? [someDay()] : []),
    doubled: new Set(luck.flip(0.2) ? [someDay(), someDay()] : []),
    unordered: luck.flip(0.2),
  };
}

function walk(days: readonly string[], luck: Chance): Session[] {
  let price = luck.whole(4_000, 60_000);
  return days.map((date): Session => {
    const moved = (most: number): number => Math.max(100, price * (1 + (luck.next() - 0.5) * most));
    const open = moved(0.02);
    // A day of news now and then.
    price = moved(luck.flip(0.02) ? 0.3 : 0.04);
    const cents = [open, Math.max(open, price) * 1.01, Math.min(open, price) * 0.99, price];
    const [first = 0, high = 0, low = 0, close = 0] = cents.map((value) => Math.round(value) / 100);
    return { date, open: first, high, low, close, volume: 60_000 * luck.whole(1, 900) };
  });
}
