import { rolesOf } from '../../../../cli/preflight/checks/roles-of-run';
import type { Subject } from '../../../../cli/preflight/subject';
import type { Config, JobConfig } from '../../../../stacks/config/config';
import { loadSettings } from '../../../../stacks/settings/load-settings';
import { needsStateMachine } from '../../../../stacks/settings/state-machine';
import '../../../../stacks/testing/matchers';
import { Prediction } from '../../../../stacks/testing/prediction';
import { configOf, synthesize } from '../../../synthesis';

const regional = (service: string, rest: string) =>
  `arn:aws:${service}:us-east-1:123456789012:${rest}`;
const machine = regional('states', 'stateMachine:acme-test-nightly');
const cluster = regional('ecs', 'cluster/acme-test');

interface Kind {
  readonly withMachine?: boolean;
  readonly fansOut?: boolean;
  readonly replaces?: boolean;
  readonly starts?: readonly string[];
  readonly first?: string;
}

function callsOf(purpose: string, { withMachine = false, first, ...kind }: Kind = {}): string[] {
  const subject = {
    settings: loadSettings(configOf(), { FARGATE_CRON_ENV: 'test' }),
    job: { name: 'nightly', data: { access: 'write' } },
    bucket: 'data',
    task: { taskDefinitionArn: regional('ecs', 'task-definition/acme-test-nightly:1') },
    trigger: {
      ...{ first, grammar: 'scheduler' },
      target: {
        arn: withMachine ? machine : cluster,
        deadLetterQueueArn: regional('sqs', 'acme-test-undelivered'),
      },
    },
    launch: { clusterArn: cluster, ...(withMachine && { machineRoleArn: 'arn:role' }), ...kind },
  } as unknown as Subject;
  const role = rolesOf(subject).find((each) => each.purpose === purpose);
  return (role?.calls ?? []).flatMap(({ actions, resources }) =>
    actions.flatMap((action) => resources.map((resource) => `${action} on ${resource}`)),
  );
}

test('a schedule starts and tags the task, and keeps what could not be delivered', () => {
  expect(callsOf('the schedule')).toEqual(
    expect.arrayContaining([
      `ecs:TagResource on ${regional('ecs', 'task/acme-test/any')}`,
      `sqs:SendMessage on ${regional('sqs', 'acme-test-undelivered')}`,
    ]),
  );
  expect(callsOf('the schedule', { withMachine: true })).toEqual([
    `states:StartExecution on ${machine}`,
    `sqs:SendMessage on ${regional('sqs', 'acme-test-undelivered')}`,
  ]);
});

test('a state machine follows its task and claims the run, and ends another or deals it out where it is to', () => {
  const plain = callsOf('the state machine', { withMachine: true });
  expect(plain).toEqual(
    expect.arrayContaining([
      `ecs:StopTask on ${regional('ecs', 'task/acme-test/any')}`,
      `events:PutRule on ${regional('events', 'rule/StepFunctionsGetEventsForECSTaskRule')}`,
      's3:PutObject on arn:aws:s3:::data/_runs/job=nightly/run=any/claim.json',
      `states:DescribeExecution on ${regional('states', 'execution:acme-test-nightly:any')}`,
    ]),
  );
  expect(plain).not.toContain(`states:StartExecution on ${machine}`);
  const stops = `states:StopExecution on ${regional('states', 'execution:acme-test-nightly:any')}`;
  expect(plain).not.toContain(stops);
  expect(callsOf('the state machine', { withMachine: true, replaces: true })).toContain(stops);
  expect(callsOf('the state machine', { withMachine: true, fansOut: true })).toEqual(
    expect.arrayContaining([
      `states:StartExecution on ${machine}`,
      `states:StopExecution on ${regional('states', 'execution:acme-test-nightly/any:any')}`,
    ]),
  );
});

test('a job that runs after another has no role of a schedule, and is started by the machine of that one', () => {
  const startsReport = `states:StartExecution on ${regional('states', 'stateMachine:acme-test-report')}`;
  const kind = { withMachine: true };
  expect(callsOf('the schedule', { ...kind, first: 'crawl' })).toEqual([]);
  expect(callsOf('the state machine', { ...kind, first: 'crawl' })).not.toContain(startsReport);
  const starts = [regional('states', 'stateMachine:acme-test-report')];
  expect(callsOf('the state machine', { ...kind, starts })).toContain(startsReport);
});

const followed = [
  { name: 'nightly', schedule: 'rate(1 day)' },
  { name: 'report', after: 'nightly' },
  { name: 'mail', after: 'nightly' },
];
const kmsKeyArn = regional('kms', 'key/1234abcd');

test.each<[string, Partial<JobConfig>, Partial<Config>?]>([
  ['plain', {}],
  ['encrypted', {}, { encryption: { kmsKeyArn } }],
  ['encrypted and retried', { retries: 1 }, { encryption: { kmsKeyArn } }],
  ['encrypted and that reads', { image: 'alpine:3', data: 'read' }, { encryption: { kmsKeyArn } }],
  ['retried', { retries: 1 }],
  ['without data', { image: 'alpine:3', data: false }],
  ['that reads', { image: 'alpine:3', data: 'read' }],
  ['of one folder', { image: 'alpine:3', data: { prefix: 'reports', access: 'write' } }],
  ['that takes the place of another', { overlap: 'replace' }],
  ['that others run after', {}, { jobs: followed }],
  ['fanned out', { fanOut: { symbolsPerTask: 10 } }],
  [
    'on a shared cluster, with tags of other keys',
    { retries: 1 },
    {
      existing: { cluster: 'shared' },
      tagKeys: { project: 'app', environment: 'env' },
      tags: { env: 'Test' },
    },
  ],
  ['of what others keep', {}, { existing: { cluster: 'shared', dataBucket: 'lake' } }],
  ['of it and retried', { retries: 1 }, { existing: { cluster: 'shared', dataBucket: 'lake' } }],
])('the roles that the stacks make may call all of it: %s', async (_, job, part = {}) => {
  const cluster = regional('ecs', `cluster/${part.existing?.cluster ?? 'acme-test'}`);
  const made = new Prediction(synthesize(configOf(job, part)));
  const settings = loadSettings(configOf(job, part), { FARGATE_CRON_ENV: 'test' });
  const [first] = settings.jobs;
  const withMachine = first !== undefined && needsStateMachine(first);
  const role = (name: string) => made.role(`acme-test-nightly-${name}`);
  const subject = {
    settings,
    job: first,
    bucket: settings.existing.dataBucket ?? 'acme-test-data-123456789012',
    task: {
      taskDefinitionArn: regional('ecs', 'task-definition/acme-test-nightly:1'),
      executionRoleArn: role('execution').arn,
      taskRoleArn: role('task').arn,
    },
    trigger: {
      grammar: 'scheduler',
      target: {
        arn: withMachine ? machine : cluster,
        roleArn: role('schedule').arn,
        deadLetterQueueArn: regional('sqs', 'acme-test-undelivered'),
      },
    },
    launch: {
      clusterArn: cluster,
      ...(withMachine && { machineRoleArn: role('machine').arn }),
      fansOut: 'fanOut' in job,
      replaces: 'overlap' in job,
      starts: first?.followers.map((name) => regional('states', `stateMachine:acme-test-${name}`)),
    },
  } as unknown as Subject;
  for (const { arn, calls } of rolesOf(subject)) {
    const own = made.roles.find((each) => each.arn === arn);
    if (own === undefined) throw new Error(`no stack makes ${String(arn)}`);
    for (const { actions, resources, context } of calls) {
      for (const action of actions) {
        for (const resource of resources) {
          await expect(own).toAllow({ action, resource, ...(context && { context }) });
        }
      }
    }
  }
});
