import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { parquetReadObjects } from 'hyparquet';
import { barsKey } from '../../crawler/src/public/layout';
import { nextRuns, type Run } from '../../stacks/rules/next-runs';
import { parseScheduleExpression } from '../../stacks/rules/schedule-expression';
import type { Settings } from '../../stacks/settings/settings';
import { awsClient, s3Client } from '../aws/aws-client';
import { spentCost } from '../cost/estimate-cost';
import { dataPlaceOf, type DataPlace } from '../deployed/data-place';
import { readOutputs, type DeployedOutputs } from '../deployed/outputs';
import { synthesizedStacks } from '../deployed/resources';
import { graphOf } from '../picture/graph';
import { readLastChecks } from '../runs/checks';
import type { JobRun, JobRuns } from '../runs/job-run';
import { leaderOf } from '../runs/leader';
import { readRuns } from '../runs/read-runs';
import { readTail } from '../start/log-tail';
import type { JobLog } from './console-links';
import { manifestsOf } from './crawl';
import type { JobFacts, Prices, ReportFacts } from './facts';
import { newestFailures, tailLines } from './failures';

const shownSymbols = 6;
const shownNextRuns = 5;
const dayMs = 86_400_000;
/** Fargate asks for a minute at least. https://aws.amazon.com/fargate/pricing/ */
const leastSeconds = 60;

export interface GatherOptions {
  readonly now: Date;
  /** How far back to look. */
  readonly days: number;
  /**
   * Symbols whose prices are shown.
   * @default - the first ones of the newest run
   */
  readonly symbols?: readonly string[] | undefined;
}

/** Reads the data of the report from config.ts, the deployed state, and what AWS keeps of runs. */
export async function gather(settings: Settings, options: GatherOptions): Promise<ReportFacts> {
  const { now, days } = options;
  const { project, environment, region } = settings;
  const task = await readOutputs(settings, 'task');
  const from = new Date(now.getTime() - days * dayMs);
  const { jobs: runs, broken } = await readRuns(settings, undefined, { from, to: now });
  const stacks = synthesizedStacks(settings);
  const spent = spentCost(settings, hoursOf(runs), now, stacks);
  const jobs = runs.map((each) => ({
    ...each,
    ...scheduleOf(each, now),
    log: logOf(each, task),
    usd: spent.get(each.name),
  }));
  const place = dataPlaceOf(settings, task);
  const s3 = new S3Client(s3Client(settings));
  const logs = new CloudWatchLogsClient(awsClient(settings));
  try {
    const checks = await readLastChecks(s3, place, now);
    const newest = manifestsOf({ jobs }).at(-1);
    const symbols = options.symbols ?? Object.keys(newest?.symbols ?? {}).slice(0, shownSymbols);
    const prices = await Promise.all(
      symbols.map((symbol) => readPrices(s3, place, newest?.source ?? '', symbol, from)),
    );
    return {
      ...{ project, environment, region, now, days, jobs },
      tails: await readTails(logs, jobs),
      checks: checks.records,
      broken: [...broken, ...checks.broken],
      prices: prices.filter(({ closes }) => closes.length > 1),
      graph: graphOf(stacks),
    };
  } finally {
    s3.destroy();
    logs.destroy();
  }
}

/** The schedule as it is applied, else as config.ts has it, and when it fires next. */
export function scheduleOf({ job, trigger }: Pick<JobRuns, 'job' | 'trigger'>, now: Date) {
  const applied =
    trigger ??
    (job && {
      ...{ grammar: job.trigger, enabled: job.enabled, expression: job.schedule },
      ...{ timeZone: job.timeZone, startDate: dateOf(job.startDate), endDate: dateOf(job.endDate) },
    });
  if (applied === undefined) return { schedule: '', timeZone: 'UTC', enabled: false, next: [] };
  const { grammar, enabled, expression, timeZone, startDate, endDate } = applied;
  const parsed = parseScheduleExpression(expression, grammar);
  const fires = parsed.ok && enabled && trigger !== undefined;
  const period = { timeZone, from: now, count: shownNextRuns, startDate, endDate };
  const next: readonly Run[] = fires ? nextRuns(parsed.expression, period) : [];
  const leader = leaderOf({ job, trigger });
  return { schedule: leader === null ? expression : `after ${leader}`, timeZone, enabled, next };
}

function dateOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}

/** The hours that tasks of each job ran; how long each of many tasks of a run did is not known. */
export function hoursOf(jobs: readonly JobRuns[]): Map<string, number> {
  return new Map(
    jobs
      .filter(({ job }) => job?.fanOut === undefined)
      .map(({ name, runs }) => {
        const seconds = runs
          .filter(({ startedAt, outcome }) => startedAt !== null && outcome !== 'skipped')
          .map(({ durationSeconds }) => Math.max(leastSeconds, durationSeconds ?? 0));
        return [name, seconds.reduce((sum, each) => sum + each, 0) / 3600];
      }),
  );
}

/** A job that runs another's task logs where that one does. */
function logOf({ job }: JobRuns, task: DeployedOutputs<'task'>): JobLog | undefined {
  if (job === undefined) return undefined;
  const group = task.all('log_group_names').get(job.name);
  return group === undefined ? undefined : { group, stream: `${job.task}/${job.task}` };
}

async function readTails(
  logs: CloudWatchLogsClient,
  jobs: readonly JobFacts[],
): Promise<Map<JobRun, string[]>> {
  const tails = await Promise.all(
    newestFailures(jobs).map(async ({ job: { log }, run }) => {
      const [task] = run.tasks;
      const lines =
        log === undefined || task === undefined
          ? []
          : await readTail(logs, log.group, `${log.stream}/${task}`, tailLines);
      return [run, lines] as const;
    }),
  );
  return new Map(tails);
}

async function readPrices(
  s3: S3Client,
  { bucket, folder }: DataPlace,
  source: string,
  symbol: string,
  since: Date,
): Promise<Prices> {
  try {
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: bucket, Key: folder + barsKey(source, symbol) }),
    );
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    const rows = await parquetReadObjects({
      // A copy of its own, as the bytes may be a part of a larger buffer.
      file: Uint8Array.from(bytes).buffer,
      columns: ['date', 'close'],
    });
    const closes = rows.flatMap(({ date, close }) =>
      date instanceof Date && typeof close === 'number' && date >= since
        ? [{ date: date.toISOString().slice(0, 10), close }]
        : [],
    );
    return { symbol, closes };
  } catch (error) {
    // A symbol without data has no chart.
    if ((error as Error).name === 'NoSuchKey') return { symbol, closes: [] };
    throw error;
  }
}
