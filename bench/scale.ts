import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Measured } from './scale/measured';

/**
 * What synthesis takes for 1, 10, 100 and 1,000 jobs, beside a program of as many resources that is
 * written with nothing but cdktf. Each run is a process of its own; the figures are medians.
 */

const sizes = [1, 10, 100, 1000];
const programs = ['ours', 'bare'] as const;
const runs = 5;
const aim = 1.3;

type Program = (typeof programs)[number];
interface Cost extends Measured {
  readonly wallSeconds: number;
}

function run(program: Program, jobs: number): Cost {
  const started = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--no-warnings', '--import', 'tsx', join(__dirname, 'scale', `${program}.ts`), String(jobs)],
    { encoding: 'utf8' },
  );
  const wallSeconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (status !== 0) throw new Error(`${program} of ${jobs} jobs failed:\n${stderr}`);
  return { wallSeconds, ...(JSON.parse(stdout) as Measured) };
}

function medians(costs: readonly Cost[]): Cost {
  const median = (value: (cost: Cost) => number): number =>
    costs.map(value).toSorted((a, b) => a - b)[Math.floor(costs.length / 2)] ?? NaN;
  return {
    resources: median(({ resources }) => resources),
    wallSeconds: median(({ wallSeconds }) => wallSeconds),
    cpuSeconds: median(({ cpuSeconds }) => cpuSeconds),
    peakMiB: median(({ peakMiB }) => peakMiB),
  };
}

const measures = { wallSeconds: 'wall', cpuSeconds: 'CPU', peakMiB: 'peak memory' } as const;
type Measure = keyof typeof measures;

/** How much more a job costs at 1,000 than at 100: in all, and beyond the first one. */
function growth(costs: ReadonlyMap<number, Cost>, measure: Measure) {
  const at = (jobs: number): number => costs.get(jobs)?.[measure] ?? NaN;
  return {
    inAll: at(1000) / 1000 / (at(100) / 100),
    beyondFirst: (at(1000) - at(1)) / 999 / ((at(100) - at(1)) / 99),
  };
}

console.log(`${cpus().length} cores, Node ${process.version}, ${runs} runs in turn, medians`);
console.log('program  jobs  resources     wall      CPU      peak');
const results: Record<Program, Map<number, Cost>> = { ours: new Map(), bare: new Map() };
for (const jobs of sizes) {
  const costs: Record<Program, Cost[]> = { ours: [], bare: [] };
  // In turn, so that what else the machine does falls on both; the first of each warms the disk up.
  for (let round = 0; round <= runs; round++) {
    for (const program of programs) {
      const cost = run(program, jobs);
      if (round > 0) costs[program].push(cost);
    }
  }
  for (const program of programs) {
    const cost = medians(costs[program]);
    results[program].set(jobs, cost);
    const { resources, wallSeconds, cpuSeconds, peakMiB } = cost;
    console.log(
      `${program.padEnd(7)}${String(jobs).padStart(6)}${String(resources).padStart(11)}${wallSeconds.toFixed(2).padStart(7)} s${cpuSeconds.toFixed(2).padStart(7)} s${peakMiB.toFixed(0).padStart(6)} MiB`,
    );
  }
}

const resourcesAJob = programs.map(
  (program) =>
    ((results[program].get(1000)?.resources ?? NaN) - (results[program].get(1)?.resources ?? NaN)) /
    999,
);
if (new Set(resourcesAJob).size !== 1) {
  throw new Error(
    `the programs must make as many resources a job, got ${resourcesAJob.join(', ')}`,
  );
}

for (const [measure, name] of Object.entries(measures) as [Measure, string][]) {
  for (const program of programs) {
    const { inAll, beyondFirst } = growth(results[program], measure);
    console.log(
      `${program}: ${name} a job at 1,000 is ${inAll.toFixed(2)} times that at 100, ${beyondFirst.toFixed(2)} times beyond the first job`,
    );
  }
  const [ours = NaN, bare = NaN] = programs.map(
    (program) => results[program].get(1000)?.[measure] ?? NaN,
  );
  console.log(`${name} of ours against bare at 1,000 jobs: ${(ours / bare).toFixed(2)}`);
}

// The time of both kinds, and the memory that a process of this size needs.
const ours = {
  cpu: growth(results.ours, 'cpuSeconds'),
  memory: growth(results.ours, 'peakMiB'),
};
const worst = Math.max(ours.cpu.inAll, ours.cpu.beyondFirst, ours.memory.inAll);
console.log(`worst: ${worst.toFixed(2)} (at most ${aim.toFixed(2)} is the aim)`);
process.exitCode = worst <= aim ? 0 : 1;
