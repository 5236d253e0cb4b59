import { setTimeout as sleep } from 'node:timers/promises';
import { chance } from './chance';
import { atOnce } from './crawler';
import { startVendor } from './fault-server';
import { envOf, incomplete, runOfWeek, weeks } from './fixture';
import { startHost } from './host';
import type { Run } from './judge';
import {
  readData,
  readManifest,
  objectsIn,
  rowDifference,
  runOf,
  sectionDifference,
} from './stored-data';
import type { Objects } from './stored-data';
import { referenceRows } from './reference';
import { memoryS3, s3Env, startS3, type S3Server } from './s3';
import { dropScratch, scratchFolder } from './scratch';
import { limit, times } from '../../times';
import { vendors } from './vendors/all';

/** Two crawlers in two processes on the same data, at the same time. */

const symbols = ['AAPL', 'BRK-B', 'F', 'GE', 'MSFT'];
const vendor = vendors[0];
const hosts = [startHost(), startHost()] as const;

afterAll(() => {
  for (const host of hosts) host.stop();
  dropScratch();
});

/** Lets two crawlers meet so many times, for the same run and for two: the data is what it has to be. */
function meet(
  how: string,
  outcome: string,
  often: number,
  atATime: number,
  play: (seed: number, sameRun: boolean) => Promise<string[]>,
): void {
  const seeds = Array.from({ length: Math.ceil(times(often) / 2) }, (_, index) => index + 1);
  test.each([
    ['the same run', true],
    ['two runs', false],
  ])(
    `two crawlers of %s ${how}, ${seeds.length} times, ${outcome}`,
    async (_, sameRun) => {
      const problems: string[] = [];
      await atOnce(atATime, seeds, async (seed) => {
        problems.push(...(await play(seed, sameRun)));
      });
      expect(problems).toEqual([]);
    },
    limit(300_000),
  );
}

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
  const directory = scratchFolder();
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

meet('at once', 'lose no row and double none', 24, 3, play);

/**
 * One crawler waits for the answer about a last symbol and has all others in the histories, when the
 * vendor corrects itself and the other crawler comes and goes.
 */
async function overtake(seed: number, sameRun: boolean): Promise<string[]> {
  const luck = chance(seed);
  const week = { ...runOfWeek(vendor, seed % 12, weeks[1]), symbols };
  const corrected = { date: '2026-11-12', at: week.now };
  const market = new Map([...week.market].map(([name, one]) => [name, { ...one, corrected }]));
  const last: Run = { ...week, market };
  const first: Run = { ...last, scheduled: sameRun ? weeks[1] : weeks[0], now: week.now - 1 };
  const late = luck.pick(['AAPL', 'F', 'MSFT']);
  const others = symbols.filter((symbol) => symbol !== late);
  const objects = new Map<string, Uint8Array>();
  const s3 = await startS3(memoryS3(objects));
  const before = await startVendor(vendor, market, first.now);
  const after = await startVendor(vendor, market, last.now);
  let release: () => void = () => undefined;
  const isOver = new Promise<void>((resolve) => (release = resolve));
  before.spoil(late, [
    {
      name: 'an answer that comes last',
      passing: true,
      play: async ({ response, answer: { status, body } }) => {
        await isOver;
        response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      },
    },
  ]);
  try {
    const overtaken = hosts[0].run({ ...envOf(first, before.url), ...s3Env(s3.url) }, 1);
    const histories = () => [...objects.keys()].filter((key) => key.startsWith('bars/')).length;
    for (let tries = 0; tries < 1000 && histories() < others.length; tries += 1) await sleep(10);
    const start = () => hosts[1].run({ ...envOf(last, after.url), ...s3Env(s3.url) }, 1);
    const ended = await start();
    release();
    const codes = [ended.exitCode, (await overtaken).exitCode];
    const problems = codes.every((code) => code === 0) ? [] : [`exit codes ${codes.join()}`];
    const data = await readData(objects, vendor.name);
    for (const symbol of symbols) problems.push(...sectionDifference(data, symbol));
    for (const symbol of others) {
      const [now, scheduled] = [last.now, Date.parse(last.scheduled)];
      const expected = referenceRows(vendor, market, symbol, now, scheduled, last.from);
      problems.push(...rowDifference(symbol, data.bars.get(symbol) ?? [], expected));
    }
    // What the late answer brought was right when it was given; the next run corrects it.
    problems.push(...(await incomplete(last, await start(), objects, objects)));
    return problems.length === 0 ? [] : [`seed ${seed}`, ...problems];
  } finally {
    release();
    await before.close();
    await after.close();
    await s3.close();
  }
}

meet('that see different prices', 'leave them as the later one saw them', 12, 1, overtake);
