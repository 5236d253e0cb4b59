import { isDeepStrictEqual } from 'node:util';
import type { StoredRow } from '../proof/stored-row';
import type { After, Played } from './play';

/** What came of a case. */
export interface Verdict {
  /** What must not be; nothing where the crawler kept its promise. */
  readonly problems: readonly string[];
  /** Of every run: whether the truth was stored, or the difference named, or neither known. */
  readonly states: readonly State[];
}

/**
 * `true`: what is stored is the truth. `named`: it is not, and the manifest says so; what was known
 * stays. `unknowable`: it is not, and nobody who has this answer and the history before it can tell.
 */
type State = 'true' | 'named' | 'unknowable' | 'wrong';

export function verdictOf(played: Played): Verdict {
  const { after, sections, findings } = played;
  const problems: string[] = [];
  const states = after.map((one, run): State => {
    const before = after[run - 1]?.stored ?? [];
    const difference = firstDifference(one.stored, one.truth);
    const { status } = one.report;
    const isGood = status === 'updated' || status === 'unchanged';
    if (difference === undefined) {
      // The truth is named as doubtful only where another answer was given before.
      if (isGood || run > 0) return 'true';
    } else if (!isGood) {
      // Only a suspect answer may be told from what is known when the vendor is right again.
      const worse = worseThanBefore(one, before);
      if (worse === undefined && (status === 'suspect' || run === 1)) return 'named';
      problems.push(`run ${run} (${status}): ${worse ?? difference}`);
      return 'wrong';
    } else if (run === 1) {
      const known = knowable(played, one, before);
      if (known === undefined) return 'unknowable';
      problems.push(`run ${run} (${status}): ${known}`);
      return 'wrong';
    }
    problems.push(`run ${run} (${status}): ${difference ?? 'the truth is called wrong'}`);
    return 'wrong';
  });
  const found = states.at(-1) === 'true' ? findings : [];
  return { problems: [...problems, ...sections, ...found], states };
}

/** The first day on which two histories differ, and how. */
function firstDifference(
  stored: readonly StoredRow[],
  truth: readonly StoredRow[],
): string | undefined {
  const [has, should] = [byDate(stored), byDate(truth)];
  const dates = [...new Set([...has.keys(), ...should.keys()])].sort();
  for (const date of dates) {
    const [found, right] = [has.get(date), should.get(date)];
    if (!isDeepStrictEqual(found, right)) return said(date, found, right);
  }
  return isDeepStrictEqual(stored, truth) ? undefined : 'rows in another order, or twice';
}

/** Where a symbol that is named as missing or suspect has neither what it had nor the truth. */
function worseThanBefore({ stored, truth }: After, before: readonly StoredRow[]) {
  const [had, should] = [byDate(before), byDate(truth)];
  const has = byDate(stored);
  for (const date of [...new Set([...has.keys(), ...had.keys()])].sort()) {
    const found = has.get(date);
    const isRight = [had.get(date), should.get(date)].some((row) => isDeepStrictEqual(row, found));
    if (!isRight) return said(date, found, had.get(date));
  }
  return undefined;
}

/**
 * What could have been known to be wrong of a run that says that all is well. Nobody who has its
 * answer and the history before it can tell:
 *
 * - of a new session, that it is told wrong in a way that is possible, or not told at all, as a day
 *   off is;
 * - of an event, that it came when neither it nor its adjustment is told: the history is right as it
 *   was;
 * - of a day or two that are stored, that they are put wrong and not right; with others, only a
 *   hundredth of them may be;
 * - of a vendor that tells no splits, that prices which all changed by one ratio were not split;
 * - nor of one that tells no dividends, that it has not paid another one in the last fortnight.
 */
function knowable(
  { told, truthAsTold, tellsSplits }: Played,
  { stored, truth }: After,
  before: readonly StoredRow[],
) {
  const last = before.at(-1)?.date ?? '';
  const [has, had, should] = [byDate(stored), byDate(before), byDate(truth)];
  const rows = cleaned(told);
  const isTold = (date: string, found: StoredRow | undefined): boolean => {
    const some = rows.get(date) ?? [];
    return found === undefined
      ? some.length === 0
      : some.some((row) => isDeepStrictEqual(row, found)) && isPossible(found, stored);
  };
  const dates = [...new Set([...has.keys(), ...should.keys()])].sort();
  const old = dates.filter((date) => date <= last);
  const deviations = (basis: ReadonlyMap<string, StoredRow>): string[] =>
    old.filter((date) => !isDeepStrictEqual(has.get(date), basis.get(date)));
  const bases = [had, should, byDate(truthAsTold)].map(
    (basis) => [basis, deviations(basis)] as const,
  );
  const [basis, deviating] = bases.reduce((least, one) =>
    one[1].length < least[1].length ? one : least,
  );
  const mayDeviate =
    deviating.length <= Math.max(2, old.length / 100) ||
    (!tellsSplits &&
      isPaidOrSplit(
        old.map((date) => [has.get(date), basis.get(date)]),
        last,
      ));
  for (const date of dates) {
    const [found, right] = [has.get(date), date > last ? should.get(date) : basis.get(date)];
    if (isDeepStrictEqual(found, right)) continue;
    if (!isTold(date, found) || (date <= last && !mayDeviate)) return said(date, found, right);
  }
  return undefined;
}

/**
 * Rows that say something, by date. An event of a day without prices may stand at the next one, and
 * that of one of two rows of a day at the other: events that stand apart from rows have but a day.
 */
function cleaned(told: readonly StoredRow[]): Map<string, StoredRow[]> {
  const rows = new Map<string, StoredRow[]>();
  let [dividend, split] = [0, 1];
  for (const row of [...told].sort((a, b) => (a.date < b.date ? -1 : 1))) {
    const prices = {
      open: row.open || null,
      high: row.high || null,
      low: row.low || null,
      close: row.close || null,
      adj_close: row.adj_close || null,
    };
    if (Object.values(prices).every((price) => price === null)) {
      dividend += row.dividend;
      split *= row.split_factor;
      continue;
    }
    const one = { ...row, ...prices };
    const moved = {
      ...one,
      dividend: Math.round((row.dividend + dividend) * 1e6) / 1e6,
      split_factor: row.split_factor * split,
    };
    const others = rows.get(row.date) ?? [];
    const mixed = others.flatMap((other) => [withEvents(one, other), withEvents(other, one)]);
    rows.set(row.date, [...others, ...mixed, one, moved]);
    [dividend, split] = [0, 1];
  }
  return rows;
}

function withEvents(row: StoredRow, { dividend, split_factor }: StoredRow): StoredRow {
  return { ...row, dividend, split_factor };
}

/** Whether closes changed by one ratio, and adjusted ones by one up to some day of the last fortnight. */
function isPaidOrSplit(
  pairs: readonly (readonly [StoredRow?, StoredRow?])[],
  last: string,
): boolean {
  const fortnight = new Date(Date.parse(last) - 14 * 86_400_000).toISOString().slice(0, 10);
  const before = pairs.filter(([found]) => (found?.date ?? '') <= fortnight);
  const isOne = (some: typeof pairs, price: 'close' | 'adj_close'): boolean => {
    const ratios = some.map(([found, right]) => (found?.[price] ?? 1) / (right?.[price] ?? 1));
    return ratios.every((ratio) => Math.abs(ratio / (ratios[0] ?? 1) - 1) < 1e-4);
  };
  return isOne(pairs, 'close') && isOne(before, 'adj_close');
}

/** No price is zero, and none is a hundred times the one before. */
function isPossible(row: StoredRow, stored: readonly StoredRow[]): boolean {
  const before = stored[stored.indexOf(row) - 1]?.close;
  const ratio =
    before === undefined || before === null || row.close === null ? 1 : row.close / before;
  const prices = [row.open, row.high, row.low, row.close, row.adj_close];
  return prices.every((price) => price !== 0) && ratio > 1 / 30 && ratio < 30;
}

function byDate(rows: readonly StoredRow[]): Map<string, StoredRow> {
  return new Map(rows.map((row) => [row.date, row]));
}

function said(date: string, found: StoredRow | undefined, right: StoredRow | undefined): string {
  if (found === undefined) return `${date} is missing`;
  if (right === undefined) return `${date} is there and was no session`;
  const names = (Object.keys(found) as (keyof StoredRow)[]).filter(
    (name) => found[name] !== right[name],
  );
  const values = names.map((name) => `${name} ${found[name]} instead of ${right[name]}`);
  return `${date} has ${values.join(', ')}`;
}
