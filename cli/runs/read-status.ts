import { ECSClient } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { nextRuns, type Run } from '../../stacks/rules/next-runs';
import { parseScheduleExpression } from '../../stacks/rules/schedule-expression';
import { jobAlarmNames } from '../../stacks/schedule/alarms/job-alarms';
import type { JobSettings, Settings } from '../../stacks/settings/settings';
import { awsClient, s3Client } from '../aws/aws-client';
import { readAlarms, type Alarm } from '../deployed/alarms';
import { dataPlaceOf } from '../deployed/data-place';
import { readOutputs, type DeployedOutputs } from '../deployed/outputs';
import { readTrigger, type AppliedTrigger } from '../deployed/trigger';
import { runsInEcs } from './ecs-runs';
import { runsInStepFunctions } from './executions';
import { knownRuns, type KnownRuns } from './known-runs';
import { readManifests } from './manifests';
import { missingRun } from './missing-run';
import type { BrokenRecord } from './run-records';
import type { RunStatus } from './run-status';

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

/** Asks AWS for the runs, the trigger and the alarms of some jobs. */
export async function readStatus(
  settings: Settings,
  jobs: readonly JobSettings[],
  count: number,
): Promise<{ status: JobStatus[]; broken: readonly BrokenRecord[] }> {
  const [task, schedule] = await Promise.all([
    readOutputs(settings, 'task'),
    readOutputs(settings, 'schedule'),
  ]);
  const now = new Date();
  const s3 = new S3Client(s3Client(settings));
  const [read, alarms] = await Promise.all([
    // Jobs of one source share its manifests.
    readManifests(s3, dataPlaceOf(settings, task), count * settings.jobs.length, now),
    readAlarms(settings),
  ]);
  const status = await Promise.all(
    jobs.map(async (job) => {
      const trigger = await readTrigger(settings, schedule.of('schedule_arns', job.name));
      const others = await otherRuns(settings, job, task, trigger, count);
      const known = knownRuns(job, settings.jobs, read.manifests, others);
      return {
        name: job.name,
        schedule: trigger.expression,
        timeZone: trigger.timeZone,
        enabled: trigger.enabled,
        next: nextOf(trigger, now),
        missing: missingRun(trigger, known, job, now),
        runs: known.runs.slice(0, count),
        alarms: alarms.filter(({ name }) => jobAlarmNames(settings, job.name).includes(name)),
      };
    }),
  );
  return { status, broken: read.broken };
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
  // ECS forgets a task about an hour after its end, so a task that it does not list may have run.
  return { runs, since: undefined };
}

function nextOf(trigger: AppliedTrigger, now: Date): Run | null {
  const { enabled, grammar, expression, timeZone, startDate, endDate } = trigger;
  const parsed = parseScheduleExpression(expression, grammar);
  if (!enabled || !parsed.ok) return null;
  const options = { timeZone, startDate, endDate, from: now, count: 1 };
  return nextRuns(parsed.expression, options)[0] ?? null;
}
