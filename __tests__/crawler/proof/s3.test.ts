import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../local/free-port';
import { findMoto } from '../../../local/tools/moto';
import { chance } from './chance';
import { atOnce } from './crawler';
import { startVendor } from './fault-server';
import { envOf, incomplete, runOfWeek, weeks } from './fixture';
import { startHost } from './host';
import { judge } from './judge';
import { readManifest, runOf } from './stored-data';
import { bucket, memoryS3, remoteS3, s3Env, s3Error, startS3, type S3Fault } from './s3';
import { limit, times } from '../../times';
import { vendors } from './vendors/all';

/** An S3 that fails, before it has done what it was asked for and after. */

const faults: Readonly<Record<string, S3Fault>> = {
  '500': () => s3Error(500, 'InternalError'),
  '503 SlowDown': () => s3Error(503, 'SlowDown'),
  'a reset before anything is done': (_, response) => {
    response.socket?.resetAndDestroy();
    return undefined;
  },
  'a reset after the write landed': async (carryOut, response) => {
    await carryOut();
    response.socket?.resetAndDestroy();
    return undefined;
  },
  '500 after the write landed': async (carryOut) => {
    await carryOut();
    return s3Error(500, 'InternalError');
  },
};
/** Only those who write on condition get these. */
const refusals: Readonly<Record<string, S3Fault>> = {
  '409 ConditionalRequestConflict': () => s3Error(409, 'ConditionalRequestConflict'),
  '412 PreconditionFailed': () => s3Error(412, 'PreconditionFailed'),
};
const all = Object.entries({ ...faults, ...refusals });
const symbols = ['AAPL', 'BRK-B', 'F', 'GE'];
const vendor = vendors[0];
const host = startHost();
const moto = findMoto(join(__dirname, '..', '..', '..'));
if (moto === undefined) console.warn('moto is not installed: its part is skipped.');

afterAll(() => {
  host.stop();
});

test(
  `${times(24)} mixes of S3's faults: nothing is lost that is not named`,
  async () => {
    const problems: string[] = [];
    let unharmed = 0;
    const seeds = Array.from({ length: times(24) }, (_, index) => index + 1);
    await atOnce(6, seeds, async (seed) => {
      const luck = chance(seed);
      const rate = luck.pick([0.02, 0.05, 0.1, 0.25]);
      let calm = false;
      const objects = new Map<string, Uint8Array>();
      const s3 = await startS3(memoryS3(objects), ({ method }) => {
        if (calm || !luck.flip(rate)) return undefined;
        const some = method === 'PUT' ? all : Object.entries(faults);
        return some[luck.whole(0, some.length - 1)]?.[1];
      });
      const run = { ...runOfWeek(vendor, seed % 5, weeks[1]), symbols };
      const server = await startVendor(vendor, run.market, run.now);
      try {
        const env = { ...envOf(run, server.url), ...s3Env(s3.url) };
        const ended = await host.run(env, 5);
        const found: string[] = [];
        const isNamed = readManifest(objects, vendor.name, runOf(run.scheduled)) !== undefined;
        if (isNamed) {
          const verdict = await judge(run, ended, new Map(), objects);
          // What failed may have been written, all the same: its answer was lost.
          const failed = [...verdict.missing.keys()];
          const counts = (problem: string): boolean =>
            !failed.some((symbol) => problem.startsWith(`${symbol} `));
          found.push(...verdict.problems.filter(counts));
          if (verdict.missing.size === 0) unharmed += 1;
        } else if (ended.exitCode !== 1) {
          found.push(`exit code ${ended.exitCode} and no manifest`);
        }
        calm = true;
        const again = await host.run(env, 1);
        found.push(...(await incomplete(run, again, new Map(), objects)));
        if (found.length > 0) problems.push(`seed ${seed}`, ...found, ended.output.slice(-1500));
      } finally {
        await server.close();
        await s3.close();
      }
    });
    expect(problems).toEqual([]);
    expect(unharmed).toBeGreaterThan(times(24) / 4);
  },
  limit(300_000),
);

(moto === undefined ? describe.skip : describe)('moto behind a proxy', () => {
  let process: ChildProcess;
  let origin: string;

  beforeAll(async () => {
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    const [program = '', ...args] = moto?.(port) ?? [];
    process = spawn(program, args, { stdio: 'ignore' });
    for (let waited = 0; waited < 300; waited += 1) {
      const up = await fetch(origin).catch(() => undefined);
      if (up !== undefined) return;
      await sleep(200);
    }
    throw new Error('moto does not start');
  }, 600_000);

  afterAll(async () => {
    const gone = new Promise((resolve) => process.once('exit', resolve));
    process.kill('SIGKILL');
    await gone;
  });

  test.each([
    ['nothing', undefined],
    ...all.map(([name, fault]) => [name, fault] as const),
  ] as const)(
    '%s at every seventh request leaves the data as it has to be',
    async (name, fault) => {
      await fetch(`${origin}/moto-api/reset`, { method: 'POST' });
      const remote = remoteS3(origin);
      await remote({ method: 'PUT', url: `/${bucket}`, headers: {}, body: Buffer.alloc(0) });
      let played = 0;
      const s3 = await startS3(remote, ({ method }, count) => {
        if (count % 7 !== 3 || (name in refusals && method !== 'PUT')) return undefined;
        played += 1;
        return fault;
      });
      const run = { ...runOfWeek(vendor, 1, weeks[0]), symbols };
      const server = await startVendor(vendor, run.market, run.now);
      try {
        const ended = await host.run({ ...envOf(run, server.url), ...s3Env(s3.url) }, 1);
        const objects = await objectsAt(remote);
        expect(await incomplete(run, ended, new Map(), objects)).toEqual([]);
        expect(played).toBeGreaterThan(0);
      } finally {
        await server.close();
        await s3.close();
      }
    },
    600_000,
  );
});

async function objectsAt(s3: ReturnType<typeof remoteS3>): Promise<Map<string, Uint8Array>> {
  // moto wants to know who asks and does not check the signature.
  const authorization =
    'AWS4-HMAC-SHA256 Credential=proof/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=none';
  const get = (url: string) =>
    s3({ method: 'GET', url, headers: { authorization }, body: Buffer.alloc(0) });
  const list = await get(`/${bucket}?list-type=2`);
  const xml = Buffer.from(list.body ?? '').toString('utf8');
  const objects = new Map<string, Uint8Array>();
  for (const [, key = ''] of xml.matchAll(/<Key>(.*?)<\/Key>/g)) {
    const object = await get(`/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`);
    objects.set(key, Buffer.from(object.body ?? ''));
  }
  return objects;
}
