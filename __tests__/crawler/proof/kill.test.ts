import { setTimeout as sleep } from 'node:timers/promises';
import { chance } from './chance';
import { atOnce, startCrawler } from './crawler';
import { startVendor } from './fault-server';
import { envOf, incomplete, runOfWeek, weeks } from './fixture';
import { startHost } from './host';
import { changedData, judge } from './judge';
import { objectsIn, type Objects } from './stored-data';
import { memoryS3, s3Env, startS3 } from './s3';
import { dropScratch, scratchFolder } from './scratch';
import { limit, times } from '../../times';
import { vendors } from './vendors/all';

/*
 * A crawler is killed at a moment that chance chooses and started again with the same run; in half of
 * the cases the week before is stored already. Then the data is byte for byte what a run that nobody
 * disturbed makes of it.
 */

const kills = times(40);
const symbols = ['AAPL', 'BRK-B', 'F', 'GE'];
const vendor = vendors[0];
const hosts = [startHost(), startHost()] as const;
const markets = 5;
/** By market. */
const wantedOf: Promise<Objects[]>[] = [];

afterAll(() => {
  for (const host of hosts) host.stop();
  dropScratch();
});

/** Stored data that is copied before each run, wherever it lies. */
interface Place {
  readonly env: Readonly<Record<string, string>>;
  objects(): Promise<Objects>;
  /** Calls back with the number of each request to the store, where there are requests. */
  onRequest: (count: number) => void;
  close(): Promise<void>;
}

async function onDisk(): Promise<Place> {
  const data = scratchFolder();
  return Promise.resolve({
    env: { DATA_URI: `file://${data}` },
    objects: () => objectsIn(data).catch(() => new Map<string, Uint8Array>()),
    onRequest: () => undefined,
    close: () => Promise.resolve(),
  });
}

async function inS3(): Promise<Place> {
  const objects = new Map<string, Uint8Array>();
  const server = await startS3(memoryS3(objects), (_, count) => {
    place.onRequest(count);
    return undefined;
  });
  const place: Place = {
    env: s3Env(server.url),
    objects: () => Promise.resolve(new Map(objects)),
    onRequest: () => undefined,
    close: () => server.close(),
  };
  return place;
}

interface Result {
  readonly killed: boolean;
  readonly problems: readonly string[];
  /** Of a SIGTERM: from the signal to the end. */
  readonly seconds: number;
}

/** What runs that nobody disturbs make of a market, week by week. */
async function undisturbed(market: number): Promise<Objects[]> {
  const place = await onDisk();
  const made: Objects[] = [];
  for (const week of weeks) {
    const run = { ...runOfWeek(vendor, market, week), symbols };
    const server = await startVendor(vendor, run.market, run.now);
    try {
      const ended = await hosts[0].run({ ...envOf(run, server.url), ...place.env }, 1);
      const objects = await place.objects();
      const problems = await incomplete(run, ended, new Map(), objects);
      if (problems.length > 0) throw new Error(problems.join('\n'));
      made.push(objects);
    } finally {
      await server.close();
    }
  }
  return made;
}

async function play(seed: number, signal: 'SIGKILL' | 'SIGTERM'): Promise<Result[]> {
  const luck = chance(seed);
  const market = seed % markets;
  const wanted = await (wantedOf[market] ??= undisturbed(market));
  const place = await (seed % 2 === 0 ? onDisk() : inS3());
  const host = hosts[seed % 2] ?? hosts[0];
  const results: Result[] = [];
  try {
    for (const [index, week] of weeks.entries()) {
      const run = { ...runOfWeek(vendor, market, week), symbols };
      let atVendor: (count: number) => void = () => undefined;
      const server = await startVendor(vendor, run.market, run.now, (count) => {
        atVendor(count);
      });
      try {
        const env = envOf(run, server.url);
        const before = await place.objects();

        const running = startCrawler({ ...env, ...place.env });
        let killedAt = 0;
        const strike = async (): Promise<void> => {
          await sleep(luck.whole(0, 30));
          killedAt = performance.now();
          running.child.kill(signal);
        };
        // Some while it fetches, most while it writes.
        const fetching = luck.flip(0.3);
        const onVendor = fetching ? luck.whole(1, symbols.length) : symbols.length;
        const onStore = symbols.length + luck.whole(1, 45);
        const inStore = !fetching && seed % 2 === 1;
        if (inStore) {
          place.onRequest = countdown(onStore, strike);
        } else {
          atVendor = (count) => {
            if (count === onVendor) void strike();
          };
        }
        const cut = await running.ended;
        const seconds = (performance.now() - killedAt) / 1000;
        place.onRequest = () => undefined;
        atVendor = () => undefined;
        const left = await place.objects();
        const killed = signal === 'SIGKILL' ? cut.exitCode === null : cut.exitCode === 75;
        const problems =
          killed || cut.exitCode === 0 ? [] : [`exit code ${cut.exitCode}`, cut.output];
        if (killed && signal === 'SIGTERM') {
          const verdict = await judge(run, cut, before, left);
          problems.push(...verdict.problems.filter((problem) => !problem.startsWith('exit code')));
        }

        const again = await host.run({ ...env, ...place.env }, 1);
        const after = await place.objects();
        problems.push(
          ...(await incomplete(run, again, left, after)),
          ...changedData(wanted[index] ?? new Map<string, Uint8Array>(), after),
        );
        const where = `seed ${seed}, ${signal}, ${week}, ${inStore ? `store ${onStore}` : `vendor ${onVendor}`}`;
        results.push({
          killed,
          seconds,
          problems: problems.length === 0 ? [] : [where, ...problems],
        });
      } finally {
        await server.close();
      }
    }
  } finally {
    await place.close();
  }
  return results;
}

function countdown(count: number, strike: () => Promise<void>): () => void {
  let left = count;
  return () => {
    left -= 1;
    if (left === 0) void strike();
  };
}

test.each([
  ['SIGKILL', 0.75],
  ['SIGTERM', 0.25],
] as const)(
  'after %s and a second start the data is as if nothing had been',
  async (signal, part) => {
    const results: Result[] = [];
    const count = (): number => results.filter(({ killed }) => killed).length;
    // Those that came too late prove nothing; more are played until there are enough.
    for (let seed = 1; count() < kills * part && seed < 2 * kills; seed += 8) {
      const seeds = Array.from({ length: 8 }, (_, index) => seed + index);
      await atOnce(4, seeds, async (one) => {
        results.push(...(await play(one, signal)));
      });
    }
    expect(results.flatMap(({ problems }) => problems)).toEqual([]);
    expect(count()).toBeGreaterThanOrEqual(kills * part);
    // A machine that has other work may be late now and then; a crawler that waits always is.
    const ended = results.filter(({ killed }) => killed).map(({ seconds }) => seconds);
    expect(ended.sort((a, b) => a - b)[Math.floor(ended.length / 2)]).toBeLessThan(10);
  },
  limit(600_000),
);

test('SIGTERM ends a crawler that waits for an answer, with 75 and within ten seconds', async () => {
  const run = { ...runOfWeek(vendor, 1, weeks[0]), symbols };
  const data = scratchFolder();
  let started: ReturnType<typeof startCrawler> | undefined;
  let signalledAt = 0;
  const server = await startVendor(vendor, run.market, run.now, (count) => {
    if (count !== symbols.length) return;
    signalledAt = performance.now();
    started?.child.kill('SIGTERM');
  });
  try {
    for (const symbol of symbols) {
      server.spoil(symbol, [{ name: 'silence', passing: true, play: () => undefined }]);
    }
    started = startCrawler({ ...envOf(run, server.url), DATA_URI: `file://${data}` });
    const { exitCode } = await started.ended;
    expect(exitCode).toBe(75);
    expect(performance.now() - signalledAt).toBeLessThan(10_000);
  } finally {
    await server.close();
  }
});
