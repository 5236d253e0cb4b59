import { parseScheduleExpression, type Grammar } from '../../stacks/rules/schedule-expression';
import { timeZoneProblems } from '../../stacks/rules/time-zone';
import { wholeNumberProblems } from '../../stacks/rules/whole-number';
import { momentOf, momentRule } from '../terminal/moment';
import { paint, print, printJson, table } from '../terminal/terminal';
import { UsageError } from '../usage-error';
import { askedSchedule, type ScheduleOptions } from './asked-schedule';
import { markedRuns, type MarkedRun } from './run-marks';

/** What the command line says; all texts are as they were typed. */
export interface NextOptions extends ScheduleOptions {
  readonly timeout?: string;
  readonly from?: string;
  readonly count: string;
  readonly json?: boolean;
}

const mostRuns = 1000;

/**
 * Prints the next runs of a job or of an expression.
 *
 * @throws UsageError with everything that is wrong with the arguments
 */
export function showNext(job: string | undefined, options: NextOptions): void {
  const { expression, grammar, timeZone, timeoutSeconds, after, ...period } = askedSchedule(
    job,
    options,
  );
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
  } else {
    if (after !== undefined) print(`It runs once ${after} is done. When that is due:`);
    print(describe(marked, timeZone));
  }
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
  if (runs.length === 0) return 'It has no next run.';
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
