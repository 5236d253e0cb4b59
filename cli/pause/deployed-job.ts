import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { watchName } from '../../stacks/rules/missed-runs';
import { missedRunsAlarm } from '../../stacks/schedule/alarms/job-alarms';
import type { JobSettings, Settings } from '../../stacks/settings/settings';
import { awsClient } from '../aws/aws-client';
import { explainAwsError } from '../aws/aws-errors';
import { Failure } from '../failure';
import { requireAccount, whoCalls } from '../deployed/account';
import { readOutputs } from '../deployed/outputs';
import { findJob, loadProject } from '../deployed/project';
import { readTrigger, type AppliedTrigger } from '../deployed/trigger';
import { noteInHistory, type HistoryNote } from '../runs/history-note';
import type { PauseParts } from './pause-parts';

/** A job as it is deployed, with what fires for it. */
export interface DeployedJob {
  readonly settings: Settings;
  readonly job: JobSettings;
  readonly trigger: AppliedTrigger;
  readonly parts: PauseParts;
  /** Log group of the history; empty where there is none. */
  readonly history: string;
}

export async function readDeployedJob(name: string): Promise<DeployedJob> {
  const settings = loadProject();
  const job = findJob(settings, name);
  await requireAccount(settings);
  const outputs = await readOutputs(settings, 'schedule');
  const arn = outputs.of('schedule_arns', job.name);
  const trigger = await readTrigger(settings, outputs, job.name);
  if (trigger.first !== undefined) {
    throw new Failure(
      `${name} runs after another job and has no schedule of its own: name ${trigger.first}, whose schedule it is`,
    );
  }
  const GroupName = outputs.string('schedule_group');
  const rule = /:rule\/(.+)$/.exec(arn)?.[1];
  return {
    settings,
    job,
    trigger,
    parts: {
      scheduler: new SchedulerClient(awsClient(settings)),
      events: new EventBridgeClient(awsClient(settings)),
      cloudWatch: new CloudWatchClient(awsClient(settings)),
      trigger: rule === undefined ? { GroupName, Name: job.name } : { Rule: rule },
      watch: { GroupName, Name: watchName(job.name) },
      alarm: missedRunsAlarm(settings, job.name),
    },
    history: outputs.optional('history_log_group') ?? '',
  };
}

/** Notes who paused or resumed a job. It is done by then, so a refusal is told and no failure. */
export async function notePause(
  { settings, job, history }: DeployedJob,
  kind: HistoryNote['detail-type'],
  { until, reason }: { readonly until: string | null; readonly reason: string | null },
  now: Date,
): Promise<void> {
  if (history === '') return;
  const detail = {
    job: job.name,
    by: await whoCalls(settings),
    ...(until !== null && { until }),
    ...(reason !== null && { reason }),
  };
  try {
    await noteInHistory(settings, history, { 'detail-type': kind, detail }, now);
  } catch (error) {
    const why = explainAwsError(error);
    if (why === undefined) throw error;
    process.stderr.write(`the history has no note of it: ${why}\n`);
  }
}
