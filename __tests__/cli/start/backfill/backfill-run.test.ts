import { ConflictException, type ECSClient } from '@aws-sdk/client-ecs';
import { SFNClient } from '@aws-sdk/client-sfn';
import {
  awaitedMachines,
  backfillRun,
  Unwatched,
  type BackfillProps,
} from '../../../../cli/start/backfill/backfill-run';
import type { Interrupt } from '../../../../cli/terminal/interrupt';
import { loadSettings } from '../../../../stacks/settings/load-settings';
import { configOf } from '../../../synthesis';
import { someRun } from '../../runs/some-run';

const time = '2026-11-20T23:00:00Z';
const arn = 'arn:aws:ecs:us-east-1:123456789012:task/acme/1';
const machineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:acme-test-nightly';

interface Sent {
  readonly constructor: { readonly name: string };
  readonly input: Readonly<Record<string, unknown>>;
}

/** A client that gives one answer after the other to each action, the last for ever. */
function clientThat(answers: Readonly<Record<string, unknown[]>>, asked: Sent[] = []) {
  const send = (command: Sent): Promise<unknown> => {
    asked.push(command);
    const all = answers[command.constructor.name.replace('Command', '')] ?? [];
    const answer = all.length > 1 ? all.shift() : all[0];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return Object.assign(new SFNClient({ region: 'us-east-1' }), { send });
}

function props(job: Parameters<typeof configOf>[0], more: Partial<BackfillProps>): BackfillProps {
  const settings = loadSettings(configOf(job), { FARGATE_CRON_ENV: 'test' });
  const [found] = settings.jobs;
  if (found === undefined) throw new Error('the configuration must have a job');
  return {
    ...{ settings, job: found, byHand: { name: 'jane', reason: null } },
    ecs: clientThat({}) as unknown as ECSClient,
    sfn: clientThat({}),
    alone: [],
    target: {
      ...{ arn: 'cluster', roleArn: undefined, input: () => '{}' },
      ecs: { TaskDefinitionArn: 'nightly:7', TaskCount: 1 },
    },
    interrupt: { pending: false, sleep: () => Promise.resolve() } as unknown as Interrupt,
    ...more,
  };
}

const stopped = (exitCode: number) => ({
  tasks: [{ taskArn: arn, lastStatus: 'STOPPED', containers: [{ name: 'nightly', exitCode }] }],
});

test('a task is started as of its time and followed to its end', async () => {
  const asked: Sent[] = [];
  const answers = {
    RunTask: [{ tasks: [{ taskArn: arn, lastStatus: 'PROVISIONING' }] }],
    DescribeTasks: [{ tasks: [{ taskArn: arn, lastStatus: 'RUNNING' }] }, stopped(3)],
  };
  const ecs = clientThat(answers, asked) as unknown as ECSClient;
  await expect(backfillRun(someRun(time, 'missed'), props({}, { ecs }))).resolves.toMatchObject({
    ...{ scheduledTime: time, outcome: 'failed', exitCode: 3, tasks: ['1'] },
  });
  expect(asked[0]?.input).toMatchObject({ startedBy: 'fargate-cron/jane' });
});

test('the same run has the same token, and another one after another attempt or of another time', async () => {
  const tokenAfter = async (run: ReturnType<typeof someRun>) => {
    const asked: Sent[] = [];
    const ecs = clientThat({ RunTask: [stopped(0)] }, asked) as unknown as ECSClient;
    await backfillRun(run, props({}, { ecs }));
    return asked[0]?.input['clientToken'];
  };
  const failed = someRun(time, 'failed', { tasks: ['a'] });
  const tokens = [
    await tokenAfter(failed),
    await tokenAfter(failed),
    await tokenAfter({ ...failed, tasks: ['b', 'a'] }),
    await tokenAfter({ ...failed, scheduledTime: '2026-11-21T23:00:00Z' }),
  ];
  expect(tokens[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(tokens[1]).toBe(tokens[0]);
  expect(new Set(tokens).size).toBe(3);
});

test('what somebody else has started is left to them', async () => {
  const conflict = new ConflictException({ message: 'token', $metadata: {} });
  const ecs = clientThat({ RunTask: [conflict] }) as unknown as ECSClient;
  await expect(backfillRun(someRun(time), props({}, { ecs }))).resolves.toBe('elsewhere');
});

const machine = { arn: machineArn, roleArn: undefined, ecs: undefined, input: () => '{}' };

test('a job that runs once at a time is waited for, which is said once', async () => {
  const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const asked: Sent[] = [];
  const answers = {
    ListExecutions: [...[1, 2].map(() => ({ executions: [{ executionArn: 'x' }] })), {}],
    DescribeExecution: [
      { status: 'RUNNING' },
      { status: 'RUNNING' },
      { status: 'SUCCEEDED', output: '{"outcome":"done"}', input: `{"scheduledTime":"${time}"}` },
    ],
    StartExecution: [{ executionArn: 'own' }],
  };
  const sfn = clientThat(answers, asked);
  const run = backfillRun(
    someRun(time, 'failed'),
    props({ overlap: 'forbid' }, { sfn, target: machine, alone: [machine.arn] }),
  );
  await expect(run).resolves.toMatchObject({ outcome: 'done', executionArn: 'own' });
  expect(asked.map(({ constructor }) => constructor.name)).toEqual([
    'ListExecutionsCommand',
    'DescribeExecutionCommand',
    'ListExecutionsCommand',
    'DescribeExecutionCommand',
    'ListExecutionsCommand',
    'StartExecutionCommand',
    'DescribeExecutionCommand',
  ]);
  expect(said.mock.calls.flat()).toEqual([`${time}: waits for the run that goes on\n`]);
  said.mockRestore();
  expect(asked[5]?.input['name']).toMatch(/^backfill-20261120T230000Z-[0-9a-f]{16}$/);
});

test('where one of a chain runs one at a time all of it is waited for', () => {
  const machines = new Map(['crawl', 'report', 'mail'].map((name) => [name, `arn:${name}`]));
  const awaited = (overlap: 'allow' | 'forbid') => {
    const jobs = [
      { name: 'mail', after: 'report', overlap },
      { name: 'report', after: 'crawl' },
      { name: 'crawl', schedule: 'rate(1 day)' },
      { name: 'other', schedule: 'rate(1 day)', overlap: 'forbid' as const },
    ];
    const settings = loadSettings(configOf({}, { jobs }), { FARGATE_CRON_ENV: 'test' });
    const [, , crawl] = settings.jobs;
    return crawl && awaitedMachines(crawl, settings.jobs, machines);
  };
  expect(awaited('forbid')).toEqual(['arn:crawl', 'arn:report', 'arn:mail']);
  expect(awaited('allow')).toEqual([]);
});

test('what runs one at a time and after the job is waited for as well', async () => {
  const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const asked: Sent[] = [];
  const running = { executions: [{ executionArn: 'x' }] };
  const answers = {
    // Of the job, of what runs after it, and once more of both.
    ListExecutions: [{}, running, {}],
    DescribeExecution: [
      { status: 'RUNNING' },
      { status: 'SUCCEEDED', output: '{"outcome":"done"}', input: `{"scheduledTime":"${time}"}` },
    ],
    StartExecution: [{ executionArn: 'own' }],
  };
  const sfn = clientThat(answers, asked);
  const alone = [machine.arn, 'report'];
  await backfillRun(someRun(time, 'failed'), props({}, { sfn, target: machine, alone }));
  const looked = asked.filter(({ constructor }) => constructor.name === 'ListExecutionsCommand');
  expect(looked.map(({ input }) => input['stateMachineArn'])).toEqual([...alone, ...alone]);
  expect(said.mock.calls.flat()).toEqual([`${time}: waits for the run that goes on\n`]);
  said.mockRestore();
});

test('a duplicate has run elsewhere, and at Ctrl-C nobody waits any more', async () => {
  const answers = {
    StartExecution: [{ executionArn: 'own' }],
    DescribeExecution: [{ status: 'SUCCEEDED', output: '{"outcome":"duplicate"}' }],
  };
  const ofMachine = (more: Partial<BackfillProps> = {}) =>
    props({ retries: 1 }, { sfn: clientThat(answers), target: machine, ...more });
  await expect(backfillRun(someRun(time), ofMachine())).resolves.toBe('elsewhere');
  const interrupt = { pending: true, sleep: () => Promise.resolve() } as unknown as Interrupt;
  await expect(backfillRun(someRun(time), ofMachine({ interrupt }))).resolves.toBe('left');
});

test('what has started and cannot be watched any more is no refusal to start it', async () => {
  const expired = Object.assign(new Error('expired'), { name: 'ExpiredTokenException' });
  const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
  const ecs = clientThat({
    RunTask: [{ tasks: [{ taskArn: arn, lastStatus: 'PENDING' }] }],
    DescribeTasks: [expired],
  }) as unknown as ECSClient;
  const run = backfillRun(someRun(time, 'missed'), props({}, { ecs }));
  await expect(run).rejects.toThrow(Unwatched);
  await expect(run).rejects.toThrow(/^the AWS credentials have expired/);
  const sfn = clientThat({
    StartExecution: [{ executionArn: 'own' }],
    DescribeExecution: [denied],
  });
  await expect(
    backfillRun(someRun(time), props({ retries: 1 }, { sfn, target: machine })),
  ).rejects.toThrow(Unwatched);
  const refusing = clientThat({ RunTask: [denied] }) as unknown as ECSClient;
  await expect(backfillRun(someRun(time), props({}, { ecs: refusing }))).rejects.toBe(denied);
});
