import { ECSClient } from '@aws-sdk/client-ecs';
import { SFNClient } from '@aws-sdk/client-sfn';
import { awsClient } from '../aws/aws-client';
import { requireAccount, whoCalls } from '../deployed/account';
import { readOutputs } from '../deployed/outputs';
import { findJob, loadProject } from '../deployed/project';
import { readTrigger } from '../deployed/trigger';
import { parseReason } from '../runs/by-hand';
import { familyOf } from '../runs/task-run';
import { inSeconds, parseMoment } from '../terminal/moment';
import { print } from '../terminal/terminal';
import { stopRun } from './stop-run';

/** What the command line says; all texts are as they were typed. */
export interface StopOptions {
  readonly run?: string;
  readonly reason?: string;
}

/** Stops the run of a job that goes on, and prints what it stopped. */
export async function stopJob(name: string, options: StopOptions): Promise<void> {
  const settings = loadProject();
  const job = findJob(settings, name);
  const { run } = options;
  const asked = run === undefined ? undefined : inSeconds(parseMoment('--run', run));
  const reason = parseReason(options.reason);

  await requireAccount(settings);
  const [schedule, task] = await Promise.all([
    readOutputs(settings, 'schedule'),
    readOutputs(settings, 'task'),
  ]);
  const { target } = await readTrigger(settings, schedule, job.name);
  const family = familyOf(task.of('task_definition_arns', job.name));
  const stopped = await stopRun({
    ecs: new ECSClient(awsClient(settings)),
    sfn: new SFNClient(awsClient(settings)),
    job,
    place: { cluster: task.string('cluster_arn'), family },
    stateMachineArn: target.ecs === undefined ? target.arn : undefined,
    asked,
    byHand: { name: await whoCalls(settings), reason },
  });
  if (stopped !== undefined) print(stopped);
  else process.stderr.write(`no run of ${job.name} goes on: there is nothing to stop\n`);
}
