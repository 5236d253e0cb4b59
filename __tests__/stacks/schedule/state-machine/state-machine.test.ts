import { requireTrust } from '../../../../stacks/testing/permissions';
import { Prediction } from '../../../../stacks/testing/prediction';
import validate from 'asl-validator';
import type { JobConfig } from '../../../../stacks/config/config';
import { loadSettings } from '../../../../stacks/settings/load-settings';
import { configOf, only, statementsOf, synthesize, type Synthesized } from '../../../synthesis';

const taskOutputs = 'data.terraform_remote_state.task.outputs';
const networkOutputs = 'data.terraform_remote_state.network.outputs';

/** The definition as Terraform would have it, with texts in the place of references. */
function definitionIn(schedule: Synthesized) {
  const text = String(only(schedule, 'aws_sfn_state_machine')['definition'])
    .replaceAll(/\$\{jsonencode\((.*?)\)\}/g, '["$1"]')
    .replaceAll(/\$\{[^}]*\}/g, (reference) => reference.replaceAll('"', "'"));
  return JSON.parse(text) as { States: Record<string, Record<string, unknown>> };
}

/** Reference to the only state machine of a schedule stack. */
function machineArn(schedule: Synthesized): string {
  const [machine = ''] = Object.keys(schedule.resource['aws_sfn_state_machine'] ?? {});
  return `\${aws_sfn_state_machine.${machine}.arn}`;
}

const startExecution = (schedule: Synthesized) => ({
  Sid: 'StartExecution',
  Effect: 'Allow',
  Action: ['states:StartExecution'],
  Resource: [machineArn(schedule)],
});

test.each<Partial<JobConfig>>([
  { timeoutSeconds: 900 },
  { retries: 2 },
  { timeoutSeconds: 900, retries: 2, trigger: 'rule' },
  { timeoutSeconds: 900, retries: 2, spot: true },
])('a job with %j has a state machine in valid Amazon States Language', (job) => {
  const { schedule } = synthesize(configOf(job));
  expect(validate(definitionIn(schedule))).toMatchObject({ isValid: true, errors: [] });
  expect(schedule.output['state_machine_arns']?.value).toEqual({ nightly: machineArn(schedule) });
});

test('a schedule starts the state machine with the scheduled time, and may do nothing else', () => {
  const { schedule } = synthesize(configOf({ retries: 2 }));
  const { target } = only(schedule, 'aws_scheduler_schedule');
  expect(target).toMatchObject({
    arn: machineArn(schedule),
    input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
  });
  expect(target).not.toHaveProperty('ecs_parameters');
  expect(statementsOf(policyNamed(schedule, 'start-execution'))).toEqual([
    startExecution(schedule),
    expect.objectContaining({ Action: ['sqs:SendMessage'] }),
  ]);
});

test('a rule does the same', () => {
  const { schedule } = synthesize(configOf({ retries: 2, trigger: 'rule' }, { history: false }));
  const target = only(schedule, 'aws_cloudwatch_event_target');
  expect(target).toMatchObject({
    arn: machineArn(schedule),
    input_transformer: {
      input_paths: { time: '$.time' },
      input_template: '{"scheduledTime":"<time>"}',
    },
  });
  expect(target).not.toHaveProperty('ecs_target');
  expect(statementsOf(policyNamed(schedule, 'start-execution'))).toEqual([
    startExecution(schedule),
  ]);
});

test.each<Partial<JobConfig>>([{}, { retries: 0 }])(
  'a job with %j runs its task directly',
  (job) => {
    const { schedule } = synthesize(configOf(job));
    expect(Object.keys(schedule.resource)).not.toContain('aws_sfn_state_machine');
    expect(schedule.output['state_machine_arns']?.value).toEqual({});
  },
);

describe('a state machine', () => {
  const { schedule } = synthesize(configOf({ timeoutSeconds: 900, retries: 2 }));

  test('runs the task where and as the schedule would, and waits for its end', () => {
    expect(definitionIn(schedule).States['Run the task']).toMatchObject({
      Resource: 'arn:aws:states:::ecs:runTask.sync',
      Arguments: {
        Cluster: `\${${taskOutputs}.cluster_arn}`,
        TaskDefinition: `\${${taskOutputs}.task_definition_arns['nightly']}`,
        LaunchType: 'FARGATE',
        PlatformVersion: 'LATEST',
        NetworkConfiguration: {
          AwsvpcConfiguration: {
            Subnets: [`${networkOutputs}.subnet_ids`],
            SecurityGroups: [`${networkOutputs}.security_group_ids`],
            AssignPublicIp: `\${${networkOutputs}.assign_public_ip ? 'ENABLED' : 'DISABLED'}`,
          },
        },
        Overrides: {
          ContainerOverrides: [
            {
              Name: 'nightly',
              Environment: [{ Name: 'SCHEDULED_TIME', Value: '{% $scheduledTime %}' }],
            },
          ],
        },
      },
      TimeoutSeconds: 900,
      Retry: [
        {
          ErrorEquals: [
            'ECS.AmazonECSException',
            'ECS.ThrottlingException',
            'ECS.ServerException',
            'AmazonECS.Unknown',
          ],
          MaxAttempts: 8,
          JitterStrategy: 'FULL',
        },
        { ErrorEquals: ['ECS.InvalidParameterException'], MaxAttempts: 6 },
        { ErrorEquals: ['States.ALL'], MaxAttempts: 2 },
      ],
    });
  });

  test('may run, follow and stop this task, and claim runs of this job, and nothing else', () => {
    const account = '${data.aws_caller_identity.caller.account_id}';
    const arn = (rest: string) => `arn:\${data.aws_partition.partition.partition}:${rest}`;
    const inCluster = { ArnEquals: { 'ecs:cluster': `\${${taskOutputs}.cluster_arn}` } };
    const tasks = arn(`ecs:us-east-1:${account}:task/\${${taskOutputs}.cluster_name}/*`);
    expect(statementsOf(policyNamed(schedule, 'run-job'))).toEqual([
      {
        Sid: 'RunTask',
        Effect: 'Allow',
        Action: ['ecs:RunTask'],
        Resource: [arn(`ecs:us-east-1:${account}:task-definition/acme-test-nightly:*`)],
        Condition: inCluster,
      },
      {
        Sid: 'TagTask',
        Effect: 'Allow',
        Action: ['ecs:TagResource'],
        Resource: [tasks],
        Condition: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
      },
      {
        Sid: 'PassRoles',
        Effect: 'Allow',
        Action: ['iam:PassRole'],
        Resource: [
          `\${${taskOutputs}.execution_role_arns["nightly"]}`,
          `\${${taskOutputs}.task_role_arns["nightly"]}`,
        ],
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      },
      {
        Sid: 'FollowTask',
        Effect: 'Allow',
        Action: ['ecs:DescribeTasks', 'ecs:StopTask'],
        Resource: [tasks],
        Condition: inCluster,
      },
      {
        Sid: 'HearOfTask',
        Effect: 'Allow',
        Action: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
        Resource: [arn(`events:us-east-1:${account}:rule/StepFunctionsGetEventsForECSTaskRule`)],
      },
      {
        Sid: 'Claim',
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: [arn(`s3:::\${${taskOutputs}.data_bucket}/_runs/job=nightly/*`)],
      },
      {
        Sid: 'AskOfClaimants',
        Effect: 'Allow',
        Action: ['states:DescribeExecution'],
        Resource: [arn(`states:us-east-1:${account}:execution:acme-test-nightly:*`)],
      },
    ]);
  });

  test('uses a role that trusts Step Functions for this machine only', () => {
    const roles = Object.values(schedule.resource['aws_iam_role'] ?? {});
    const role = roles.find(({ name }) => name === 'acme-test-nightly-machine');
    expect(statementsOf(role?.['assume_role_policy'])).toEqual([
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRole'],
        Principal: { Service: 'states.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '${data.aws_caller_identity.caller.account_id}' },
          ArnLike: {
            'aws:SourceArn':
              'arn:${data.aws_partition.partition.partition}:states:us-east-1:${data.aws_caller_identity.caller.account_id}:stateMachine:acme-test-nightly',
          },
        },
      },
    ]);
  });
});

test('a job on Spot is tried again on demand', () => {
  const { schedule } = synthesize(configOf({ spot: true, retries: 1 }));
  const task = definitionIn(schedule).States['Run the task: attempt']?.['Arguments'];
  expect(task).toMatchObject({
    CapacityProviderStrategy: [
      { CapacityProvider: "{% $attempt = 1 ? 'FARGATE_SPOT' : 'FARGATE' %}", Weight: 1 },
    ],
  });
  expect(task).not.toHaveProperty('LaunchType');
});

test('a job hands its own command and variables to a task that it shares, as they stand', () => {
  const { schedule } = synthesize(
    configOf(
      {},
      {
        jobs: [
          { name: 'nightly', schedule: 'rate(1 day)' },
          {
            name: 'hourly',
            schedule: 'rate(1 hour)',
            task: 'nightly',
            retries: 1,
            command: ['{% no %}', '${HOME}'],
            environment: { LOG_LEVEL: 'debug' },
          },
        ],
      },
    ),
  );
  expect(definitionIn(schedule).States['Run the task']).toMatchObject({
    Arguments: {
      Overrides: {
        ContainerOverrides: [
          {
            Name: 'nightly',
            Command: ['{% "{% no %}" %}', '$${HOME}'],
            Environment: [
              { Name: 'JOB_NAME', Value: 'hourly' },
              { Name: 'LOG_LEVEL', Value: 'debug' },
              { Name: 'SCHEDULED_TIME', Value: '{% $scheduledTime %}' },
            ],
          },
        ],
      },
    },
  });
});

test('a state machine that deals runs out may read the plan and start itself for each batch', () => {
  const { schedule } = synthesize(configOf({ fanOut: { symbolsPerTask: 10 } }));
  const states =
    'arn:${data.aws_partition.partition.partition}:states:us-east-1:${data.aws_caller_identity.caller.account_id}';
  expect(statementsOf(policyNamed(schedule, 'run-job')).slice(-2)).toEqual([
    {
      Sid: 'StartBatches',
      Effect: 'Allow',
      Action: ['states:StartExecution'],
      Resource: [`${states}:stateMachine:acme-test-nightly`],
    },
    {
      Sid: 'FollowBatches',
      Effect: 'Allow',
      Action: ['states:DescribeExecution', 'states:RedriveExecution', 'states:StopExecution'],
      Resource: [
        `${states}:execution:acme-test-nightly:*`,
        `${states}:execution:acme-test-nightly/*:*`,
      ],
    },
  ]);
});

test('the role of such a state machine is trusted for its batches, too, which are machines of a map', async () => {
  const machine = 'arn:aws:states:us-east-1:123456789012:stateMachine:acme-test-nightly';
  const roleOf = (job: Partial<JobConfig>) =>
    new Prediction(synthesize(configOf(job))).role('acme-test-nightly-machine');
  const dealt = roleOf({ fanOut: { symbolsPerTask: 10 } });
  for (const source of [machine, `${machine}/RunTheBatches`]) {
    await requireTrust(dealt, 'states.amazonaws.com', source);
  }
  await expect(
    requireTrust(dealt, 'states.amazonaws.com', `${machine}-eu/RunTheBatches`),
  ).rejects.toThrow('does not trust');
  await expect(
    requireTrust(roleOf({ retries: 1 }), 'states.amazonaws.com', `${machine}/RunTheBatches`),
  ).rejects.toThrow('does not trust');
});

test.each<[Partial<JobConfig>, string]>([
  [{ timeoutSeconds: 59 }, 'must be a whole number from 60 to 604800 (seconds), got 59'],
  [{ retries: -1 }, 'must be a whole number from 0 to 10'],
  [{ retries: 185 }, 'for those of the firing, write delivery.retries), got 185'],
])('refuses %j', (job, problem) => {
  expect(() => loadSettings(configOf(job), { FARGATE_CRON_ENV: 'test' })).toThrow(problem);
});

function policyNamed(schedule: Synthesized, name: string): unknown {
  const policies = Object.values(schedule.resource['aws_iam_role_policy'] ?? {});
  return policies.find((policy) => policy['name'] === name)?.['policy'];
}
