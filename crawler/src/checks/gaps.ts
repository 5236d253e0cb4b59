import type { Day } from '../day';
import { weekday } from '../day';
import type { Fault } from './fault';
import { indexOf, type Series } from './series';

/** With fewer there is no telling a gap of one from a day on which another was traded by itself. */
const leastOthers = 3;
/** Now and then one more series lacks the day, or a session has few. */
const leastShare = 0.8;
/** What has fewer rows than this share of the weekdays is no daily series, or seldom traded. */
const leastDense = 0.5;

/**
 * Days on which a series has no row and its exchange had a session. A session is a day on which at
 * least three, and four fifths, of the other series of the same zone have a row, of those that go
 * on over that day. Futures and currencies keep hours of their own, and are compared with their like.
 */
export function gapFaults(all: readonly Series[]): Map<string, Fault> {
  const groups = new Map<string, Series[]>();
  for (const series of all) {
    if (!isDaily(series)) continue;
    const name = groupOf(series);
    groups.set(name, [...(groups.get(name) ?? []), series]);
  }
  const faults = new Map<string, Fault>();
  for (const group of groups.values()) {
    const days = daysOf(group);
    for (const series of group) {
      const fault = gapFault(series, days);
      if (fault !== undefined) faults.set(series.symbol, fault);
    }
  }
  return faults;
}

/** How many series have a row on a day, of how many that go on over it. */
interface Votes {
  readonly day: Day;
  readonly rows: number;
  readonly series: number;
}

function gapFault(series: Series, days: readonly Votes[]): Fault | undefined {
  const { first, last } = extentOf(series);
  const missed = days.filter(
    ({ day }) => day > first && day < last && indexOf(series, day) === undefined,
  );
  const [one] = missed;
  if (one === undefined) return undefined;
  const others = `${one.rows} of ${one.series - 1} others of ${series.exchangeTz}`;
  return { first: one.day, count: missed.length, text: `no row, while ${others} have one` };
}

/** The days of an exchange that may be a gap of some series. */
function daysOf(group: readonly Series[]): Votes[] {
  const rows = new Map<Day, number>();
  const ends = new Map<Day, number>();
  const add = (to: Map<Day, number>, day: Day, count: number): void => {
    to.set(day, (to.get(day) ?? 0) + count);
  };
  for (const series of group) {
    const { first, last } = extentOf(series);
    add(ends, first, 1);
    add(ends, last + 1, -1);
    for (const day of series.days) add(rows, day, 1);
  }
  let going = 0;
  return [...new Set([...rows.keys(), ...ends.keys()])]
    .sort((a, b) => a - b)
    .map((day) => {
      going += ends.get(day) ?? 0;
      return { day, rows: rows.get(day) ?? 0, series: going };
    })
    .filter((votes) => {
      const others = votes.series - 1;
      return (
        votes.rows < votes.series && others >= leastOthers && votes.rows >= leastShare * others
      );
    });
}

function isDaily(series: Series): boolean {
  const { first, last } = extentOf(series);
  const span = last - first + 1;
  const weeks = Math.floor(span / 7);
  let weekdays = weeks * 5;
  for (let day = first + weeks * 7; day <= last; day += 1) {
    if (weekday(day) % 6 !== 0) weekdays += 1;
  }
  return series.days.length > 0 && series.days.length >= leastDense * weekdays;
}

function extentOf({ days }: Series): { readonly first: Day; readonly last: Day } {
  return { first: days[0] ?? 0, last: days.at(-1) ?? -1 };
}

/** Yahoo writes `ES=F` and `EURUSD=X`. */
function groupOf({ symbol, exchangeTz }: Series): string {
  return `${exchangeTz} ${symbol.split('=')[1] ?? ''}`;
}
