import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient, type Task } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { sourceOf } from '../../stacks/settings/price-source';
import type { Settings } from '../../stacks/settings/settings';
import { someAtOnce } from '../aws/at-once';
import { awsClient, s3Client } from '../aws/aws-client';
import { dataPlaceOf } from '../deployed/data-place';
import { readOutputs, type DeployedOutputs } from '../deployed/outputs';
import { findJob } from '../deployed/project';
import { dueRuns } from './due-runs';
import { isRunning, newestExecutions } from './execution-run';
import { readHistory, type History } from './history';
import type { JobRun, JobRuns } from './job-run';
import { joinRuns, type Traces } from './join-runs';
import { afterLeaders, withLeaders } from './leader';
import { describeExecutions, listExecutions, listTasks } from './listed-runs';
import { isRunOf } from './manifest-run';
import { readManifests, readManifestsSince, type Manifests } from './manifests';
import { pausesOf } from './pauses';
import type { BrokenRecord } from './run-records';
import { subjectOf, type RunRange, type Subject } from './subject';
import { familyOf, overridden } from './task-run';

// Each job is asked for its trigger and for what runs in its state machine.
const jobsAtOnce = 8;
/** How many executions of a job are asked for one by one, where nothing else tells of them. */
const mostDescribed = 1000;

/**
 * What became of the runs of some jobs: from the history, the manifests and what runs just now; where they
 * leave something open, from what ECS and Step Functions list of late, too. Step Functions sends its
 * events by best effort, and what ended a moment ago may be nowhere else yet.
 * https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-states.html
 *
 * @param names of jobs that are in `config.ts` or deployed; all when not given
 */
export async function readRuns(
  settings: Settings,
  names: readonly string[] | undefined,
  range: RunRange,
  now = new Date(),
): Promise<{ jobs: JobRuns[]; broken: readonly BrokenRecord[] }> {
  const [task, schedule] = await Promise.all([
    readOutputs(settings, 'task'),
    readOutputs(settings, 'schedule'),
  ]);
  const all = jobNames(settings, schedule);
  // An error names what there is.
  for (const name of names ?? []) if (!all.includes(name)) findJob(settings, name);
  const asked = names ?? all;
  const subjects = await someAtOnce(withLeaders(asked, settings), jobsAtOnce, (name) =>
    subjectOf(settings, task, schedule, name, range, now),
  );
  const clients = clientsOf(settings);
  try {
    const cluster = task.string('cluster_arn');
    // Before the history, into which a run that ends meanwhile goes.
    const running = await readRunning(clients, settings, cluster, subjects);
    const [history, manifests] = await Promise.all([
      readHistoryOf(clients, schedule, subjects, now),
      readManifestsOf(clients, settings, task, subjects, range, now),
    ]);
    const facts = { history, range, now };
    const tasks = tasksByJob([...running.tasks, ...(history?.tasks ?? [])], settings);
    const executions = [...running.executions, ...(history?.executions ?? [])];
    const jobs = await someAtOnce(subjects, jobsAtOnce, async (subject): Promise<JobRuns> => {
      const { trigger, family, stateMachine } = subject;
      if (trigger === undefined) return jobRuns(subject, noTraces, facts);
      const traces = {
        tasks: tasks.get(keyOf(family, subject.name)) ?? [],
        executions: executions.filter(({ stateMachineArn }) => stateMachineArn === stateMachine),
        manifests: manifestsOf(subject, settings, manifests),
      };
      const found = jobRuns(subject, traces, facts);
      if (!leavesOpen(found, subject, facts)) return found;
      const listed = await readListed(clients, cluster, subject, traces, range);
      const listedTasks = tasksByJob(listed.tasks, settings).get(keyOf(family, subject.name)) ?? [];
      return jobRuns(
        subject,
        {
          ...traces,
          tasks: [...traces.tasks, ...listedTasks],
          executions: [...traces.executions, ...listed.executions],
        },
        facts,
        listed.since,
      );
    });
    return {
      jobs: afterLeaders(jobs)
        .filter(({ name }) => asked.includes(name))
        .map((each) => ({ ...each, runs: runsIn(range, each.runs) })),
      broken: [...manifests.broken, ...(history?.broken ?? [])],
    };
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

/** Those of `config.ts`, and those that are deployed and gone from there. */
function jobNames(settings: Settings, schedule: DeployedOutputs<'schedule'>): string[] {
  const names = settings.jobs.map(({ name }) => name);
  return [...new Set([...names, ...schedule.all('schedule_arns').keys()])];
}

function clientsOf(settings: Settings) {
  return {
    ecs: new ECSClient(awsClient(settings, { patient: true })),
    sfn: new SFNClient(awsClient(settings, { patient: true })),
    logs: new CloudWatchLogsClient(awsClient(settings, { patient: true })),
    s3: new S3Client(s3Client(settings)),
  };
}

type Clients = ReturnType<typeof clientsOf>;

const noTraces: Traces = { tasks: [], executions: [], manifests: [] };

/** A history, with what its events leave out. */
interface WholeHistory extends History {
  /** All executions since then are in it. */
  readonly executionsSince: Date;
}

interface Facts {
  readonly history: WholeHistory | undefined;
  readonly range: RunRange;
  readonly now: Date;
}

/** What runs just now. */
async function readRunning(
  { ecs, sfn }: Clients,
  settings: Settings,
  cluster: string,
  subjects: readonly Subject[],
): Promise<Pick<Traces, 'tasks' | 'executions'>> {
  const deployed = subjects.filter(({ trigger }) => trigger !== undefined);
  const families = [...new Set(deployed.map(({ family }) => family))];
  // On a cluster of its own only the project's tasks run.
  const asked = settings.existing.cluster === undefined && families.length > 1;
  const machines = deployed
    .map(({ stateMachine }) => stateMachine)
    .filter((arn) => arn !== undefined);
  const [tasks, executions] = await Promise.all([
    someAtOnce(asked ? [undefined] : families, jobsAtOnce, (family) =>
      listTasks(ecs, cluster, family, 'RUNNING'),
    ),
    someAtOnce(machines, jobsAtOnce, (arn) =>
      listExecutions(sfn, arn, { most: mostDescribed, running: true }),
    ),
  ]);
  return { tasks: tasks.flat(), executions: executions.flatMap((each) => each.executions) };
}

/** The history of the jobs; nothing where there is none. */
async function readHistoryOf(
  { logs, sfn }: Clients,
  schedule: DeployedOutputs<'schedule'>,
  subjects: readonly Subject[],
  now: Date,
): Promise<WholeHistory | undefined> {
  const group = schedule.optional('history_log_group') ?? '';
  if (group === '') return undefined;
  const asked = subjects.filter(({ trigger }) => trigger !== undefined);
  const history = await readHistory(logs, group, asked, now);
  if (history === undefined) return undefined;
  // What is too large, or encrypted, the events leave out.
  const [whole, part] = [true, false].map((isWhole) =>
    history.executions.filter(
      ({ input, output, status }) =>
        (input !== undefined && (output !== undefined || status !== 'SUCCEEDED')) === isWhole,
    ),
  );
  const newest = newestExecutions(part ?? []);
  const described = (await describeExecutions(sfn, newest.slice(0, mostDescribed))).filter(
    // Step Functions forgets an execution after 90 days, and nobody else knows of which run it was.
    ({ input }) => input !== undefined,
  );
  const oldest = described.at(-1)?.startDate ?? now;
  return {
    ...history,
    executions: [...(whole ?? []), ...described],
    executionsSince: described.length < newest.length ? oldest : history.since,
  };
}

async function readManifestsOf(
  { s3 }: Clients,
  settings: Settings,
  task: DeployedOutputs<'task'>,
  subjects: readonly Subject[],
  range: RunRange,
  now: Date,
): Promise<Manifests> {
  const crawlers = settings.jobs.filter((job) => sourceOf(job, settings.jobs) !== undefined);
  if (!subjects.some(({ job }) => job !== undefined && crawlers.includes(job))) {
    return { manifests: [], broken: [] };
  }
  const place = dataPlaceOf(settings, task);
  // Jobs of one source share its manifests.
  return 'count' in range
    ? readManifests(s3, place, range.count * crawlers.length, now)
    : readManifestsSince(s3, place, range.from);
}

function manifestsOf({ job }: Subject, { jobs }: Settings, { manifests }: Manifests) {
  return job === undefined ? [] : manifests.filter((manifest) => isRunOf(job, manifest, jobs));
}

/** Tasks by the job that they are of: one that runs another's task says so in its overrides. */
function tasksByJob(tasks: readonly Task[], { prefix }: Settings): Map<string, Task[]> {
  const byJob = new Map<string, Task[]>();
  for (const task of tasks) {
    const family = familyOf(task.taskDefinitionArn);
    const name = overridden(task, 'JOB_NAME') ?? family.slice(prefix.length + 1);
    const key = keyOf(family, name);
    const known = byJob.get(key);
    if (known === undefined) byJob.set(key, [task]);
    else known.push(task);
  }
  return byJob;
}

function keyOf(family: string, job: string): string {
  return `${family} ${job}`;
}

/** Joins what is known of a job's runs, and adds what was due and did not run. */
function jobRuns(
  subject: Subject,
  traces: Traces,
  { history, range, now }: Facts,
  listedSince?: Date,
): JobRuns {
  const { name, job, trigger, from, lateSeconds } = subject;
  if (trigger === undefined) return { name, job, trigger, runs: [], since: undefined };
  const { task = name, taskCount = 1, fanOut } = job ?? {};
  const made = joinRuns(traces, { task, taskCount, fanOut }, now);
  // The newest manifests were read, so none since the oldest of them is missing.
  const oldest = traces.manifests.at(-1)?.scheduledTime;
  const [since] = [
    historySince(subject, history),
    listedSince,
    oldest === undefined ? undefined : new Date(oldest),
  ]
    .filter((time) => time !== undefined)
    .sort((a, b) => a.getTime() - b.getTime());
  const pauses = pausesOf(history?.pauses ?? [], name);
  const to = 'to' in range ? range.to : now;
  const due = dueRuns({ trigger, runs: made, since, pauses, lateSeconds, from, to, now });
  const runs = [...made, ...due].sort((a, b) => (a.scheduledTime < b.scheduledTime ? 1 : -1));
  return { name, job, trigger, since, runs };
}

/** @param runs the newest first */
function runsIn(range: RunRange, runs: readonly JobRun[]): JobRun[] {
  return 'count' in range
    ? runs.slice(0, range.count)
    : runs.filter(({ scheduledTime }) => {
        const time = Date.parse(scheduledTime);
        return time >= range.from.getTime() && time <= range.to.getTime();
      });
}

/** Since when the history has all runs of a job. */
function historySince({ stateMachine }: Subject, history: Facts['history']): Date | undefined {
  return stateMachine === undefined ? history?.since : history?.executionsSince;
}

/** Whether ECS and Step Functions may know more of a job's runs. */
function leavesOpen(found: JobRuns, subject: Subject, { history, range }: Facts): boolean {
  const runs = runsIn(range, found.runs);
  const since = historySince(subject, history);
  return (
    since === undefined ||
    since > subject.from ||
    ('count' in range && runs.length < range.count) ||
    runs.some(({ outcome }) => outcome === 'missed')
  );
}

/** What ECS and Step Functions list of late. */
async function readListed(
  { ecs, sfn }: Clients,
  cluster: string,
  { family, stateMachine, from }: Subject,
  { executions }: Traces,
  range: RunRange,
) {
  const known = new Set(
    executions.filter((each) => !isRunning(each)).map(({ executionArn }) => executionArn),
  );
  const [tasks, listed] = await Promise.all([
    listTasks(ecs, cluster, family, 'STOPPED'),
    stateMachine === undefined
      ? { executions: [], since: undefined }
      : listExecutions(
          sfn,
          stateMachine,
          'count' in range ? { most: range.count } : { most: known.size + mostDescribed, from },
          known,
        ),
  ]);
  // ECS forgets a task about an hour after its end, so a task that it does not list may have run.
  return { tasks, ...listed };
}
