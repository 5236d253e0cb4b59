import { join } from 'node:path';
import { table } from '../docs/table';
import { pair, type Figure } from './figure';
import { inTurn, medianOf, ratioOf, run, type Cost, type Measure } from './process';
import type { Measured } from './scale/measured';

/**
 * What synthesis takes for ever more jobs, beside a program of as many resources a job that is written
 * with nothing but cdktf: one stack, no checks.
 */

const cwd = join(__dirname, '..');
const loaders = { ours: ['cli/load.js'], bare: ['--import', 'tsx'] } as const;

/** What the program says it took: it goes on to count what it made. */
function program(name: keyof typeof loaders, jobs: number): Cost {
  const file = join('bench', 'scale', `${name}.ts`);
  const cost = run({ command: [process.execPath, ...loaders[name], file, String(jobs)], cwd });
  return { ...cost, ...(JSON.parse(cost.stdout) as Measured) };
}

/** The figures, and the table of all sizes. */
export function scaleFigures(
  rounds: number,
  [one, few, many, most]: readonly [number, number, number, number] = [1, 100, 1000, 3000],
): { figures: Figure[]; lines: string[] } {
  const results = new Map(
    [one, few, many, most].map((jobs) => [
      jobs,
      inTurn({ ours: () => program('ours', jobs), bare: () => program('bare', jobs) }, rounds),
    ]),
  );
  const at = (jobs: number): { ours: Cost[]; bare: Cost[] } =>
    results.get(jobs) ?? { ours: [], bare: [] };
  const added = (['ours', 'bare'] as const).map(
    (name) => resources(at(many)[name]) - resources(at(one)[name]),
  );
  if (added[0] !== added[1]) {
    throw new Error(`both must make as many resources a job, got ${added.join(' and ')}`);
  }
  const besideBare = (measure: Measure, what: string): Figure => ({
    what: `${many} jobs, ${what}`,
    beside: 'a program of bare cdktf under `node --import tsx`',
    ratio: ratioOf(at(many).ours, at(many).bare, measure),
    aim: 1.3,
    measured: pair(
      medianOf(at(many).ours, measure),
      medianOf(at(many).bare, measure),
      measure === 'peakMiB' ? 'MiB' : 's',
    ),
  });
  const aJob = (jobs: number): number => medianOf(at(jobs).ours, 'cpuSeconds') / jobs;
  return {
    figures: [
      besideBare('cpuSeconds', 'CPU'),
      besideBare('peakMiB', 'memory'),
      {
        what: `CPU of a job of ${most}`,
        beside: `a job of ${few}`,
        ratio: aJob(most) / aJob(few),
        aim: 1.3,
        measured: `${(aJob(most) * 1000).toFixed(1)} ms and ${(aJob(few) * 1000).toFixed(1)} ms`,
      },
    ],
    lines: table(
      [
        ['jobs', 'resources', 'CPU', 'bare cdktf', 'peak memory', 'bare cdktf'],
        ...[...results].map(([jobs, { ours, bare }]) => [
          jobs.toLocaleString('en'),
          resources(ours).toLocaleString('en'),
          ...[ours, bare].map((costs) => `${medianOf(costs, 'cpuSeconds').toFixed(1)} s`),
          ...[ours, bare].map((costs) => `${medianOf(costs, 'peakMiB').toFixed(0)} MiB`),
        ]),
      ],
      { right: [0, 1, 2, 3, 4, 5] },
    ),
  };
}

function resources(costs: readonly Cost[]): number {
  return (JSON.parse(costs[0]?.stdout ?? '{}') as Measured).resources;
}
