import type { Bar } from '../bars/bar';
import { textOfDay } from '../day';
import { faultOf, type Fault } from './fault';

/** Days that are there twice, or after a later one. */
export function orderFault(bars: readonly Bar[]): Fault | undefined {
  let latest = -Infinity;
  const days: { day: number; text: string }[] = [];
  const seen = new Set<number>();
  for (const { day } of bars) {
    if (seen.has(day)) days.push({ day, text: 'the day is there twice' });
    else if (day < latest) days.push({ day, text: `the day comes after ${textOfDay(latest)}` });
    seen.add(day);
    latest = Math.max(latest, day);
  }
  return faultOf(days.sort((a, b) => a.day - b.day));
}
