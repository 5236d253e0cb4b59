import { hasEvent, type Bar, type StoredBar } from '../bars/bar';
import { mergeBars, replaceBars } from '../bars/merge';
import { planPeriod } from '../bars/period';
import { sameBasis, samePrices } from '../bars/same-basis';
import { tidy, type Pending } from '../bars/tidy';
import { dayOfMs } from '../day';
import type { SymbolReport } from '../manifest/manifest';
import { barsKey } from '../public/layout';
import type { Ask } from '../vendor/source';
import { VendorError } from '../vendor/vendor-error';
import { extentOf, type Arrange, type Histories, type Known } from './histories';

/** Share of a history that may be older than what the vendor still has: more is another vendor's plan. */
const olderShare = 0.05;

/** What a vendor sent of one symbol. */
interface Sent {
  readonly ask: Ask;
  readonly bars: readonly Bar[];
  /** Asks for a longer stretch, where the vendor has rewritten its past. */
  readonly fetchWhole: (ask: Ask) => Promise<readonly Bar[]>;
}

/** For which run of which source a history is brought up to date. */
interface UpdateOptions {
  readonly source: string;
  readonly scheduledTime: Date;
}

/**
 * Brings what a vendor sent into the history of a symbol.
 *
 * @throws VendorError where that leaves less than there was
 */
export async function updateHistory(
  histories: Histories,
  sent: Sent,
  before: Known,
  options: UpdateOptions,
): Promise<SymbolReport> {
  const { ask } = sent;
  const { bars: fetched, pending } = tidy(sent.bars, ask.from);
  for (let known = before; ; known = await histories.read(ask.symbol)) {
    if (fetched.length === 0 && ask.from <= ask.to) {
      const error = 'the vendor has no prices in this period';
      const nothing: SymbolReport = { status: 'no-data', class: 'no-data', error };
      return withPending({ ...nothing, ...extentOf(known.bars) }, pending);
    }
    if (known.bars.length === 0 || sameBasis(known.bars, fetched)) {
      const arrange = merging(known.bars, fetched, options);
      const report = await histories.write(ask.symbol, fetched, known, arrange);
      if (report !== undefined) return withPending(report, pending);
    } else {
      const whole = await wholeOf(known.bars, fetched, sent, options);
      const arrange = replacing(whole, ask, options);
      const report = await histories.write(ask.symbol, whole, known, arrange);
      if (report !== undefined) {
        const isRestated = report.status !== 'suspect';
        return withPending(isRestated ? { ...report, restated: true } : report, pending);
      }
    }
  }
}

/** Names the events that no session of the history has followed yet. */
function withPending(report: SymbolReport, events: readonly Pending[]): SymbolReport {
  const pending = events.filter(({ date }) => date > (report.last ?? ''));
  return pending.length === 0 ? report : { ...report, pending };
}

/** Lays new bars over a history, unless another run has put it on another basis meanwhile. */
function merging(
  known: readonly StoredBar[],
  fetched: readonly Bar[],
  { scheduledTime }: UpdateOptions,
): Arrange {
  return (stored) =>
    stored === known || sameBasis(stored, fetched)
      ? mergeBars(stored, fetched, scheduledTime.getTime())
      : undefined;
}

/** All days that are stored, fetched once more where they were not. */
async function wholeOf(
  known: readonly StoredBar[],
  fetched: readonly Bar[],
  { ask, fetchWhole }: Sent,
  { scheduledTime }: UpdateOptions,
): Promise<readonly Bar[]> {
  const oldest = known[0]?.day ?? ask.from;
  const { to } = planPeriod([], { scheduledTime });
  const from = Math.min(oldest, ask.from);
  if (ask.from === from && ask.to >= to) return fetched;
  return tidy(await fetchWhole({ symbol: ask.symbol, from, to }), from).bars;
}

/**
 * Puts a history that the vendor has rewritten in the place of the stored one. Where it turns out
 * that it was not rewritten, a day that the vendor does not have any more stays.
 */
function replacing(
  whole: readonly Bar[],
  ask: Ask,
  { source, scheduledTime }: UpdateOptions,
): Arrange {
  return (stored) => {
    const scheduledMs = scheduledTime.getTime();
    const days = new Set(stored.map(({ day }) => day));
    const fetched = whole.filter(({ day }) => day <= ask.to || days.has(day));
    if (samePrices(stored, fetched) && !lacksEvent(stored, fetched)) {
      return mergeBars(stored, fetched, scheduledMs);
    }
    const last = stored.at(-1)?.day ?? -Infinity;
    const newest = whole.at(-1)?.day ?? -Infinity;
    // A later run has written days that this one may not: the rewriting is left to the next one.
    if (last > newest && last >= dayOfMs(scheduledMs)) return stored;
    const first = fetched[0]?.day ?? Infinity;
    const older = stored.filter(({ day }) => day < first).length;
    if (older > Math.max(1, stored.length * olderShare)) {
      throw new VendorError(
        'short-history',
        `the vendor has rewritten its past and has ${fetched.length} of the ${stored.length} days we have; ` +
          `to begin again with those, delete ${barsKey(source, ask.symbol)}`,
      );
    }
    return replaceBars(stored, fetched, scheduledMs);
  };
}

/** Whether an answer lacks a day that is stored with an event, which may stand at another day of it. */
function lacksEvent(stored: readonly Bar[], fetched: readonly Bar[]): boolean {
  const days = new Set(fetched.map(({ day }) => day));
  const first = fetched[0]?.day ?? Infinity;
  return stored.some((bar) => bar.day >= first && !days.has(bar.day) && hasEvent(bar));
}
