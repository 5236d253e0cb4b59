import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A program as somebody would start it. */
export interface Program {
  readonly command: readonly [program: string, ...args: string[]];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** What a process took from its start to its end. */
export interface Cost {
  readonly wallSeconds: number;
  /** Of its own threads; the processes that it starts are in `wallSeconds` alone. */
  readonly cpuSeconds: number;
  readonly peakMiB: number;
  readonly stdout: string;
}

/** Runs a program of Node once. */
export function run({ command: [program, ...args], cwd, env }: Program): Cost {
  const scratch = mkdtempSync(join(tmpdir(), 'fargate-cron-bench-'));
  const result = join(scratch, 'result.json');
  const measure = join(__dirname, 'crawler', 'measure.js');
  try {
    const started = process.hrtime.bigint();
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd,
      env: {
        ...process.env,
        ...env,
        NODE_OPTIONS: `--no-warnings --require "${measure}"`,
        BENCH_RESULT: result,
      },
      encoding: 'utf8',
    });
    const wallSeconds = Number(process.hrtime.bigint() - started) / 1e9;
    if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`);
    const measured = JSON.parse(readFileSync(result, 'utf8')) as { cpuMs: number; peakMiB: number };
    return { wallSeconds, cpuSeconds: measured.cpuMs / 1000, peakMiB: measured.peakMiB, stdout };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Runs programs in turn, so that what else the machine does falls on all; the first round warms up. */
export function inTurn<Name extends string>(
  programs: Readonly<Record<Name, () => Cost>>,
  rounds: number,
): Record<Name, Cost[]> {
  const names = Object.keys(programs) as Name[];
  const costs = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    Cost[]
  >;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const cost = programs[name]();
      if (round > 0) costs[name].push(cost);
    }
  }
  return costs;
}

export type Measure = 'wallSeconds' | 'cpuSeconds' | 'peakMiB';

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

export function medianOf(costs: readonly Cost[], measure: Measure): number {
  return median(costs.map((cost) => cost[measure]));
}

/** The median of the ratios of each round. */
export function ratioOf(ours: readonly Cost[], theirs: readonly Cost[], measure: Measure): number {
  return median(ours.map((cost, round) => cost[measure] / (theirs[round]?.[measure] ?? NaN)));
}
