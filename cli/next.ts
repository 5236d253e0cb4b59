import Table from 'cli-table3';
import type * as ConfigFile from '../config';
import { nearest } from '../stacks/rules/nearest';
import { nextRuns, type Run } from '../stacks/rules/next-runs';
import { parseScheduleExpression, type Grammar } from '../stacks/rules/schedule-expression';
import { timeZoneProblems } from '../stacks/rules/time-zone';
import { wholeNumberProblems } from '../stacks/rules/whole-number';
import type * as Settings from '../stacks/settings';
import { UsageError } from './usage-error';

/** What the command line says; all texts are as they were typed. */
export interface NextOptions {
  readonly expression?: string;
  readonly rule?: boolean;
  readonly timeZone?: string;
  readonly from?: string;
  readonly count: string;
  readonly json?: boolean;
}

interface Schedule {
  readonly expression: string;
  readonly grammar: Grammar;
  readonly timeZone: string;
  readonly startDate?: Date | undefined;
  readonly endDate?: Date | undefined;
}

const mostRuns = 1000;

/**
 * The next runs of a job or of an expression, as a table or as JSON.
 *
 * @throws UsageError with everything that is wrong with the arguments
 */
export function next(job: string | undefined, options: NextOptions): string {
  const { expression, grammar, timeZone, ...period } = scheduleOf(job, options);
  const parsed = parseScheduleExpression(expression, grammar);
  const from = options.from === undefined ? new Date() : new Date(options.from);
  const count = /^\d+$/.test(options.count) ? Number(options.count) : NaN;
  const problems = [
    ...named('--expression', parsed.ok ? [] : parsed.problems),
    ...named('--time-zone', zoneProblems(grammar, timeZone)),
    ...named('--from', momentProblems(options.from, from)),
    ...named('-n', wholeNumberProblems(count, 1, mostRuns, 'runs')),
  ];
  if (!parsed.ok || problems.length > 0) throw new UsageError(problems.join('\n'));

  const runs = nextRuns(parsed.expression, { timeZone, from, count, ...period });
  return options.json === true ? `${JSON.stringify({ runs })}\n` : table(runs, timeZone);
}

function scheduleOf(job: string | undefined, options: NextOptions): Schedule {
  if ((job === undefined) === (options.expression === undefined)) {
    throw new UsageError('next takes either a job of config.ts or --expression');
  }
  if (options.expression !== undefined) {
    return {
      expression: options.expression,
      grammar: options.rule === true ? 'rule' : 'scheduler',
      timeZone: options.timeZone ?? 'UTC',
    };
  }
  if (options.rule !== undefined || options.timeZone !== undefined) {
    throw new UsageError('--rule and --time-zone go with --expression; a job has its own');
  }
  return scheduleOfJob(job ?? '');
}

function scheduleOfJob(name: string): Schedule {
  // Only here: an expression is answered without the project, and sooner. import() would not do, as
  // tsx translates what CommonJS requires.
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { default: config } = require('../config') as typeof ConfigFile;
  const { loadSettings } = require('../stacks/settings') as typeof Settings;
  /* eslint-enable */
  const { jobs } = loadSettings(config, process.env);
  const job = jobs.find((candidate) => candidate.name === name);
  if (job === undefined) {
    const names = jobs.map((known) => known.name);
    const guess = nearest(name, names);
    throw new UsageError(
      `job must be one of ${names.join(', ')}, got "${name}"` +
        (guess === undefined ? '' : `; did you mean ${guess}?`),
    );
  }
  return {
    expression: job.schedule,
    grammar: job.trigger,
    timeZone: job.timeZone,
    startDate: job.startDate === undefined ? undefined : new Date(job.startDate),
    endDate: job.endDate === undefined ? undefined : new Date(job.endDate),
  };
}

function named(option: string, problems: readonly string[]): string[] {
  return problems.map((problem) => `${option}: ${problem}`);
}

function zoneProblems(grammar: Grammar, timeZone: string): string[] {
  return grammar === 'rule' && timeZone !== 'UTC'
    ? [`must be UTC with --rule, got "${timeZone}"; EventBridge rules know no other zone`]
    : timeZoneProblems(timeZone);
}

function momentProblems(text: string | undefined, moment: Date): string[] {
  return Number.isNaN(moment.getTime())
    ? [`must be a time such as 2026-11-27T00:00:00Z, got "${text ?? ''}"`]
    : [];
}

function table(runs: readonly Run[], timeZone: string): string {
  if (runs.length === 0) return 'It does not run any more.\n';
  const rows = new Table({ head: [timeZone, 'UTC', ''], style: { head: [], border: [] } });
  let before: string | undefined;
  for (const { local, utc } of runs) {
    const offset = local.slice(19);
    const changed = before !== undefined && offset !== before;
    rows.push([local, utc, changed ? `clock changed from ${before ?? ''}` : '']);
    before = offset;
  }
  return `${rows.toString()}\n`;
}
