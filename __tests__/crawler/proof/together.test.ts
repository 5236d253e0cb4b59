import { chance } from './chance';
import { atOnce } from './crawler';
import { startVendor } from './fault-server';
import { envOf, incomplete, runOfWeek, weeks } from './fixture';
import { startHost } from './host';
import { readManifest, objectsIn, runOf, type Objects } from './lake';
import { memoryS3, s3Env, startS3, type S3Server } from './s3';
import { dropScratch, scratchLake } from './scratch';
import { times } from './times';
import { vendors } from './vendors/all';

/** Two crawlers in two processes on one lake, at the same time. */

const count = times(50);
const symbols = ['AAPL', 'BRK-B', 'F', 'GE', 'MSFT'];
const vendor = vendors[0];
const hosts = [startHost(), startHost()] as const;

afterAll(() => {
  for (const host of hosts) host.stop();
  dropScratch();
});

async function play(seed: number, sameRun: boolean): Promise<string[]> {
  const luck = chance(seed);
  const last = { ...runOfWeek(vendor, seed % 12, weeks[1]), symbols };
  // Asked at the same time they see the same; what they may write of it is another matter.
  const first = {
    ...last,
    scheduled: sameRun ? weeks[1] : weeks[0],
    symbols: luck.shuffle(symbols),
  };
  const vendorServer = await startVendor(vendor, last.market, last.now);
  const objects = new Map<string, Uint8Array>();
  const directory = scratchLake();
  let s3: S3Server | undefined;
  try {
    if (seed % 2 === 0) s3 = await startS3(memoryS3(objects));
    const place = s3 === undefined ? { DATA_URI: `file://${directory}` } : s3Env(s3.url);
    const ended = await Promise.all(
      [first, last].map((run, index) =>
        (hosts[index] ?? hosts[0]).run({ ...envOf(run, vendorServer.url), ...place }, 1),
      ),
    );
    const after: Objects = s3 === undefined ? await objectsIn(directory) : objects;
    const [one, other] = ended;
    if (one === undefined || other === undefined) return ['nothing was run'];
    const problems = await incomplete(last, other, new Map(), after);
    if (one.exitCode !== 0) problems.push(`the first ended with ${one.exitCode}`, one.output);
    const named = readManifest(after, vendor.name, runOf(first.scheduled))?.symbols ?? {};
    for (const symbol of symbols) {
      const status = named[symbol]?.status;
      if (status !== 'updated' && status !== 'unchanged') {
        problems.push(`${symbol} is ${status} for the first`);
      }
    }
    return problems.length === 0 ? [] : [`seed ${seed}`, ...problems];
  } finally {
    await vendorServer.close();
    await s3?.close();
  }
}

test.each([
  ['the same run', true],
  ['two runs', false],
])(
  `two crawlers of %s at once, ${count / 2} times, lose no row and double none`,
  async (_, sameRun) => {
    const problems: string[] = [];
    const seeds = Array.from({ length: count / 2 }, (_, index) => index + 1);
    await atOnce(3, seeds, async (seed) => {
      problems.push(...(await play(seed, sameRun)));
    });
    expect(problems).toEqual([]);
  },
  300_000,
);
