import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import {
  bareStartMs,
  firstRequestMs,
  measure,
  type Contender,
  type Measured,
} from './crawler/contender';
import { startLoopback, type Loopback } from './crawler/loopback';

/**
 * What the crawler takes, against the least that has to be done and against what others would take:
 * the same vendor, the same store, the same Parquet and the same PUT. The least is a loop that reads
 * what is there before it writes; `floor` does not even that.
 */

const root = join(__dirname, '..');
const peers = ['yahoo-finance2', 'crawlee'];
/** As its container starts it. */
const nodeOptions = ['--max-old-space-size=320', '--max-semi-space-size=4'];
const starts = 11;
const aims = {
  cpuOfFloor: 1.2,
  cpuOfCrawlee: 1 / 1.5,
  peakMiB: 150,
  growth: 1.1,
  startOfFloor: 1.4,
};
const least = 'floor + read';
const rounds = Number(process.env['BENCH_ROUNDS'] ?? '3');
const sizes = [
  { name: '10 rows', rows: 10, symbols: pairOf('BENCH_SYMBOLS', 500, 5000) },
  { name: '20 years', rows: 5033, symbols: pairOf('BENCH_SYMBOLS_20_YEARS', 50, 300) },
  {
    name: 'a week more of 20 years',
    rows: 15,
    all: 5033,
    symbols: pairOf('BENCH_SYMBOLS_20_YEARS', 50, 300),
  },
] as const;

/** One contender, with few symbols and with many. */
type Round = readonly [few: Measured, many: Measured];

function pairOf(variable: string, few: number, many: number): readonly [number, number] {
  const given = process.env[variable]?.split(',').map(Number) ?? [];
  return [given[0] ?? few, given[1] ?? many];
}

async function main(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'fargate-cron-bench-'));
  const loopback = await startLoopback();
  try {
    const contenders = await prepare();
    console.log(`${cpus().length} cores, Node ${process.version}, ${rounds} rounds, medians`);
    await reportStarts(contenders, loopback, scratch);
    for (const size of sizes) {
      const { name, rows, symbols } = size;
      const all = 'all' in size ? size.all : rows;
      // The others know of nothing that is there.
      const those = contenders.filter((one) => all === rows || !isBlind(one));
      const results = those.map((contender) => ({ contender, rounds: [] as Round[] }));
      for (let round = 0; round < rounds; round += 1) {
        // In turn, so that what else the machine does falls on all.
        for (const { contender, rounds } of results) {
          const [few, many] = symbols;
          const pair: Round = [
            await measure(contender, loopback, scratch, few, rows, all),
            await measure(contender, loopback, scratch, many, rows, all),
          ];
          rounds.push(pair);
          const took = pair.map(
            ({ cpuMs, peakMiB }) => `${(cpuMs / 1000).toFixed(2)} s, ${peakMiB.toFixed(0)} MiB`,
          );
          console.error(`${name}, ${contender.name}: ${took.join('; ')}`);
        }
      }
      report(name, symbols, results);
    }
  } finally {
    await loopback.close();
    rmSync(scratch, { recursive: true });
  }
}

/** Ours as it ships, and the others, each bundled as ours is and with nothing of ours but its writing. */
async function prepare(): Promise<Contender[]> {
  const bundled = async (name: string, entry: string): Promise<Contender> => {
    // Their dependencies are found from where they are.
    const file = join(root, entry, '..', 'dist', `${name}.cjs`);
    await build({
      entryPoints: [join(root, entry)],
      outfile: file,
      bundle: true,
      platform: 'node',
      target: 'node20',
      minify: true,
      nodePaths: [join(root, 'node_modules')],
      external: ['yahoo-finance2', '@crawlee/http'],
    });
    return { name, args: [...nodeOptions, file] };
  };
  for (const peer of peers) {
    const cwd = join(root, 'bench', 'peers', peer);
    const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--silent'], { cwd });
    if (status !== 0) throw new Error(`npm ci failed in ${cwd}`);
  }
  const floor = await bundled('floor', 'bench/crawler/floor.ts');
  return [
    floor,
    { name: least, args: [...floor.args, 'read'] },
    { name: 'crawler', args: [...nodeOptions, join(root, 'crawler', 'dist', 'crawler.js')] },
    ...(await Promise.all(peers.map((peer) => bundled(peer, `bench/peers/${peer}/main.js`)))),
  ];
}

/** Whether it does not look at what is there. */
function isBlind({ name }: Contender): boolean {
  return name === 'floor' || peers.includes(name);
}

async function reportStarts(
  contenders: readonly Contender[],
  loopback: Loopback,
  scratch: string,
): Promise<void> {
  const empty = join(scratch, 'empty.js');
  writeFileSync(empty, '');
  const times = new Map<string, number[]>();
  const add = (name: string, ms: number): void => {
    times.set(name, [...(times.get(name) ?? []), ms]);
  };
  for (let start = 0; start < starts; start += 1) {
    add('node', await bareStartMs(empty));
    for (const contender of contenders) {
      add(contender.name, await firstRequestMs(contender, loopback));
    }
  }
  const bare = times.get('node') ?? [];
  const ratio = (name: string, to: readonly number[]): number =>
    median((times.get(name) ?? []).map((ms, index) => ms / (to[index] ?? NaN)));
  const floor = times.get(least) ?? [];
  console.log('\nprocess start to first request; node: from start to end of an empty file');
  table([
    ['', 'ms', 'of node', `of ${least}`],
    ...[...times].map(([name, ms]) => [
      name,
      median(ms).toFixed(0),
      ratio(name, bare).toFixed(2),
      ratio(name, floor).toFixed(2),
    ]),
  ]);
  judge(`first request, of ${least}`, ratio('crawler', floor), aims.startOfFloor);
}

function report(
  name: string,
  [few, many]: readonly [number, number],
  results: readonly { readonly contender: Contender; readonly rounds: readonly Round[] }[],
): void {
  const roundsOf = (name: string): readonly Round[] =>
    results.find(({ contender }) => contender.name === name)?.rounds ?? [];
  // The slope: what a process takes whatever it fetches is not in it.
  const cpuOf = ([a, b]: Round): number => (b.cpuMs - a.cpuMs) / (many - few);
  const growthOf = ([a, b]: Round): number => b.peakMiB / a.peakMiB;
  const cpuRatio = (rounds: readonly Round[], to: readonly Round[]): number =>
    median(rounds.map((round, index) => cpuOf(round) / cpuOf(to[index] ?? round)));
  console.log(`\n${name} a symbol, ${few} and ${many} symbols`);
  table([
    ['', 'CPU ms/symbol', `of ${least}`, 'symbols/s', 'MiB few', 'MiB many', 'many/few'],
    ...results.map(({ contender, rounds }) => {
      const of = (figure: (round: Round) => number, digits: number): string =>
        median(rounds.map(figure)).toFixed(digits);
      return [
        contender.name,
        of(cpuOf, 2),
        cpuRatio(rounds, roundsOf(least)).toFixed(2),
        of(([a, b]) => (many - few) / (b.seconds - a.seconds), 0),
        of(([a]) => a.peakMiB, 0),
        of(([, b]) => b.peakMiB, 0),
        of(growthOf, 2),
      ];
    }),
  ]);
  const ours = roundsOf('crawler');
  judge(`CPU, of ${least}`, cpuRatio(ours, roundsOf(least)), aims.cpuOfFloor);
  const crawlee = roundsOf('crawlee');
  if (crawlee.length > 0) judge('CPU, of crawlee', cpuRatio(ours, crawlee), aims.cpuOfCrawlee);
  judge('peak MiB', median(ours.map(([, b]) => b.peakMiB)), aims.peakMiB);
  judge('peak, of that with few symbols', median(ours.map(growthOf)), aims.growth);
}

/** A missed aim is told and no error: what was measured is right. */
function judge(what: string, figure: number, most: number): void {
  const verdict = figure <= most ? 'met' : 'missed';
  console.log(`${what}: ${figure.toFixed(2)} (at most ${most.toFixed(2)} is the aim: ${verdict})`);
}

function table(rows: readonly (readonly string[])[]): void {
  for (const [first = '', ...others] of rows) {
    console.log(first.padEnd(16) + others.map((cell) => cell.padStart(14)).join(''));
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

void main();
