import {
  DescribeLogGroupsCommand,
  paginateFilterLogEvents,
  type CloudWatchLogsClient,
  type FilterLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Task } from '@aws-sdk/client-ecs';
import { someAtOnce } from '../aws/at-once';
import type { Execution } from './execution-run';
import { parseHistoryEvent, type PauseEvent } from './history-event';
import type { BrokenRecord } from './run-records';

/** What the history is asked of a job. */
export interface Asked {
  readonly family: string;
  /** ARN of its state machine; nothing where it has none. */
  readonly stateMachine: string | undefined;
  /** Runs that ended before are of no interest. */
  readonly from: Date;
  /** How many runs are likely to have ended since. */
  readonly runs: number;
}

/** What a history tells of some jobs. */
export interface History {
  /** All ends since then are in it. */
  readonly since: Date;
  readonly tasks: readonly Task[];
  readonly executions: readonly Execution[];
  readonly pauses: readonly PauseEvent[];
  readonly broken: readonly BrokenRecord[];
}

// FilterLogEvents may be called ten times a second in most regions, and is answered in some tenths.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
const mostAtOnce = 6;
// An answer has at most 1 MB, which is some hundred events; the next one waits for it.
const eventsAnAnswer = 250;
const mostSlices = 40;
const dayMs = 86_400_000;
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
const longestPattern = 1024;
/** Where the command itself writes. */
const ownStream = 'fargate-cron';

/**
 * Reads the history of some jobs.
 *
 * @param group name of its log group
 * @returns nothing where there is no such group
 */
export async function readHistory(
  logs: CloudWatchLogsClient,
  group: string,
  asked: readonly Asked[],
  now: Date,
): Promise<History | undefined> {
  const since = await beginOf(logs, group, now);
  if (since === undefined) return undefined;
  const questions = [{ logStreamNames: [ownStream] }, ...questionsOf(asked, now)];
  const lines = await someAtOnce(questions, mostAtOnce, (question) =>
    read(logs, { logGroupName: group, ...question }),
  );
  const seen = new Map(lines.flat().map((line) => [line.id, line]));
  const tasks: Task[] = [];
  const executions: Execution[] = [];
  const pauses: PauseEvent[] = [];
  const broken: BrokenRecord[] = [];
  for (const { id, message } of seen.values()) {
    const event = parseHistoryEvent(message);
    if (event === undefined) continue;
    if (typeof event === 'string') broken.push({ key: `${group} ${id}`, reason: event });
    else if (event.kind === 'task') tasks.push(event.task);
    else if (event.kind === 'execution') executions.push(event.execution);
    else pauses.push(event.pause);
  }
  return { since, tasks, executions, pauses, broken };
}

/** Since when a log group has kept what was written to it; nothing where there is none. */
async function beginOf(
  logs: CloudWatchLogsClient,
  name: string,
  now: Date,
): Promise<Date | undefined> {
  // They come in the order of their names, so that the one of this very name is the first.
  const { logGroups = [] } = await logs.send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: name }),
  );
  const group = logGroups.find(({ logGroupName }) => logGroupName === name);
  if (group === undefined) return undefined;
  const { creationTime = 0, retentionInDays } = group;
  const kept = retentionInDays === undefined ? 0 : now.getTime() - retentionInDays * dayMs;
  return new Date(Math.max(creationTime, kept));
}

type Question = Pick<FilterLogEventsCommandInput, 'filterPattern' | 'startTime' | 'endTime'>;

/**
 * What is asked side by side: a job of every minute must not make the read of a weekly one long, so jobs
 * are asked for together where that reaches back about as far, and a long read is cut into times.
 */
function questionsOf(asked: readonly Asked[], now: Date): Question[] {
  const questions: { from: number; terms: string[]; runs: number }[] = [];
  for (const { from, family, stateMachine, runs } of asked.toSorted((a, b) => +b.from - +a.from)) {
    const terms = termsOf(family, stateMachine);
    const last = questions.at(-1);
    const span = now.getTime() - from.getTime();
    const fits =
      last !== undefined &&
      span <= 2 * (now.getTime() - last.from) &&
      patternOf([...last.terms, ...terms]).length <= longestPattern;
    if (fits) {
      last.terms.push(...terms);
      last.runs += runs;
      last.from = Math.min(last.from, from.getTime());
    } else questions.push({ from: from.getTime(), terms, runs });
  }
  return questions.flatMap(({ from, terms, runs }) =>
    slices(from, now.getTime(), runs).map((slice) => ({
      ...slice,
      filterPattern: patternOf(terms),
    })),
  );
}

function termsOf(family: string, stateMachine: string | undefined): string[] {
  return [
    `($.detail.group = "family:${family}")`,
    ...(stateMachine === undefined ? [] : [`($.detail.stateMachineArn = "${stateMachine}")`]),
  ];
}

function patternOf(terms: readonly string[]): string {
  return `{ ${[...new Set(terms)].join(' || ')} }`;
}

/** A span of time in parts, the last of which is open. */
function slices(from: number, to: number, runs: number): Question[] {
  const span = Math.max(to - from, 1);
  // Of what is of other jobs AWS looks at a part, too, before it answers.
  const wanted = Math.max(runs / eventsAnAnswer, span / (30 * dayMs), 1);
  const count = Math.min(Math.ceil(wanted), mostSlices);
  return Array.from({ length: count }, (_, index) => ({
    startTime: Math.floor(from + (span * index) / count),
    ...(index < count - 1 && { endTime: Math.floor(from + (span * (index + 1)) / count) - 1 }),
  }));
}

interface Line {
  readonly id: string;
  readonly message: string;
}

async function read(
  client: CloudWatchLogsClient,
  input: FilterLogEventsCommandInput,
): Promise<Line[]> {
  const lines: Line[] = [];
  try {
    for await (const { events = [] } of paginateFilterLogEvents({ client }, input)) {
      for (const { eventId: id = '', message = '' } of events) lines.push({ id, message });
    }
  } catch (error) {
    // The stream of the command is made with its first line.
    const isMissing = error instanceof Error && error.name === 'ResourceNotFoundException';
    if (!isMissing || input.logStreamNames === undefined) throw error;
  }
  return lines;
}
