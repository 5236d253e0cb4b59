import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient, StopTaskCommand, type Task } from '@aws-sdk/client-ecs';
import { SFNClient } from '@aws-sdk/client-sfn';
import { wholeNumberProblems } from '../../stacks/rules/whole-number';
import type { JobSettings, Settings } from '../../stacks/settings/settings';
import { requireAccount } from '../deployed/account';
import { awsClient } from '../aws/aws-client';
import { readOutputs } from '../deployed/deployed';
import { Failure } from '../failure';
import { Interrupt } from '../terminal/interrupt';
import { LogReader } from './log-reader';
import { duration, inSeconds, parseMoment } from '../terminal/moment';
import { Progress } from '../terminal/progress';
import { findJob, loadProject } from '../deployed/project';
import { runExecution } from './run-execution';
import { resultOf, type TaskResult } from '../runs/task-result';
import { describeTasks, logStreamsOf, startTasks, taskId } from './tasks';
import { print, printJson } from '../terminal/terminal';
import { readTrigger, type AppliedTarget } from '../deployed/trigger';
import { UsageError } from '../usage-error';

/** What the command line says; all texts are as they were typed. */
export interface RunOptions {
  readonly at?: string;
  readonly startTimeout: string;
  readonly json?: boolean;
}

const pollMs = 2000;
/** How long ECS may not know everywhere what it has started. */
const youngMs = 60_000;
// The last lines of a container arrive a moment after its end.
const lastReads = 3;

/**
 * Starts a job as its schedule would, shows its output and waits for its end.
 *
 * @returns the exit code of the container; 1 when it never ran, 130 when the wait was interrupted
 */
export async function runJob(name: string, options: RunOptions): Promise<number> {
  const settings = loadProject();
  const job = findJob(settings, name);
  const scheduledTime = inSeconds(timeOfRun(options.at));
  const startSeconds = secondsOf(options.startTimeout);

  await requireAccount(settings);
  const outputs = await readOutputs(settings, 'schedule');
  const { target } = await readTrigger(settings, outputs.of('schedule_arns', job.name));
  if (target.ecs === undefined) return runMachine(settings, job, target, scheduledTime, options);
  const ecs = new ECSClient(awsClient(settings));
  const { tasks: started, refusal } = await startTasks(ecs, target, scheduledTime);
  const run = new Run(ecs, target.arn, job.name, startSeconds, options.json === true);
  process.stderr.write(`${job.name} at ${scheduledTime}: ${started.map(idOf).join(', ')}\n`);
  if (refusal !== undefined) process.stderr.write(`${refusal}\n`);
  const tasks = await run.follow(started, new CloudWatchLogsClient(awsClient(settings)));
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
  if (options.json === true) {
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

/** The same for a job whose schedule starts a state machine. */
async function runMachine(
  settings: Settings,
  { name }: JobSettings,
  target: AppliedTarget,
  scheduledTime: string,
  options: RunOptions,
): Promise<number> {
  const json = options.json === true;
  const group = (await readOutputs(settings, 'task')).of('log_group_names', name);
  const logs = new LogReader(new CloudWatchLogsClient(awsClient(settings)), group, Date.now());
  process.stderr.write(`${name} at ${scheduledTime}: ${target.arn.split(':').at(-1) ?? ''}\n`);
  const result = await runExecution(
    new SFNClient(awsClient(settings)),
    target,
    scheduledTime,
    logs,
    json ? (line) => process.stderr.write(`${line}\n`) : print,
  );
  if (result === undefined) {
    process.stderr.write(
      `the execution goes on; its output: npx fargate-cron logs ${name} --follow\n`,
    );
    return 130;
  }
  const { executionArn, status, outcome, reason, durationSeconds } = result;
  const exitCode = status === 'SUCCEEDED' ? 0 : 1;
  if (json) {
    const seconds = durationSeconds ?? null;
    printJson({
      job: name,
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

function timeOfRun(at: string | undefined): Date {
  const now = new Date();
  const time = at === undefined ? now : parseMoment('--at', at);
  if (time > now) {
    throw new UsageError(`--at: must not be in the future, got "${at ?? ''}"`);
  }
  return time;
}

function secondsOf(text: string): number {
  const seconds = /^\d+$/.test(text) ? Number(text) : NaN;
  const problems = wholeNumberProblems(seconds, 1, 86_400, 'seconds');
  if (problems.length > 0) throw new UsageError(`--start-timeout: ${problems.join('; ')}`);
  return seconds;
}

/** The wait for the tasks of one run. */
class Run {
  readonly #ecs: ECSClient;
  readonly #cluster: string;
  readonly #job: string;
  readonly #startSeconds: number;
  readonly #write: (line: string) => void;
  readonly #progress = new Progress({ lines: true });
  readonly #interrupt = new Interrupt();

  constructor(ecs: ECSClient, cluster: string, job: string, startSeconds: number, json: boolean) {
    this.#ecs = ecs;
    this.#cluster = cluster;
    this.#job = job;
    this.#startSeconds = startSeconds;
    this.#write = json ? (line) => process.stderr.write(`${line}\n`) : print;
  }

  /** @returns the tasks as they ended; nothing when nobody waits for them any more */
  async follow(started: readonly Task[], logs: CloudWatchLogsClient): Promise<Task[] | undefined> {
    const arns = started.map(({ taskArn = '' }) => taskArn);
    const { group, streamsOf } = await logStreamsOf(this.#ecs, started[0]?.taskDefinitionArn ?? '');
    const reader = new LogReader(logs, group);
    const streams = arns.flatMap(streamsOf);
    const since = Date.now();
    try {
      for (;;) {
        const young = Date.now() - since < youngMs;
        const tasks = await describeTasks(this.#ecs, this.#cluster, started, young);
        const stopped = tasks.every(({ lastStatus }) => lastStatus === 'STOPPED');
        if (stopped) {
          for (let read = 0; read < lastReads && (await this.#show(reader, streams)); read += 1) {
            await this.#interrupt.sleep(pollMs / 2);
          }
          return tasks;
        }
        this.#progress.say(statusOf(tasks));
        await this.#show(reader, streams);
        await this.#giveUpUnlessStarted(tasks, since);
        await this.#interrupt.sleep(pollMs);
        if (this.#interrupt.pending && !(await this.#stopOnRequest(arns))) return undefined;
      }
    } finally {
      this.#progress.stop();
      this.#interrupt.close();
    }
  }

  /** @returns whether there was anything new to show */
  async #show(reader: LogReader, streams: readonly string[]): Promise<boolean> {
    const lines = await reader.read(streams);
    if (lines.length > 0) this.#progress.clear();
    for (const { message } of lines) this.#write(message);
    return lines.length > 0;
  }

  async #giveUpUnlessStarted(tasks: readonly Task[], since: number): Promise<void> {
    const running = tasks.some(
      ({ startedAt, lastStatus }) => startedAt ?? lastStatus === 'RUNNING',
    );
    if (running || Date.now() - since < this.#startSeconds * 1000) return;
    const status = statusOf(tasks);
    await this.#stop(tasks.map(({ taskArn = '' }) => taskArn));
    throw new Failure(
      `the task is still ${status} after ${duration(this.#startSeconds)} and was stopped: npx fargate-cron verify says what it may lack`,
    );
  }

  /** @returns whether to wait on: for the tasks, which were told to stop */
  async #stopOnRequest(arns: readonly string[]): Promise<boolean> {
    this.#progress.stop();
    const goOn = `the task goes on; its output: npx fargate-cron logs ${this.#job} --follow`;
    if (!(await this.#interrupt.ask(`Stop ${arns.length === 1 ? 'the task' : 'the tasks'} too?`))) {
      process.stderr.write(`${goOn}\n`);
      return false;
    }
    await this.#stop(arns);
    return true;
  }

  async #stop(arns: readonly string[]): Promise<void> {
    for (const task of arns) {
      await this.#ecs.send(
        new StopTaskCommand({
          cluster: this.#cluster,
          task,
          reason: 'Stopped by fargate-cron run',
        }),
      );
    }
  }
}

function statusOf(tasks: readonly Task[]): string {
  return [...new Set(tasks.map(({ lastStatus = 'UNKNOWN' }) => lastStatus))].join(', ');
}

function idOf({ taskArn = '' }: Task): string {
  return taskId(taskArn);
}

function secondsBetween(from: Date | undefined, to: Date | undefined): number | undefined {
  return from === undefined || to === undefined
    ? undefined
    : (to.getTime() - from.getTime()) / 1000;
}
