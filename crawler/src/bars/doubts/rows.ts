import { weekday } from '../../day';
import { hasPrice, type Bar } from '../bar';
import { counted, doubtOf, type Doubt } from './doubt';
import type { Pair } from './pair';

/** Values that a vendor may not know; once known, they stay known. */
const columns = {
  open: 'open',
  high: 'high',
  low: 'low',
  close: 'close',
  volume: 'volume',
  adjClose: 'adj_close',
  currency: 'currency',
} as const satisfies Partial<Record<keyof Bar, string>>;
const columnNames = Object.keys(columns) as (keyof typeof columns)[];

/** Sessions that are stored and would go. */
export function lostRows(pairs: readonly Pair[]): Doubt[] {
  const lost = pairs.filter(
    ({ before, after }) => after === undefined && before !== undefined && hasPrice(before),
  );
  const days = lost.map(({ day }) => day);
  return doubtOf(
    'rows',
    days,
    (count, first) => `${counted(count, 'session')} gone from ${first} on`,
  );
}

/** Sessions that tell on which days of the week there are some. */
const enoughSessions = 10;
/** Exchanges make up for a holiday on a Saturday now and then. */
const mostSpecial = 2;

/** Sessions that came on days of the week on which none is stored: dates that were shifted. */
export function otherWeekdays(pairs: readonly Pair[], stored: readonly Bar[]): Doubt[] {
  const known = new Set(stored.map(({ day }) => weekday(day)));
  const came = pairs.filter(({ day, before }) => before === undefined && !known.has(weekday(day)));
  if (stored.length < enoughSessions || came.length <= mostSpecial) return [];
  return doubtOf(
    'rows',
    came.map(({ day }) => day),
    (count, first) => `${counted(count, 'session')} on other days of the week from ${first} on`,
  );
}

/** Days of which a value is stored that would go. */
export function lostColumns(pairs: readonly Pair[]): Doubt[] {
  const lost = new Set<string>();
  const days = pairs.filter(({ before, after }) => {
    if (before === undefined || after === undefined || before === after) return false;
    // Earlier versions stored zeros where there was nothing.
    const gone = columnNames.filter((name) => Boolean(before[name]) && after[name] === null);
    for (const name of gone) lost.add(columns[name]);
    return gone.length > 0;
  });
  return doubtOf(
    'columns',
    days.map(({ day }) => day),
    (count, first) => `${[...lost].join(', ')} gone on ${counted(count, 'day')} from ${first} on`,
  );
}

/** Days that came or changed and are in another currency than what is stored. */
export function otherCurrency(pairs: readonly Pair[], stored: readonly Bar[]): Doubt[] {
  const known = stored.findLast(({ currency }) => currency !== null);
  const found = pairs.filter(({ before, after }) => {
    if (after === undefined || after === before || after.currency === null) return false;
    const was = before?.currency ?? known?.currency ?? after.currency;
    return after.currency !== was;
  });
  const [first] = found;
  const [was, is] = [first?.before?.currency ?? known?.currency, first?.after?.currency];
  return doubtOf(
    'currency',
    found.map(({ day }) => day),
    (count, day) => `${counted(count, 'day')} in ${is}, and not in ${was}, from ${day} on`,
  );
}
