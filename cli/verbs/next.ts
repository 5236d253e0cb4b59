import type { Command } from 'commander';
import { parseScheduleExpression, type Grammar } from '../../stacks/rules/schedule-expression';
import { timeZoneProblems } from '../../stacks/rules/time-zone';
import { wholeNumberProblems } from '../../stacks/rules/whole-number';
import { momentOf, momentRule } from '../terminal/moment';
import { findJob, loadProject } from '../deployed/project';
import { markedRuns, type MarkedRun } from '../runs/run-marks';
import { paint, print, printJson, table } from '../terminal/terminal';
import { UsageError } from '../usage-error';
import { examples } from './verb';

/** What the command line says; all texts are as they were typed. */
interface NextOptions {
  readonly expression?: string;
  readonly rule?: boolean;
  readonly timeZone?: string;
  readonly timeout?: string;
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
  /** How long a run may take, if that is limited. */
  readonly timeoutSeconds?: number | undefined;
}

const mostRuns = 1000;

export function define(command: Command): void {
  command
    .argument('[job]', 'a job of config.ts')
    .option(
      '--expression <expression>',
      "a schedule instead of a job's, such as 'cron(0 18 ? * FRI *)'",
    )
    .option('--rule', 'read the expression by the rules of EventBridge rules')
    .option('--time-zone <zone>', 'IANA zone of the expression (default: UTC)')
    .option('--timeout <minutes>', 'mark runs that start before the one before it has to be over')
    .option(
      '--from <time>',
      'first moment that counts, such as 2026-11-27T00:00:00Z (default: now)',
    )
    .option('-n, --count <number>', 'how many runs', '5')
    .option('--json', 'print JSON')
    .action(next);
  examples(command, [
    ['npx fargate-cron next weekly-crawl', 'the next five runs of a job'],
    ["npx fargate-cron next --expression '0 18 * * 5'", 'what is this crontab line here?'],
    ["npx fargate-cron next --expression 'rate(1 hour)' -n 2 --json", 'for a script'],
  ]);
}

/**
 * Prints the next runs of a job or of an expression.
 *
 * @throws UsageError with everything that is wrong with the arguments
 */
function next(job: string | undefined, options: NextOptions): void {
  const { expression, grammar, timeZone, timeoutSeconds, ...period } = scheduleOf(job, options);
  const parsed = parseScheduleExpression(expression, grammar);
  const from = options.from === undefined ? new Date() : momentOf(options.from);
  const count = /^\d+$/.test(options.count) ? Number(options.count) : NaN;
  const minutes = options.timeout === undefined ? undefined : Number(options.timeout);
  const problems = [
    ...named('--expression', parsed.ok ? [] : parsed.problems),
    ...named('--time-zone', zoneProblems(grammar, timeZone)),
    ...named('--from', from === undefined ? [`${momentRule}, got "${options.from ?? ''}"`] : []),
    ...named(
      '--timeout',
      minutes === undefined ? [] : wholeNumberProblems(minutes, 1, 10_080, 'minutes'),
    ),
    ...named('-n', wholeNumberProblems(count, 1, mostRuns, 'runs')),
  ];
  if (!parsed.ok || from === undefined || problems.length > 0)
    throw new UsageError(problems.join('\n'));

  const runs = { timeZone, from, count, ...period };
  const timeout = minutes === undefined ? timeoutSeconds : minutes * 60;
  const marked = markedRuns(parsed.expression, runs, timeout);
  if (options.json === true) {
    printJson({ runs: marked.map(({ utc = null, local, marks }) => ({ utc, local, marks })) });
  } else print(describe(marked, timeZone));
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
  const job = findJob(loadProject(), name);
  return {
    expression: job.schedule,
    grammar: job.trigger,
    timeZone: job.timeZone,
    startDate: job.startDate === undefined ? undefined : new Date(job.startDate),
    endDate: job.endDate === undefined ? undefined : new Date(job.endDate),
    timeoutSeconds: timeoutOf(job),
  };
}

/** The limit of a run's time, for jobs that have one. */
function timeoutOf(job: object): number | undefined {
  const seconds: unknown = Reflect.get(job, 'timeoutSeconds');
  return typeof seconds === 'number' ? seconds : undefined;
}

function named(option: string, problems: readonly string[]): string[] {
  return problems.map((problem) => `${option}: ${problem}`);
}

function zoneProblems(grammar: Grammar, timeZone: string): string[] {
  return grammar === 'rule' && timeZone !== 'UTC'
    ? [`must be UTC with --rule, got "${timeZone}"; EventBridge rules know no other zone`]
    : timeZoneProblems(timeZone);
}

function describe(runs: readonly MarkedRun[], timeZone: string): string {
  if (runs.length === 0) return 'It does not run any more.';
  const marked = runs.some(({ marks }) => marks.length > 0);
  return table(
    [timeZone, 'UTC', ...(marked ? [''] : [])],
    runs.map(({ local, utc = '', marks }) => [
      local,
      utc,
      ...(marked ? [paint('yellow', marks.join('; '))] : []),
    ]),
  );
}
