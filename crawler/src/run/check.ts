import type { Splits } from '../bars/doubts/doubt';
import { decodeBars, decodeCrossSection } from '../bars/parquet';
import { checkStoredData, type StoredDataReader } from '../checks/stored-data';
import type { Clock } from '../clock';
import { messageOf } from '../errors';
import type { CheckRecord } from '../public/check-record';
import { barsKey, checkKey, crossSectionKey, runId } from '../public/layout';
import { update, type Store } from '../store/store';
import { decoded } from '../stored-data/decoded';
import { Settlement } from '../stored-data/settlement';

interface CheckOptions {
  readonly source: string;
  readonly symbols: readonly string[];
  readonly scheduledTime: Date;
  readonly splits: Splits;
  /** Days before a run whose cross-sections get every symbol. */
  readonly crossSectionDays: number;
}

/**
 * Checks what is stored of a source and leaves what it found beside it.
 *
 * @throws where nothing is stored of any of the symbols
 */
export async function check(
  options: CheckOptions,
  store: Store,
  clock: Clock,
): Promise<CheckRecord> {
  const { source, symbols, scheduledTime } = options;
  const startedAt = new Date(clock.now()).toISOString();
  const run = runId(scheduledTime);
  const tags = new Map<string, string>();
  const checked = await checkStoredData(reader(store, source, tags), options);
  if (checked.absent.length === symbols.length) {
    throw new Error(
      `nothing is stored of source ${source} and any of its ${symbols.length} symbols`,
    );
  }

  const moved = new Set<string>();
  for (const { symbol, check } of checked.findings) {
    if (check !== 'cross-section') continue;
    const now = await store.read(barsKey(source, symbol));
    if (now?.etag !== tags.get(symbol)) moved.add(symbol);
  }
  const record: CheckRecord = {
    version: 1,
    run,
    source,
    scheduledTime: scheduledTime.toISOString(),
    startedAt,
    finishedAt: new Date(clock.now()).toISOString(),
    symbols: symbols.length - checked.absent.length,
    rows: checked.rows,
    absent: checked.absent,
    findings: checked.findings.filter(
      // A run has written the history meanwhile: what was compared are two different moments.
      ({ symbol, check }) => check !== 'cross-section' || !moved.has(symbol),
    ),
  };
  const bytes = Buffer.from(`${JSON.stringify(record, null, 2)}\n`);
  await update(store, checkKey(source, run), () => Promise.resolve(bytes));
  return record;
}

/** @param tags takes the tag of each history as it was read */
function reader(store: Store, source: string, tags: Map<string, string>): StoredDataReader {
  const settlement = new Settlement(store);
  return {
    history: async (symbol) => {
      const key = barsKey(source, symbol);
      const stored = await store.read(key);
      if (stored === undefined) return undefined;
      tags.set(symbol, stored.etag);
      const history = await readable(decoded(key, decodeBars(stored.bytes)));
      if ('unreadable' in history) return history;
      const { bars, notes } = history;
      return { bars, openSince: await settlement.openSince(symbol, notes, stored.etag) };
    },
    section: async (day) => {
      const key = crossSectionKey(source, day);
      const stored = await store.read(key);
      return stored && readable(decoded(key, decodeCrossSection(stored.bytes)));
    },
  };
}

async function readable<Value>(reading: Promise<Value>): Promise<Value | { unreadable: string }> {
  try {
    return await reading;
  } catch (error) {
    return { unreadable: messageOf(error) };
  }
}
