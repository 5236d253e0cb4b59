import type { Config } from '../../../../stacks/config/config';
import { configOf, synthesize } from '../../../synthesis';

const kmsKeyArn = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd';
// One state machine of a job, one that notifies, one that looks for runs.
const whole: Partial<Config> = {
  alarms: { email: 'jobs@example.com' },
  history: false,
  jobs: [
    { name: 'nightly', schedule: 'rate(1 day)', retries: 1 },
    { name: 'seldom', schedule: 'rate(9 days)' },
  ],
};

function machinesOf(config: Partial<Config>) {
  const { schedule } = synthesize(configOf({}, { ...whole, ...config }));
  const all = (type: string) => Object.values(schedule.resource[type] ?? {});
  return {
    machines: all('aws_sfn_state_machine'),
    groups: all('aws_cloudwatch_log_group'),
    roles: all('aws_iam_role_policy').map(({ policy }) => String(policy)),
  };
}

test('executions are logged where that is asked for, those of every state machine', () => {
  const { machines, groups } = machinesOf({ logs: { executions: 'ERROR', retentionDays: 400 } });
  const names = ['acme-test-nightly', 'acme-test_notify', 'acme-test_watch'];
  expect(groups.map(({ name }) => String(name)).sort()).toEqual(
    names.map((name) => `/aws/vendedlogs/states/${name}`),
  );
  for (const group of groups) {
    expect(group).toMatchObject({ retention_in_days: 400 });
  }
  expect(machines).toHaveLength(3);
  for (const machine of machines) {
    expect(machine).toMatchObject({
      logging_configuration: {
        level: 'ERROR',
        include_execution_data: true,
        log_destination: expect.stringMatching(
          /^\$\{aws_cloudwatch_log_group\..*\.arn\}:\*$/,
        ) as string,
      },
    });
  }
});

test('without it nothing is said of logs', () => {
  const { machines, groups, roles } = machinesOf({});
  for (const machine of machines) expect(machine).not.toHaveProperty('logging_configuration');
  expect(groups).toEqual([]);
  expect(roles.join()).not.toContain('logs:');
});

test.each([true, false])('with protectData %p a state machine that goes leaves its lines', (on) => {
  const { groups } = machinesOf({
    logs: { executions: 'ERROR' },
    environments: { test: { state: { backend: 'local' }, protectData: on } },
  });
  for (const group of groups) expect(group['skip_destroy'] ?? false).toBe(on);
});

test('turned off, the lines are kept', () => {
  const { machines, groups } = machinesOf({ logs: { executions: 'OFF' } });
  expect(groups).toHaveLength(3);
  for (const machine of machines) {
    expect(machine['logging_configuration']).toEqual({ level: 'OFF' });
  }
});

test('with a key the lines have it, and what they are encrypted with on their way', () => {
  const { groups, roles } = machinesOf({
    logs: { executions: 'ALL' },
    encryption: { kmsKeyArn },
  });
  for (const group of groups) expect(group).toMatchObject({ kms_key_id: kmsKeyArn });
  const delivering = roles.filter((policy) => policy.includes('logs:CreateLogDelivery'));
  expect(delivering).toHaveLength(3);
  for (const policy of delivering) {
    expect(policy).toMatch(
      /"kms:GenerateDataKey"\],"Resource":\["[^"]+"\],"Condition":\{"StringLike":\{"kms:EncryptionContext:SourceArn":\["arn:[^"]+:logs:us-east-1:[^"]+:\*"\]/,
    );
  }
});
