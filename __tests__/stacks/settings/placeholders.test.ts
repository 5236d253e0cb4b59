import { ConfigError } from '../../../stacks/config/config-error';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf, only, synthesize } from '../../synthesis';

const guarded = {
  precondition: [
    {
      condition: '${local.applied-at == ""}',
      error_message: expect.stringContaining('nothing was changed') as string,
    },
  ],
};

test('without a state to read from, every input is a marked placeholder', () => {
  const { task, schedule } = synthesize(configOf(), 'test', 'network,image,task');
  for (const stack of [task, schedule]) {
    expect(JSON.stringify(stack)).not.toContain('terraform_remote_state');
    expect(only(stack, 'terraform_data')['lifecycle']).toEqual(guarded);
    // Terraform plans with the region and still makes the provider wait for the guard.
    expect(stack.provider['aws']).toMatchObject([
      { region: '${["us-east-1", terraform_data.placeholder-guard.id][0]}' },
    ]);
  }
  expect(only(schedule, 'aws_scheduler_schedule')).toMatchObject({
    target: {
      arn: 'arn:aws:ecs:us-east-1:000000000000:cluster/PLACEHOLDER',
      ecs_parameters: {
        task_definition_arn:
          'arn:aws:ecs:us-east-1:000000000000:task-definition/PLACEHOLDER-nightly:1',
        network_configuration: {
          subnets: ['subnet-PLACEHOLDER'],
          security_groups: ['sg-PLACEHOLDER'],
          assign_public_ip: true,
        },
      },
    },
  });
});

test('stacks that read nothing that is missing can be applied', () => {
  const { network, image, task } = synthesize(configOf(), 'test', 'network');
  for (const stack of [network, image, task]) {
    expect(stack.resource['terraform_data']).toBeUndefined();
    expect(stack.provider['aws']).toMatchObject([{ region: 'us-east-1' }]);
  }
});

test('of a job that is not deployed yet, only that job has placeholders', () => {
  const { schedule } = synthesize(
    configOf(
      {},
      {
        jobs: [
          { name: 'old', schedule: 'rate(1 day)' },
          { name: 'new', schedule: 'rate(1 day)' },
        ],
      },
    ),
    'test',
    'task/new',
  );
  const schedules = Object.values(schedule.resource['aws_scheduler_schedule'] ?? {}) as {
    name: string;
    target: { ecs_parameters: { task_definition_arn: string } };
  }[];
  const definitions = Object.fromEntries(
    schedules.map(({ name, target }) => [name, target.ecs_parameters.task_definition_arn]),
  );
  expect(definitions).toEqual({
    old: '${data.terraform_remote_state.task.outputs.task_definition_arns["old"]}',
    new: 'arn:aws:ecs:us-east-1:000000000000:task-definition/PLACEHOLDER-new:1',
  });
  expect(only(schedule, 'terraform_data')['lifecycle']).toEqual(guarded);
});

test.each(['schedule', 'task/nobody', 'networks', ' image'])(
  'refuses to plan without "%s"',
  (missing) => {
    const load = () =>
      loadSettings(configOf(), {
        FARGATE_CRON_ENV: 'test',
        FARGATE_CRON_PLAN_WITHOUT: `image,${missing}`,
      });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(
      `FARGATE_CRON_PLAN_WITHOUT: must name stacks that others read from (network, image, task) or a job of one (task/<job>), got "${missing}"`,
    );
  },
);
