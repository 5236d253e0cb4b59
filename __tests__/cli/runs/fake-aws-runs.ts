import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { ExecutionDoesNotExist, SFNClient } from '@aws-sdk/client-sfn';
import type { Config } from '../../../stacks/config/config';
import { chainOf } from '../../../stacks/settings/after';
import { loadSettings } from '../../../stacks/settings/load-settings';
import type { Settings } from '../../../stacks/settings/settings';
import { needsStateMachine } from '../../../stacks/settings/state-machine';
import { stateFile } from '../../../stacks/settings/state-location';

export const account = 'us-east-1:123456789012';
export const cluster = `arn:aws:ecs:${account}:cluster/acme-test`;
export const group = '/acme/test/history';

export const machineOf = (job: string) => `arn:aws:states:${account}:stateMachine:acme-test-${job}`;

/** A line of the history, and when it was written. */
export interface FakeLine {
  readonly at: Date;
  readonly message: string;
  readonly stream?: string;
}

/** What AWS knows of the jobs of an environment. */
export interface FakeRuns {
  /** By job. */
  readonly schedules: Readonly<Record<string, object>>;
  readonly history?: { readonly since: Date; readonly lines: readonly FakeLine[] } | undefined;
  readonly runningTasks?: readonly object[];
  readonly stoppedTasks?: readonly object[];
  /** The newest first. */
  readonly executions?: readonly {
    readonly executionArn: string;
    readonly stateMachineArn: string;
    readonly status: string;
  }[];
}

/** The settings of a project whose jobs of these names are deployed, with its states on the disk. */
export function deployed(config: Config, jobs: readonly string[], history = group): Settings {
  const folder = mkdtempSync(join(tmpdir(), 'runs-'));
  const settings = loadSettings(config, { FARGATE_CRON_ENV: 'test' }, undefined, folder);
  const byJob = (value: (job: string) => string, of = jobs) => ({
    value: Object.fromEntries(of.map((job) => [job, value(job)])),
  });
  const settingsOf = (job: string) => settings.jobs.filter(({ name }) => name === job);
  const outputs = {
    task: {
      cluster_arn: { value: cluster },
      data_bucket: { value: 'acme-test-data' },
      task_definition_arns: byJob((job) => {
        const [{ task } = { task: job }] = settingsOf(job);
        return `arn:aws:ecs:${account}:task-definition/acme-test-${task}:7`;
      }),
    },
    schedule: {
      schedule_arns: byJob((job) => {
        const chain = settingsOf(job).flatMap((each) => chainOf(each, settings.jobs));
        return `arn:aws:scheduler:${account}:schedule/acme-test/${chain.at(-1)?.name ?? job}`;
      }),
      state_machine_arns: byJob(
        machineOf,
        jobs.filter((job) => settingsOf(job).some(needsStateMachine)),
      ),
      schedule_group: { value: 'acme-test' },
      history_log_group: { value: history },
      dead_letter_queue_url: {
        value: 'https://sqs.us-east-1.amazonaws.com/123456789012/acme-test',
      },
    },
  };
  for (const stack of ['task', 'schedule'] as const) {
    const state = JSON.stringify({ outputs: outputs[stack] });
    const file = join(folder, stateFile(settings, stack));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, state);
  }
  return settings;
}

interface Sent {
  readonly constructor: { readonly name: string };
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * Lets the clients of AWS answer for these runs.
 *
 * @returns what they are asked: the actions with their input
 */
export function answerFor(runs: FakeRuns): [action: string, input: Sent['input']][] {
  const asked: [string, Sent['input']][] = [];
  const send = ({ constructor, input }: Sent): Promise<object> => {
    const action = constructor.name.replace(/Command$/, '');
    asked.push([action, input]);
    const answer = answers[action];
    if (answer === undefined) throw new Error(`nobody was to ask for ${action}`);
    return Promise.resolve().then(() => answer(input, runs));
  };
  for (const client of [
    CloudWatchLogsClient,
    ECSClient,
    S3Client,
    SchedulerClient,
    SFNClient,
  ] as readonly { readonly prototype: object }[]) {
    jest.spyOn(client.prototype as { send: typeof send }, 'send').mockImplementation(send);
  }
  return asked;
}

type Answer = (input: Sent['input'], runs: FakeRuns) => object;

const answers: Readonly<Record<string, Answer>> = {
  GetSchedule: ({ Name: name }, { schedules }) => {
    const schedule = schedules[String(name)];
    if (schedule === undefined) {
      throw Object.assign(new Error('gone'), { name: 'ResourceNotFoundException' });
    }
    return schedule;
  },
  ListTasks: ({ desiredStatus }) => ({ taskArns: [String(desiredStatus)] }),
  DescribeTasks: ({ tasks }, { runningTasks = [], stoppedTasks = [] }) => ({
    tasks: (tasks as string[])[0] === 'RUNNING' ? runningTasks : stoppedTasks,
  }),
  ListExecutions: ({ stateMachineArn, statusFilter, maxResults }, { executions = [] }) => ({
    executions: executions
      .filter(
        (each) =>
          each.stateMachineArn === stateMachineArn &&
          (statusFilter === undefined || each.status === statusFilter),
      )
      .slice(0, Number(maxResults))
      .map((each) => ({ ...each, input: undefined, output: undefined })),
  }),
  DescribeExecution: ({ executionArn }, { executions = [] }) => {
    const execution = executions.find((each) => each.executionArn === executionArn);
    if (execution !== undefined) return execution;
    throw new ExecutionDoesNotExist({ message: 'gone', $metadata: {} });
  },
  DescribeLogGroups: (_, { history }) => ({
    logGroups: [
      ...(history === undefined
        ? []
        : [{ logGroupName: group, creationTime: history.since.getTime() }]),
      { logGroupName: `${group}-of-another`, creationTime: 0 },
    ],
  }),
  FilterLogEvents: (input, { history }) => filtered(input, history?.lines ?? []),
  ListObjectsV2: () => ({}),
};

const linesAtATime = 40;

function filtered(input: Sent['input'], lines: readonly FakeLine[]): object {
  const { startTime = 0, endTime = Infinity, nextToken = '0', filterPattern = '' } = input;
  const streams = input['logStreamNames'] as string[] | undefined;
  const wanted = [...String(filterPattern).matchAll(/\(\$\.(\S+) = ("[^"]+")\)/g)].map(
    ([, path = '', value = '']) => `"${path.split('.').at(-1) ?? ''}":${value}`,
  );
  const found = lines
    .map((line, index) => ({ ...line, eventId: String(index) }))
    .filter(
      ({ at, message, stream = 'aws' }) =>
        at.getTime() >= Number(startTime) &&
        at.getTime() <= Number(endTime) &&
        // CloudWatch Logs gives no line that is not JSON; here it does, as nothing is sure to be.
        (streams === undefined
          ? !message.endsWith('}') || wanted.some((field) => message.includes(field))
          : streams.includes(stream)),
    );
  const to = Number(nextToken) + linesAtATime;
  return {
    events: found.slice(to - linesAtATime, to),
    ...(to < found.length && { nextToken: String(to) }),
  };
}
