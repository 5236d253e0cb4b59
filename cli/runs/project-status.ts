import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { jobAlarmNames } from '../../stacks/schedule/alarms/job-alarms';
import { nextRuns, type Run } from '../../stacks/rules/next-runs';
import { parseScheduleExpression } from '../../stacks/rules/schedule-expression';
import { wholeNumberProblems } from '../../stacks/rules/whole-number';
import type { JobSettings, Settings } from '../../stacks/settings/settings';
import { awsClient, s3Client } from '../aws/aws-client';
import { readOutputs, type DeployedOutputs } from '../deployed/deployed';
import { runsInStepFunctions } from './executions';
import { knownRuns, type KnownRuns } from './known-runs';
import { readManifests, type BrokenManifest } from './manifests';
import { missingRun } from './missing-run';
import { duration } from '../terminal/moment';
import { findJob, loadProject } from '../deployed/project';
import { runsInEcs, type RunStatus } from './run-status';
import { paint, print, printJson, table, withSpinner } from '../terminal/terminal';
import { readTrigger, type AppliedTrigger } from '../deployed/trigger';
import { UsageError } from '../usage-error';

/** What the command line says; all texts are as they were typed. */
export interface StatusOptions {
  readonly runs: string;
  readonly json?: boolean;
}

interface Alarm {
  readonly name: string;
  readonly state: string;
}

export interface JobStatus {
  readonly name: string;
  readonly schedule: string;
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly next: Run | null;
  /** The latest scheduled time that should have had a run by now and had none. */
  readonly missing: string | null;
  /** The newest first. */
  readonly runs: readonly RunStatus[];
  readonly alarms: readonly Alarm[];
}

const mostRuns = 100;

/** Prints what became of the last runs of every job. */
export async function showStatus(name: string | undefined, options: StatusOptions): Promise<void> {
  const settings = loadProject();
  const jobs = name === undefined ? settings.jobs : [findJob(settings, name)];
  const count = /^\d+$/.test(options.runs) ? Number(options.runs) : NaN;
  const problems = wholeNumberProblems(count, 1, mostRuns, 'runs');
  if (problems.length > 0) throw new UsageError(`--runs: ${problems.join('; ')}`);

  const { status, broken } = await withSpinner('Asking AWS', () =>
    readStatus(settings, jobs, count),
  );
  if (options.json === true) {
    printJson({ environment: settings.environment, jobs: status, brokenManifests: broken });
    return;
  }
  print(describeStatus(status));
  for (const { key, reason } of broken) {
    process.stderr.write(`skipped the broken manifest ${key}: ${reason}\n`);
  }
}

async function readStatus(
  settings: Settings,
  jobs: readonly JobSettings[],
  count: number,
): Promise<{ status: JobStatus[]; broken: readonly BrokenManifest[] }> {
  const [task, schedule] = await Promise.all([
    readOutputs(settings, 'task'),
    readOutputs(settings, 'schedule'),
  ]);
  const s3 = new S3Client(s3Client(settings));
  const [lake, alarms] = await Promise.all([
    // Jobs of one source share its manifests.
    readManifests(s3, task.string('data_bucket'), count * settings.jobs.length),
    readAlarms(settings),
  ]);
  const status = await Promise.all(
    jobs.map(async (job) => {
      const trigger = await readTrigger(settings, schedule.of('schedule_arns', job.name));
      const others = await otherRuns(settings, job, task, trigger, count);
      const known = knownRuns(job, settings.jobs, lake.manifests, others);
      return {
        name: job.name,
        schedule: trigger.expression,
        timeZone: trigger.timeZone,
        enabled: trigger.enabled,
        next: nextOf(trigger),
        missing: missingRun(trigger, known, job, new Date()),
        runs: known.runs.slice(0, count),
        alarms: alarms.filter(({ name }) => jobAlarmNames(settings, job.name).includes(name)),
      };
    }),
  );
  return { status, broken: lake.broken };
}

async function otherRuns(
  settings: Settings,
  job: JobSettings,
  task: DeployedOutputs<'task'>,
  { target }: AppliedTrigger,
  count: number,
): Promise<KnownRuns> {
  if (target.arn.includes(':stateMachine:')) {
    return runsInStepFunctions(new SFNClient(awsClient(settings)), target.arn, count);
  }
  const [, family = ''] =
    /:task-definition\/([^:]+)/.exec(task.of('task_definition_arns', job.name)) ?? [];
  const runs = await runsInEcs(new ECSClient(awsClient(settings)), target.arn, family, job);
  // ECS forgets a task about an hour after its end, and nobody says when it did.
  return { runs, since: undefined };
}

export async function readAlarms(settings: Settings): Promise<Alarm[]> {
  const client = new CloudWatchClient(awsClient(settings));
  const alarms: Alarm[] = [];
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of paginateDescribeAlarms(
    { client },
    { AlarmNamePrefix: settings.prefix, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
  )) {
    for (const { AlarmName = '', StateValue = '' } of [...MetricAlarms, ...CompositeAlarms]) {
      alarms.push({ name: AlarmName, state: StateValue });
    }
  }
  return alarms;
}

function nextOf(trigger: AppliedTrigger): Run | null {
  const { enabled, grammar, expression, timeZone, startDate, endDate } = trigger;
  const parsed = parseScheduleExpression(expression, grammar);
  if (!enabled || !parsed.ok) return null;
  const options = { timeZone, startDate, endDate, from: new Date(), count: 1 };
  return nextRuns(parsed.expression, options)[0] ?? null;
}

/** A table that fits a terminal, and below it what may be long: reasons, and names of alarms. */
export function describeStatus(jobs: readonly JobStatus[]): string {
  const rows = jobs.map(({ name, schedule, timeZone, enabled, next, runs, alarms }) => [
    name,
    `${schedule}\n${timeZone}`,
    enabled ? (next === null ? 'never again' : minute(next.local)) : paint('yellow', 'disabled'),
    lastRun(runs[0]),
    took(runs[0]),
    runs[0]?.rows?.toLocaleString('en') ?? '',
    runs
      .map(({ outcome }) => marks[outcome]())
      .reverse()
      .join(''),
    alarmsOf(alarms),
  ]);
  const head = ['job', 'schedule', 'next run', 'last run (UTC)', 'took', 'rows', 'runs', 'alarms'];
  return [table(head, rows, { right: [5] }), ...jobs.flatMap(remarksOf)].join('\n');
}

const marks: { readonly [Outcome in RunStatus['outcome']]: () => string } = {
  done: () => paint('green', '✓'),
  failed: () => paint('red', '✗'),
  interrupted: () => paint('yellow', '!'),
  running: () => paint('cyan', '…'),
  skipped: () => paint('yellow', '-'),
};

function lastRun(run: RunStatus | undefined): string {
  return run === undefined ? 'none yet' : `${minute(run.scheduledTime)}\n${run.outcome}`;
}

function remarksOf({ name, missing, runs: [last], alarms }: JobStatus): string[] {
  return [
    ...(missing === null ? [] : [paint('red', `${name}: ${missing} did not run`)]),
    ...(last?.reason ? [`${name}: ${last.scheduledTime} ${last.outcome}: ${last.reason}`] : []),
    ...alarms.filter(isRinging).map((alarm) => paint('red', `${name}: ALARM ${alarm.name}`)),
  ];
}

/** `2026-11-27 18:00` */
function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

function took(run: RunStatus | undefined): string {
  return typeof run?.durationSeconds === 'number' ? duration(run.durationSeconds) : '';
}

function alarmsOf(alarms: readonly Alarm[]): string {
  if (alarms.length === 0) return '';
  const ringing = alarms.filter(isRinging).length;
  return ringing === 0 ? paint('green', 'ok') : paint('red', `${ringing} of ${alarms.length}`);
}

function isRinging({ state }: Alarm): boolean {
  return state === 'ALARM';
}
