import type { StoredBar } from './bar';
import { weekday, type Day } from '../day';
import { zoneOf } from '../zone';

/** From Monday to Friday. */
const daysToFriday = 4;

/**
 * Weekly bars, made of daily ones: vendors adjust theirs wrongly when a dividend or a split falls
 * into the week. A week has the day of its Monday; one that may go on is left out. Its last session
 * is Friday's, or the latest weekday's on which the symbol was ever traded: a week is over when that
 * is there, or when its day is over where the exchange is.
 */
export function weeklyBars(daily: readonly StoredBar[], asOfMs: number): StoredBar[] {
  const weeks: StoredBar[][] = [];
  let current = Number.NaN;
  let daysToLast = daysToFriday;
  for (const bar of daily) {
    const monday = mondayOf(bar.day);
    if (monday === current) weeks.at(-1)?.push(bar);
    else weeks.push([bar]);
    current = monday;
    daysToLast = Math.max(daysToLast, bar.day - monday);
  }
  return weeks.flatMap((bars) => weekOf(bars, daysToLast, asOfMs));
}

function weekOf(bars: readonly StoredBar[], daysToLast: number, asOfMs: number): StoredBar[] {
  const [first] = bars;
  const last = bars.at(-1);
  if (first === undefined || last === undefined) return [];
  const monday = mondayOf(first.day);
  const lastDay = monday + daysToLast;
  if (last.day < lastDay && zoneOf(last.exchangeTz).dayAt(asOfMs) <= lastDay) return [];
  const known = <Key extends 'open' | 'high' | 'low' | 'close' | 'volume' | 'adjClose'>(key: Key) =>
    bars.flatMap((bar) => bar[key] ?? []);
  const volumes = known('volume');
  return [
    {
      day: monday,
      open: known('open')[0] ?? null,
      high: most(known('high'), Math.max),
      low: most(known('low'), Math.min),
      close: known('close').at(-1) ?? null,
      volume: volumes.length === 0 ? null : volumes.reduce((sum, volume) => sum + volume, 0),
      adjClose: known('adjClose').at(-1) ?? null,
      dividend: bars.reduce((sum, { dividend }) => sum + dividend, 0),
      splitFactor: bars.reduce((product, { splitFactor }) => product * splitFactor, 1),
      currency: last.currency,
      exchangeTz: last.exchangeTz,
      ingestedAtMs: Math.max(...bars.map(({ ingestedAtMs }) => ingestedAtMs)),
    },
  ];
}

function most(values: readonly number[], of: (...values: number[]) => number): number | null {
  return values.length === 0 ? null : of(...values);
}

function mondayOf(day: Day): Day {
  return day - ((weekday(day) + 6) % 7);
}
