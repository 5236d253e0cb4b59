import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StopError } from '../../../crawler/src/errors';
import { Quota } from '../../../crawler/src/vendor/quota';
import { fileStore } from '../../../crawler/src/store/file-store';

const { signal } = new AbortController();
let data: string;
let now: number;
const clock = {
  now: () => now,
  sleep: (ms: number) => {
    now += ms;
    return Promise.resolve();
  },
  random: () => 0,
};

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'fargate-cron-data-'));
  now = Date.parse('2026-11-20T18:50:00Z');
});
afterEach(() => {
  rmSync(data, { recursive: true });
});

function quota(limits: { perHour?: number; perDay?: number }, deadlineAtMs = Infinity): Quota {
  return new Quota(fileStore(data), 'tiingo', limits, clock, deadlineAtMs);
}

async function take(of: Quota, count: number): Promise<void> {
  for (let taken = 0; taken < count; taken += 1) await of.take(signal);
}

test('what one run has spent of a day another does not have', async () => {
  await take(quota({ perDay: 30 }), 25);
  await expect(take(quota({ perDay: 30 }), 1)).rejects.toThrow(StopError);
  now += 86_400_000;
  await expect(take(quota({ perDay: 30 }), 30)).resolves.toBeUndefined();
});

test('what was reserved and not used is given back', async () => {
  const first = quota({ perDay: 30 });
  await take(first, 3);
  await first.close();
  const day = readFileSync(join(data, '_quota/source=tiingo/day=2026-11-20.json'), 'utf8');
  expect(JSON.parse(day)).toEqual({ requests: 3 });
  await expect(take(quota({ perDay: 30 }), 27)).resolves.toBeUndefined();
});

test('two runs at once take no more than there is', async () => {
  const runs = [quota({ perDay: 50 }), quota({ perDay: 50 })];
  const results = await Promise.allSettled(
    runs.flatMap((run) => Array.from({ length: 40 }, () => run.take(signal))),
  );
  expect(results.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(50);
});

test('a spent hour is waited for, unless the deadline comes first', async () => {
  await take(quota({ perHour: 20 }), 21);
  expect(new Date(now).toISOString()).toBe('2026-11-20T19:00:00.000Z');
  await expect(take(quota({ perHour: 20 }, now + 60_000), 1)).rejects.toThrow(
    'the 20 requests that the vendor allows in an hour are spent',
  );
});

test('a vendor that says the day is spent is believed', async () => {
  await quota({ perDay: 1000 }).spendDay();
  await expect(take(quota({ perDay: 1000 }), 1)).rejects.toThrow('in a day are spent');
});
