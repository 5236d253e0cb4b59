import {
  CloudWatchLogsClient,
  paginateDescribeLogStreams,
  type LogStream,
} from '@aws-sdk/client-cloudwatch-logs';
import { wholeNumberProblems } from '../../stacks/rules/whole-number';
import { awsClient } from '../aws/aws-client';
import { readOutputs } from '../deployed/outputs';
import { Interrupt } from '../terminal/interrupt';
import { LogReader, type LogLine } from './log-reader';
import { parseSince } from '../terminal/moment';
import { findJob, loadProject } from '../deployed/project';
import { paint, print, withSpinner } from '../terminal/terminal';
import { UsageError } from '../usage-error';

/** What the command line says; all texts are as they were typed. */
export interface LogsOptions {
  readonly last: string;
  readonly since?: string;
  readonly follow?: boolean;
  readonly json?: boolean;
}

const mostRuns = 100;
const pollMs = 2000;
// AWS may order streams by an hour-old idea of their last event, so a few more are looked at.
const spareStreams = 50;

/** Prints the output of a job's runs. */
export async function showLogs(name: string, options: LogsOptions): Promise<void> {
  const settings = loadProject();
  const job = findJob(settings, name);
  const now = new Date();
  const since = options.since === undefined ? undefined : parseSince('--since', options.since, now);
  const last = /^\d+$/.test(options.last) ? Number(options.last) : NaN;
  const problems = wholeNumberProblems(last, 1, mostRuns, 'runs');
  if (problems.length > 0) throw new UsageError(`--last: ${problems.join('; ')}`);

  const group = (await readOutputs(settings, 'task')).of('log_group_names', job.name);
  const logs = new CloudWatchLogsClient(awsClient(settings));
  const write = writer(options.json === true);
  const streams =
    since === undefined
      ? await withSpinner('Looking for runs', () => lastStreams(logs, group, last))
      : undefined;
  const oldest = streams?.[0]?.creationTime ?? now.getTime();
  const reader = new LogReader(logs, group, since?.getTime() ?? oldest);
  const names = streams?.map(({ logStreamName = '' }) => logStreamName);
  const lines =
    names?.length === 0 ? [] : await withSpinner('Reading logs', () => reader.read(names));
  // Runs one after another, even where they overlapped.
  for (const stream of names ?? []) {
    for (const line of lines.filter((each) => each.stream === stream)) write(line);
  }
  if (names === undefined) for (const line of lines) write(line);
  if (options.follow !== true) {
    if (lines.length === 0)
      process.stderr.write(
        `${job.name} has logged nothing${since === undefined ? ' yet' : ' since then'}.\n`,
      );
    return;
  }
  await follow(reader, write);
}

async function follow(reader: LogReader, write: (line: LogLine) => void): Promise<void> {
  const interrupt = new Interrupt();
  try {
    while (!interrupt.pending) {
      for (const line of await reader.read()) write(line);
      await interrupt.sleep(pollMs);
    }
  } finally {
    interrupt.close();
  }
}

/** The streams of the last runs, the oldest run first. */
export async function lastStreams(
  client: CloudWatchLogsClient,
  logGroupName: string,
  runs: number,
): Promise<LogStream[]> {
  const found: LogStream[] = [];
  for await (const { logStreams = [] } of paginateDescribeLogStreams(
    { client },
    { logGroupName, orderBy: 'LastEventTime', descending: true },
  )) {
    found.push(...logStreams);
    if (found.length >= runs + spareStreams) break;
  }
  found.sort((a, b) => (a.creationTime ?? 0) - (b.creationTime ?? 0));
  const tasks = [...new Set(found.map(taskOf))].slice(-runs);
  return found.filter((stream) => tasks.includes(taskOf(stream)));
}

/** `<prefix>/<container>/<task>`: a task with two containers is still one run. */
function taskOf({ logStreamName = '' }: LogStream): string {
  return logStreamName.split('/').at(-1) ?? '';
}

/** Writes lines under a heading for every run. */
function writer(json: boolean): (line: LogLine) => void {
  let current: string | undefined;
  return ({ timestamp, stream, message }) => {
    const time = new Date(timestamp).toISOString();
    if (json) {
      print(JSON.stringify({ time, stream, message }));
      return;
    }
    if (stream !== current) print(paint('bold', `==> ${stream}, ${time}`));
    current = stream;
    print(message);
  };
}
