import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../crawler/src/clock';
import { fileStore } from '../../../crawler/src/store/file-store';
import { finish } from '../../../crawler/src/run/finish';
import { manifestKey } from '../../../crawler/src/public/layout';
import { writeManifest, type SymbolReport } from '../../../crawler/src/manifest/manifest';
import { batchesOf, readPlan, writePlan } from '../../../crawler/src/run/plan';

const scheduledTime = new Date('2026-11-20T23:00:00Z');
const planned = { jobName: 'nightly', source: 'yahoo', scheduledTime };
let data: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'fargate-cron-data-'));
});
afterEach(() => {
  rmSync(data, { recursive: true });
});

describe('a plan', () => {
  test('deals the symbols out in their order, so many to a task', () => {
    expect(batchesOf(['A', 'B', 'C', 'D', 'E'], 2)).toEqual([
      { shard: '0001', symbols: 'A,B' },
      { shard: '0002', symbols: 'C,D' },
      { shard: '0003', symbols: 'E' },
    ]);
  });

  test('gives no task more than fits into the overrides of an ECS task', () => {
    const symbols = Array.from({ length: 1000 }, (_, index) => `SYMBOL-${index}`);
    const batches = batchesOf(symbols, 1000);
    expect(Math.max(...batches.map((batch) => batch.symbols.length))).toBeLessThanOrEqual(6000);
    expect(batches.flatMap((batch) => batch.symbols.split(','))).toEqual(symbols);
  });

  test('is written once: a second delivery of the run leaves it', async () => {
    const store = fileStore(data);
    const first = batchesOf(['A', 'B'], 1);
    await expect(writePlan(store, planned, first)).resolves.toBe(true);
    await expect(writePlan(store, planned, batchesOf(['C'], 1))).resolves.toBe(false);
    await expect(readPlan(store, planned)).resolves.toEqual(first);
  });
});

test('the plans of two jobs of one source lie apart, and one started by hand has its own', async () => {
  const store = fileStore(data);
  const runs = ['nightly', 'hourly', undefined].map((jobName) => ({ ...planned, jobName }));
  for (const [index, each] of runs.entries()) {
    await expect(writePlan(store, each, batchesOf([`S${index}`], 1))).resolves.toBe(true);
  }
  for (const [index, each] of runs.entries()) {
    await expect(readPlan(store, each)).resolves.toEqual([{ shard: '0001', symbols: `S${index}` }]);
  }
});

describe('finishing', () => {
  const good: SymbolReport = { status: 'updated', rows: 5 };

  async function shard(
    name: string,
    reports: [string, SymbolReport][],
    jobName = planned.jobName,
  ): Promise<void> {
    const [startedAt, finishedAt] = [`2026-11-20T23:${name.slice(2)}:00.000Z`, '2026-11-20T23:59Z'];
    await writeManifest(
      fileStore(data),
      manifestKey('yahoo', '20261120T230000Z', { jobName, shard: name }),
      { source: 'yahoo', scheduledTime, shard: name, startedAt, finishedAt, failureThreshold: 1 },
      reports,
    );
  }

  async function finished(failureThreshold: number) {
    const options = { ...planned, failureThreshold };
    return finish(options, fileStore(data), systemClock);
  }

  test('makes one manifest of those of the shards', async () => {
    await writePlan(fileStore(data), planned, batchesOf(['A', 'B', 'C'], 2));
    await shard('0001', [
      ['A', good],
      ['B', { status: 'no-data' }],
    ]);
    await shard('0002', [['C', good]]);
    await expect(finished(0.4)).resolves.toMatchObject({
      outcome: 'done',
      startedAt: '2026-11-20T23:01:00.000Z',
      counts: { updated: 2, 'no-data': 1 },
      symbols: { A: good, B: { status: 'no-data' }, C: good },
    });
    const key = join(data, '_manifests/source=yahoo/run=20261120T230000Z.json');
    const before = readFileSync(key, 'utf8');
    expect(JSON.parse(before)).not.toHaveProperty('shard');
    await finished(0.4);
    expect(readFileSync(key, 'utf8')).toBe(before);
  });

  test('counts every symbol of a shard that left no manifest as failed', async () => {
    await writePlan(fileStore(data), planned, batchesOf(['A', 'B'], 1));
    await shard('0001', [['A', good]]);
    const manifest = await finished(0.4);
    expect(manifest).toMatchObject({
      outcome: 'failed',
      symbols: {
        A: good,
        B: { status: 'failed', error: 'shard 0002 left no manifest with this symbol' },
      },
    });
    await expect(finished(0.5)).resolves.toMatchObject({ outcome: 'done' });
  });

  test('reads the shards of its own job', async () => {
    const store = fileStore(data);
    const symbols = { nightly: 'A', hourly: 'B' };
    for (const [jobName, symbol] of Object.entries(symbols)) {
      await writePlan(store, { ...planned, jobName }, batchesOf([symbol], 1));
      await shard('0001', [[symbol, good]], jobName);
    }
    for (const [jobName, symbol] of Object.entries(symbols)) {
      const options = { ...planned, jobName, failureThreshold: 0 };
      await expect(finish(options, store, systemClock)).resolves.toMatchObject({
        outcome: 'done',
        symbols: { [symbol]: good },
      });
    }
  });

  test('needs a plan', async () => {
    await expect(finished(0.1)).rejects.toThrow(
      'the run has no plan: there is no _runs/job=nightly/run=20261120T230000Z/batches.json',
    );
  });
});
