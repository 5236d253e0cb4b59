import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { StopTaskCommand, type ECSClient, type Task } from '@aws-sdk/client-ecs';
import { Failure } from '../failure';
import { stoppedText, type ByHand } from '../runs/by-hand';
import type { Interrupt } from '../terminal/interrupt';
import { duration } from '../terminal/moment';
import { Progress } from '../terminal/progress';
import { LogReader } from './log-reader';
import { describeTasks, logStreamsOf } from './tasks';

const pollMs = 2000;
/** How long ECS may not know everywhere what it has started. */
const youngMs = 60_000;
// The last lines of a container arrive a moment after its end.
const lastReads = 3;

export interface FollowOptions {
  readonly cluster: string;
  readonly job: string;
  readonly byHand: ByHand;
  /** After how long tasks that do not run yet are stopped. */
  readonly startSeconds: number;
  /** Gets the lines of the log. */
  readonly write: (line: string) => void;
  /** Closed at the end. */
  readonly interrupt: Interrupt;
}

/**
 * Shows what tasks print and waits for their end.
 *
 * @returns the tasks as they ended; nothing when nobody waits for them any more
 * @throws Failure when none of them runs in time; they are stopped then
 */
export async function followTasks(
  ecs: ECSClient,
  logs: CloudWatchLogsClient,
  started: readonly Task[],
  { cluster, job, byHand, startSeconds, write, interrupt }: FollowOptions,
): Promise<Task[] | undefined> {
  const arns = started.map(({ taskArn = '' }) => taskArn);
  const progress = new Progress({ lines: true });
  try {
    const { group, streamsOf } = await logStreamsOf(ecs, started[0]?.taskDefinitionArn ?? '');
    const reader = new LogReader(logs, group);
    const streams = arns.flatMap(streamsOf);
    const since = Date.now();
    const show = async (): Promise<boolean> => {
      const lines = await reader.read(streams);
      if (lines.length > 0) progress.clear();
      for (const { message } of lines) write(message);
      return lines.length > 0;
    };
    for (;;) {
      const tasks = await describeTasks(ecs, cluster, started, Date.now() - since < youngMs);
      if (tasks.every(({ lastStatus }) => lastStatus === 'STOPPED')) {
        for (let read = 0; read < lastReads && (await show()); read += 1) {
          await interrupt.sleep(pollMs / 2);
        }
        return tasks;
      }
      progress.say(statusOf(tasks));
      await show();
      if (!hasStarted(tasks) && Date.now() - since >= startSeconds * 1000) {
        const reason = `it did not run within ${duration(startSeconds)}`;
        await stopTasks(ecs, cluster, arns, { ...byHand, reason });
        throw new Failure(
          `the task is still ${statusOf(tasks)} after ${duration(startSeconds)} and was stopped: npx fargate-cron verify says what it may lack`,
        );
      }
      await interrupt.sleep(pollMs);
      if (!interrupt.pending) continue;
      progress.stop();
      if (!(await interrupt.ask(`Stop ${arns.length === 1 ? 'the task' : 'the tasks'} too?`))) {
        process.stderr.write(
          `the task keeps running; its output: npx fargate-cron logs ${job} --follow\n`,
        );
        return undefined;
      }
      await stopTasks(ecs, cluster, arns, { ...byHand, reason: null });
    }
  } finally {
    progress.stop();
    interrupt.close();
  }
}

function hasStarted(tasks: readonly Task[]): boolean {
  return tasks.some(
    ({ startedAt, lastStatus }) => startedAt !== undefined || lastStatus === 'RUNNING',
  );
}

export async function stopTasks(
  ecs: ECSClient,
  cluster: string,
  arns: readonly string[],
  byHand: ByHand,
): Promise<void> {
  for (const task of arns) {
    await ecs.send(new StopTaskCommand({ cluster, task, reason: stoppedText(byHand) }));
  }
}

function statusOf(tasks: readonly Task[]): string {
  return [...new Set(tasks.map(({ lastStatus = 'UNKNOWN' }) => lastStatus))].join(', ');
}
