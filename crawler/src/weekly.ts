import type { StoredBar } from './bar';
import { weekday, type Day } from './day';

/** From Monday to Friday, the last session of a week in most countries. */
const daysToLast = 4;

/**
 * Weekly bars, made of daily ones: vendors adjust theirs wrongly when a dividend or a split falls
 * into the week. A week has the day of its Monday; one that may go on is left out.
 *
 * @param today the last day whose sessions may be known
 */
export function weeklyBars(daily: readonly StoredBar[], today: Day): StoredBar[] {
  const weeks: StoredBar[][] = [];
  let current = Number.NaN;
  for (const bar of daily) {
    const monday = mondayOf(bar.day);
    if (monday === current) weeks.at(-1)?.push(bar);
    else weeks.push([bar]);
    current = monday;
  }
  return weeks.flatMap((bars) => weekOf(bars, today));
}

function weekOf(bars: readonly StoredBar[], today: Day): StoredBar[] {
  const [first] = bars;
  const last = bars.at(-1);
  if (first === undefined || last === undefined) return [];
  const monday = mondayOf(first.day);
  if (last.day < monday + daysToLast && today < monday + daysToLast) return [];
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
