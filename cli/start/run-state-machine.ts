import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SFNClient } from '@aws-sdk/client-sfn';
import { awsClient } from '../aws/aws-client';
import { readOutputs } from '../deployed/outputs';
import { duration } from '../terminal/moment';
import { printJson } from '../terminal/terminal';
import { runExecution } from './run-execution';
import { LogReader } from './log-reader';
import type { Start } from './start';

/**
 * Starts the state machine that a trigger would start, waits for its end and prints how it ended.
 *
 * @returns the exit code: 1 when the execution failed, 130 when the wait was interrupted
 */
export async function runStateMachine({
  settings,
  job,
  target,
  scheduledTime,
  byHand,
  json,
  write,
}: Start): Promise<number> {
  const group = (await readOutputs(settings, 'task')).of('log_group_names', job.name);
  const logs = new LogReader(new CloudWatchLogsClient(awsClient(settings)), group, Date.now());
  process.stderr.write(`${job.name} at ${scheduledTime}: ${target.arn.split(':').at(-1) ?? ''}\n`);
  const result = await runExecution(
    new SFNClient(awsClient(settings)),
    target,
    scheduledTime,
    byHand,
    logs,
    write,
  );
  if (result === undefined) {
    process.stderr.write(
      `the execution keeps running; its output: npx fargate-cron logs ${job.name} --follow\n`,
    );
    return 130;
  }
  const { executionArn, status, outcome, reason, durationSeconds } = result;
  const exitCode = status === 'SUCCEEDED' ? 0 : 1;
  if (json) {
    const seconds = durationSeconds ?? null;
    printJson({
      job: job.name,
      scheduledTime,
      executionArn,
      exitCode,
      outcome: outcome ?? null,
      reason,
      durationSeconds: seconds,
    });
  }
  const took = durationSeconds === undefined ? '' : ` after ${duration(durationSeconds)}`;
  process.stderr.write(`${outcome ?? status}${took}${reason === '' ? '' : `: ${reason}`}\n`);
  return exitCode;
}
