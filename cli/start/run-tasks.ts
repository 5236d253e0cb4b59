import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient, type Task } from '@aws-sdk/client-ecs';
import { awsClient } from '../aws/aws-client';
import { resultOf, type TaskResult } from '../runs/task-result';
import { Interrupt } from '../terminal/interrupt';
import { duration } from '../terminal/moment';
import { printJson } from '../terminal/terminal';
import { followTasks } from './follow-tasks';
import type { Start } from './start';
import { startTasks, taskId } from './tasks';

/**
 * Starts the tasks that a trigger would start, waits for their end and prints how they ended.
 *
 * @param startSeconds after which tasks that do not run yet are stopped
 * @returns the exit code of the container; 1 when it never ran, 130 when the wait was interrupted
 */
export async function runTasks(
  { settings, job, target, scheduledTime, byHand, json, write }: Start,
  startSeconds: number,
): Promise<number> {
  const ecs = new ECSClient(awsClient(settings));
  const { tasks: started, refusal } = await startTasks(ecs, target, scheduledTime, byHand);
  // Before the first line that somebody could answer with Ctrl-C.
  const interrupt = new Interrupt();
  process.stderr.write(`${job.name} at ${scheduledTime}: ${started.map(idOf).join(', ')}\n`);
  if (target.ecs?.EnableExecuteCommand === true) {
    for (const { taskArn = '' } of started) {
      process.stderr.write(
        `a shell in it: aws ecs execute-command --region ${settings.region} --cluster ${target.arn} --task ${taskArn} --container ${job.task} --interactive --command /bin/sh\n`,
      );
    }
  }
  if (refusal !== undefined) process.stderr.write(`${refusal}\n`);
  const logs = new CloudWatchLogsClient(awsClient(settings));
  const tasks = await followTasks(ecs, logs, started, {
    cluster: target.arn,
    job: job.name,
    byHand,
    startSeconds,
    write,
    interrupt,
  });
  if (tasks === undefined) return 130;

  const results: (TaskResult & { task?: Task })[] = [
    ...tasks.map((task) => ({ task, ...resultOf(task, job.task) })),
    ...(refusal === undefined ? [] : [{ exitCode: undefined, reason: refusal }]),
  ];
  // Of several tasks, the one that failed decides, or that there are too few.
  const decisive = results.find(({ exitCode }) => exitCode !== 0) ?? results[0];
  const exitCode = decisive?.exitCode ?? 1;
  const reason = decisive?.reason ?? '';
  const seconds = secondsBetween(decisive?.task?.startedAt, decisive?.task?.stoppedAt);
  if (json) {
    printJson({
      job: job.name,
      scheduledTime,
      tasks: tasks.map(({ taskArn }) => taskArn),
      exitCode: decisive?.exitCode ?? null,
      reason,
      durationSeconds: seconds ?? null,
    });
  }
  const took = seconds === undefined ? '' : ` after ${duration(seconds)}`;
  process.stderr.write(
    decisive?.exitCode === undefined
      ? `the task never ran: ${reason}\n`
      : `exit code ${exitCode}${took}${exitCode === 0 || reason === '' ? '' : `: ${reason}`}\n`,
  );
  return exitCode;
}

function idOf({ taskArn = '' }: Task): string {
  return taskId(taskArn);
}

function secondsBetween(from: Date | undefined, to: Date | undefined): number | undefined {
  return from === undefined || to === undefined
    ? undefined
    : (to.getTime() - from.getTime()) / 1000;
}
