import type { StoredBar } from '../bars/bar';
import type { Splits } from '../bars/doubts/doubt';
import { concurrently } from '../concurrently';
import { textOfDay, type Day } from '../day';
import type { Finding } from '../public/check-record';
import { CrossSectionCheck } from './cross-sections';
import type { Fault } from './fault';
import { gapFaults } from './gaps';
import { ascending, historyFaults } from './history';
import { seriesOf, type Series } from './series';

const historiesAtOnce = 4;
const sectionsAtOnce = 8;

/** What is stored of one symbol. */
interface History {
  readonly bars: readonly StoredBar[];
  /** The first day whose rows may be missing in the cross-sections, where a run is not through. */
  readonly openSince: Day | undefined;
}

/** An object that is there and cannot be read, and why. */
interface Unreadable {
  readonly unreadable: string;
}

/** How a check gets at the stored data of a source; nothing where there is no such object. */
export interface StoredDataReader {
  history(symbol: string): Promise<History | Unreadable | undefined>;
  section(day: Day): Promise<ReadonlyMap<string, StoredBar> | Unreadable | undefined>;
}

interface CheckOptions {
  readonly symbols: readonly string[];
  readonly splits: Splits;
  /** Days before a run whose cross-sections get every symbol. */
  readonly crossSectionDays: number;
}

interface Checked {
  /** By symbol. */
  readonly findings: Finding[];
  /** Symbols of which nothing is stored. */
  readonly absent: string[];
  readonly rows: number;
}

/**
 * Checks what is stored of some symbols: each history by itself, its days against those of its
 * exchange, its rows against the cross-sections. Of a history that was looked at nine bytes a row stay.
 */
export async function checkStoredData(
  data: StoredDataReader,
  { symbols, splits, crossSectionDays }: CheckOptions,
): Promise<Checked> {
  const findings: Finding[] = [];
  const absent: string[] = [];
  const all: Series[] = [];
  const find = (symbol: string, check: string, { first, count, text }: Fault): void => {
    findings.push({ symbol, check, first: textOfDay(first), count, text });
  };
  await concurrently(historiesAtOnce, symbols, async (symbol) => {
    const history = await data.history(symbol);
    if (history === undefined) absent.push(symbol);
    else if ('unreadable' in history) {
      findings.push({ symbol, check: 'unreadable', count: 0, text: history.unreadable });
    } else {
      const { bars, openSince } = history;
      const ordered = ascending(bars);
      for (const [check, fault] of historyFaults(bars, ordered, splits)) find(symbol, check, fault);
      all.push(seriesOf(symbol, ordered, crossSectionDays, openSince));
    }
  });
  for (const [symbol, fault] of gapFaults(all)) find(symbol, 'gap', fault);

  const sections = new CrossSectionCheck(all);
  await concurrently(sectionsAtOnce, daysOf(all), async (day) => {
    const rows = await data.section(day);
    if (rows === undefined) return;
    if ('unreadable' in rows) sections.addUnreadable(day, rows.unreadable);
    else sections.add(day, rows);
  });
  for (const [symbol, fault] of sections.faults()) find(symbol, 'cross-section', fault);

  const name = ({ symbol, check }: Finding): string => `${symbol} ${check}`;
  return {
    findings: findings.sort((a, b) => (name(a) < name(b) ? -1 : 1)),
    absent: absent.sort(),
    rows: all.reduce((sum, { days }) => sum + days.length, 0),
  };
}

/** Every day of the calendar that the series reach over: what has no session must have no row. */
function* daysOf(all: readonly Series[]): Generator<Day> {
  const first = all.reduce((day, { days }) => Math.min(day, days[0] ?? day), Infinity);
  const last = all.reduce((day, { days }) => Math.max(day, days.at(-1) ?? day), -Infinity);
  for (let day = first; day <= last; day += 1) yield day;
}
