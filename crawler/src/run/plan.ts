import * as z from 'zod/mini';
import { batchesKey, runId } from '../public/layout';
import type { Store } from '../store/store';

/** What one task of a run is to do: its environment's SHARD and SYMBOLS. */
interface Batch {
  readonly shard: string;
  /** Separated by commas. */
  readonly symbols: string;
}

/**
 * ECS takes 8192 characters of overrides, names, quotes and other variables included.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskOverride.html
 */
const longestSymbols = 6000;

const planSchema = z.array(z.object({ shard: z.string(), symbols: z.string() }));

/** Deals symbols out to tasks, in their order. */
export function batchesOf(symbols: readonly string[], symbolsPerTask: number): Batch[] {
  const lists: string[][] = [];
  let length = 0;
  for (const symbol of symbols) {
    const list = lists.at(-1);
    length += symbol.length + 1;
    if (list !== undefined && list.length < symbolsPerTask && length <= longestSymbols) {
      list.push(symbol);
    } else {
      lists.push([symbol]);
      length = symbol.length + 1;
    }
  }
  return lists.map((list, index) => ({
    shard: String(index + 1).padStart(4, '0'),
    symbols: list.join(','),
  }));
}

/** Which run a plan is of. */
export interface PlannedRun {
  readonly jobName?: string | undefined;
  readonly source: string;
  readonly scheduledTime: Date;
}

/** Writes a run's plan once: whoever comes later finds it and leaves it. */
export async function writePlan(
  store: Store,
  run: PlannedRun,
  batches: readonly Batch[],
): Promise<boolean> {
  const key = keyOf(run);
  const bytes = Buffer.from(`${JSON.stringify(batches)}\n`);
  return (await store.write(key, bytes, undefined)) !== undefined;
}

/** @throws when there is none */
export async function readPlan(store: Store, run: PlannedRun): Promise<Batch[]> {
  const key = keyOf(run);
  const object = await store.read(key);
  if (object === undefined) throw new Error(`the run has no plan: there is no ${key}`);
  return planSchema.parse(JSON.parse(Buffer.from(object.bytes).toString('utf8')));
}

function keyOf({ jobName, source, scheduledTime }: PlannedRun): string {
  return batchesKey(jobName, source, runId(scheduledTime));
}
