import { configOf, only, statementsOf, synthesize, type Synthesized } from '../../synthesis';

function containersOf(task: Synthesized): Record<string, unknown>[] {
  const definition = only(task, 'aws_ecs_task_definition')['container_definitions'];
  return JSON.parse(String(definition)) as Record<string, unknown>[];
}

function policyOf(task: Synthesized, purpose: 'execution' | 'task') {
  const [policy] = Object.entries(task.resource['aws_iam_role_policy'] ?? {})
    .filter(([name]) => name.includes(`${purpose}-policy`))
    .map(([, { policy }]) => policy);
  return statementsOf(policy);
}

describe('a job with a sidecar', () => {
  const { task } = synthesize(
    configOf({
      cpuUnits: 512,
      memoryMiB: 1024,
      sidecars: [
        {
          name: 'proxy',
          image: '210987654321.dkr.ecr.us-east-1.amazonaws.com/proxy:2',
          memoryMiB: 256,
          cpuUnits: 64,
          secrets: { TOKEN: '/proxy/token' },
          environment: { MODE: 'fast' },
          jobWaitsFor: 'HEALTHY',
          healthCommand: ['/healthy'],
        },
        { name: 'setup', image: 'setup:1', jobWaitsFor: 'SUCCESS' },
      ],
    }),
  );

  test('shares its size with it and waits for it', () => {
    expect(containersOf(task)).toMatchObject([
      {
        name: 'nightly',
        cpu: 448,
        memory: 640,
        essential: true,
        dependsOn: [
          { containerName: 'proxy', condition: 'HEALTHY' },
          { containerName: 'setup', condition: 'SUCCESS' },
        ],
      },
      {
        name: 'proxy',
        cpu: 64,
        memory: 256,
        essential: false,
        environment: [{ name: 'MODE', value: 'fast' }],
        secrets: [{ name: 'TOKEN', valueFrom: '/proxy/token' }],
        healthCheck: { command: ['CMD', '/healthy'], interval: 30, timeout: 5, retries: 3 },
        user: '65532:65532',
        readonlyRootFilesystem: true,
      },
      { name: 'setup', cpu: 0, memory: 128 },
    ]);
  });

  test('may pull its image and read its secret as well', () => {
    expect(policyOf(task, 'execution')).toMatchObject([
      { Sid: 'LogInToEcr' },
      {
        Sid: 'PullImage',
        Resource: [
          expect.stringContaining(':repository/acme-test-crawler'),
          expect.stringContaining(':210987654321:repository/proxy'),
        ],
      },
      { Sid: 'WriteLogs' },
      {
        Sid: 'ReadParameters',
        Resource: [expect.stringContaining(':parameter/proxy/token')],
      },
    ]);
  });
});

test('every container is written as ECS keeps it, so that a plan without a change is empty', () => {
  const { task } = synthesize(
    configOf({
      sidecars: [{ name: 'proxy', image: 'proxy:1', healthCommand: ['/healthy'] }],
      volumes: [{ name: 'scratch', mountPath: '/tmp' }],
      environment: { ZONE: 'a', LEVEL: 'info' },
      secrets: { TOKEN: '/acme/token', KEY: '/acme/key' },
    }),
  );
  const [own, sidecar] = containersOf(task);
  const kept = {
    essential: expect.any(Boolean) as boolean,
    cpu: expect.any(Number) as number,
    mountPoints: [{ sourceVolume: 'scratch', containerPath: '/tmp', readOnly: false }],
    portMappings: [],
    volumesFrom: [],
    systemControls: [],
    linuxParameters: { capabilities: { add: [], drop: ['ALL'] } },
  };
  expect(own).toMatchObject(kept);
  expect(sidecar).toMatchObject({
    ...kept,
    environment: [],
    secrets: [],
    healthCheck: { interval: 30, timeout: 5, retries: 3 },
  });
  const names = (list: unknown) => (list as { name: string }[]).map(({ name }) => name);
  expect(names(own?.['environment'])).toEqual([
    'DATA_URI',
    'ENVIRONMENT',
    'JOB_NAME',
    'LEVEL',
    'PROJECT',
    'ZONE',
  ]);
  expect(names(own?.['secrets'])).toEqual(['KEY', 'TOKEN']);
});

describe('a container that the image needs more for', () => {
  const containers = (job: Parameters<typeof configOf>[0]) =>
    containersOf(synthesize(configOf(job)).task);

  test('starts elsewhere, under an init process, with the capabilities that are left', () => {
    const fields = {
      workingDirectory: '/srv/${app}',
      initProcess: true,
      dropCapabilities: ['NET_RAW'],
    };
    const sidecars = [{ name: 'db', image: 'postgres:17', ...fields }];
    const kept = {
      workingDirectory: '/srv/$${app}',
      linuxParameters: { capabilities: { add: [], drop: ['NET_RAW'] }, initProcessEnabled: true },
    };
    expect(containers({ ...fields, sidecars })).toMatchObject([kept, kept]);
  });

  test('has what Docker gives where nothing is dropped, and no parameters that ECS would leave out', () => {
    expect(containers({ dropCapabilities: [] })[0]).not.toHaveProperty('linuxParameters');
    expect(containers({ dropCapabilities: [], initProcess: true })).toMatchObject([
      { linuxParameters: { initProcessEnabled: true } },
    ]);
  });
});

describe('a job that ECS Exec opens a shell in', () => {
  const proxy = { name: 'proxy', image: 'proxy:1' };

  test('can be written to, and reaps what a shell leaves behind; its sidecars stay as they are', () => {
    const [own, sidecar] = containersOf(
      synthesize(configOf({ debug: true, sidecars: [proxy] })).task,
    );
    expect(own).toMatchObject({
      readonlyRootFilesystem: false,
      linuxParameters: { initProcessEnabled: true },
    });
    expect(own?.['linuxParameters']).not.toHaveProperty('capabilities');
    expect(sidecar).toMatchObject({
      readonlyRootFilesystem: true,
      linuxParameters: { capabilities: { add: [], drop: ['ALL'] } },
    });
  });

  test('keeps what the job says itself', () => {
    const job = { debug: true, initProcess: false, dropCapabilities: ['NET_RAW'] };
    expect(containersOf(synthesize(configOf(job)).task)[0]?.['linuxParameters']).toEqual({
      capabilities: { add: [], drop: ['NET_RAW'] },
    });
  });

  test.each<[string, Parameters<typeof configOf>[0], string]>([
    ['a schedule', {}, '"enable_execute_command":true'],
    ['a rule', { trigger: 'rule' }, '"enable_execute_command":true'],
    ['a state machine', { retries: 1 }, String.raw`\"EnableExecuteCommand\":true`],
  ])('is started by %s so that the agent runs beside it', (_, job, said) => {
    const started = (debug: boolean) =>
      JSON.stringify(synthesize(configOf({ ...job, debug })).schedule.resource);
    expect(started(true)).toContain(said);
    expect(started(false)).not.toMatch(/execute_?command/i);
  });
});

describe('a job with volumes', () => {
  const { task } = synthesize(
    configOf({
      volumes: [
        { name: 'scratch', mountPath: '/tmp' },
        {
          name: 'models',
          mountPath: '/models',
          readOnly: true,
          efs: { fileSystemId: 'fs-0123456789abcdef0', accessPointId: 'fsap-0123456789abcdef0' },
        },
        { name: 'shared', mountPath: '/shared', efs: { fileSystemId: 'fs-89abcdef' } },
      ],
    }),
  );

  test('mounts each in its containers, EFS encrypted on the way and with the role of the task', () => {
    expect(containersOf(task)).toMatchObject([
      {
        mountPoints: [
          { sourceVolume: 'scratch', containerPath: '/tmp', readOnly: false },
          { sourceVolume: 'models', containerPath: '/models', readOnly: true },
          { sourceVolume: 'shared', containerPath: '/shared', readOnly: false },
        ],
      },
    ]);
    expect(only(task, 'aws_ecs_task_definition')['volume']).toEqual([
      { name: 'scratch' },
      {
        name: 'models',
        efs_volume_configuration: {
          file_system_id: 'fs-0123456789abcdef0',
          transit_encryption: 'ENABLED',
          authorization_config: { iam: 'ENABLED', access_point_id: 'fsap-0123456789abcdef0' },
        },
      },
      {
        name: 'shared',
        efs_volume_configuration: {
          file_system_id: 'fs-89abcdef',
          transit_encryption: 'ENABLED',
          authorization_config: { iam: 'ENABLED' },
        },
      },
    ]);
  });

  test('may read the one through its access point and write the other', () => {
    expect(policyOf(task, 'task').slice(3)).toMatchObject([
      {
        Action: ['elasticfilesystem:ClientMount'],
        Resource: [expect.stringMatching(/:file-system\/fs-0123456789abcdef0$/)],
        Condition: {
          ArnEquals: {
            'elasticfilesystem:AccessPointArn': expect.stringMatching(
              /:access-point\/fsap-0123456789abcdef0$/,
            ) as string,
          },
        },
      },
      {
        Action: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
        Resource: [expect.stringMatching(/:file-system\/fs-89abcdef$/)],
      },
    ]);
  });
});

test('tasks may reach EFS in their VPC where a job has a volume on it, and only then', () => {
  const rulesOf = (job: Parameters<typeof configOf>[0]) =>
    Object.values(
      synthesize(configOf(job)).network.resource['aws_vpc_security_group_egress_rule'] ?? {},
    );
  const efs = { fileSystemId: 'fs-89abcdef' };
  expect(rulesOf({ volumes: [{ name: 'data', mountPath: '/data', efs }] })).toContainEqual(
    expect.objectContaining({
      from_port: 2049,
      to_port: 2049,
      cidr_ipv4: '${aws_vpc.vpc.cidr_block}',
    }),
  );
  expect(rulesOf({ volumes: [{ name: 'data', mountPath: '/data' }] })).toHaveLength(1);
});

test('endpoints are made for the secrets of sidecars as well', () => {
  const { network } = synthesize(
    configOf(
      {
        sidecars: [
          {
            name: 'proxy',
            image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/proxy:1',
            secrets: { TOKEN: '/proxy/token' },
          },
        ],
      },
      { network: { mode: 'endpoints' } },
    ),
  );
  const services = Object.values(network.resource['aws_vpc_endpoint'] ?? {}).map(
    ({ service_name: name }) => name,
  );
  expect(services).toContain('com.amazonaws.us-east-1.ssm');
});

describe.each(['scheduler', 'rule'] as const)('a job on Spot, by a %s', (trigger) => {
  test('asks for spare capacity and for no launch type', () => {
    const { schedule } = synthesize(
      configOf({ trigger, spot: true }, { network: { mode: 'private' }, history: false }),
    );
    const [type, field] =
      trigger === 'scheduler'
        ? (['aws_scheduler_schedule', 'target'] as const)
        : (['aws_cloudwatch_event_target', 'ecs_target'] as const);
    const target = only(schedule, type)[field] as Record<string, unknown>;
    const parameters = (target['ecs_parameters'] ?? target) as Record<string, unknown>;
    expect(parameters).toMatchObject({
      task_count: 1,
      capacity_provider_strategy: [{ capacity_provider: 'FARGATE_SPOT', weight: 1 }],
    });
    expect(parameters).not.toHaveProperty('launch_type');
  });
});

test('a job may do what its statements say', () => {
  const { task } = synthesize(
    configOf({
      statements: [
        {
          Action: ['sns:Publish'],
          Resource: ['arn:aws:sns:us-east-1:123456789012:news'],
          Condition: { StringEquals: { 'aws:PrincipalTag/team': '${aws:ResourceTag/team}' } },
        },
      ],
    }),
  );
  const policy = Object.entries(task.resource['aws_iam_role_policy'] ?? {}).find(([name]) =>
    name.includes('task-policy'),
  )?.[1]['policy'];
  expect(String(policy)).toContain(
    '{"Effect":"Allow","Action":["sns:Publish"],"Resource":["arn:aws:sns:us-east-1:123456789012:news"],"Condition":{"StringEquals":{"aws:PrincipalTag/team":"$${aws:ResourceTag/team}"}}}',
  );
});

test('what only looks like a reference of Terraform stays as it was written', () => {
  const { task, schedule } = synthesize(
    configOf({
      environment: { PATTERN: '${date}-%{if}' },
      command: ['sh', '-c', 'echo ${HOME}'],
      description: 'at ${time}',
    }),
  );
  expect(containersOf(task)[0]).toMatchObject({
    command: ['sh', '-c', 'echo $${HOME}'],
    environment: expect.arrayContaining([
      { name: 'PATTERN', value: '$${date}-%%{if}' },
    ]) as unknown[],
  });
  expect(only(schedule, 'aws_scheduler_schedule')).toMatchObject({ description: 'at $${time}' });
});

test('what a job has for itself is tagged with its name, so that the bill tells jobs apart', () => {
  const { task } = synthesize(configOf({ tags: { Team: 'data' } }));
  const tags = { Job: 'nightly', Team: 'data' };
  expect(only(task, 'aws_ecs_task_definition')).toMatchObject({ tags });
  expect(only(task, 'aws_cloudwatch_log_group')).toMatchObject({ tags });
  expect(Object.values(task.resource['aws_iam_role'] ?? {})).toMatchObject([{ tags }, { tags }]);
});

test('every role of every stack has the path and the boundary of the project', () => {
  const permissionsBoundary = 'arn:aws:iam::123456789012:policy/boundary';
  const stacks = synthesize(configOf({}, { role: { path: '/jobs/', permissionsBoundary } }));
  const roles = Object.values(stacks).flatMap((stack) =>
    Object.values(stack.resource['aws_iam_role'] ?? {}),
  );
  expect(roles.length).toBeGreaterThanOrEqual(3);
  for (const role of roles) {
    expect(role).toMatchObject({ path: '/jobs/', permissions_boundary: permissionsBoundary });
  }
});

describe('two jobs of one task', () => {
  const { task, schedule } = synthesize(
    configOf(
      {},
      {
        jobs: [
          { name: 'nightly', schedule: 'rate(1 day)', cpuUnits: 512, memoryMiB: 1024 },
          {
            name: 'monthly',
            schedule: 'rate(30 days)',
            task: 'nightly',
            taskCount: 3,
            command: ['--full'],
            environment: { FROM: '2000-01-01' },
          },
        ],
      },
    ),
  );

  test('share its definition, its roles and its log group', () => {
    expect(only(task, 'aws_ecs_task_definition')).toMatchObject({ family: 'acme-test-nightly' });
    expect(Object.keys(task.resource['aws_iam_role'] ?? {})).toHaveLength(2);
    for (const output of ['task_definition_arns', 'log_group_names', 'task_role_arns']) {
      const byJob = task.output[output]?.value as Record<string, string> | undefined;
      expect(byJob?.['monthly']).toBe(byJob?.['nightly']);
      expect(byJob?.['monthly']).toContain('${');
    }
  });

  test('differ in when it runs, how often, and what it is told', () => {
    const [monthly] = Object.values(schedule.resource['aws_scheduler_schedule'] ?? {}).filter(
      ({ name }) => name === 'monthly',
    );
    const { target } = monthly as {
      target: { input: string; ecs_parameters: Record<string, unknown> };
    };
    expect(target.ecs_parameters).toMatchObject({ task_count: 3, launch_type: 'FARGATE' });
    expect(JSON.parse(target.input)).toEqual({
      containerOverrides: [
        {
          name: 'nightly',
          command: ['--full'],
          environment: [
            { name: 'JOB_NAME', value: 'monthly' },
            { name: 'FROM', value: '2000-01-01' },
            { name: 'SCHEDULED_TIME', value: '<aws.scheduler.scheduled-time>' },
          ],
        },
      ],
    });
  });

  test('are started with roles of their own that may run the shared task', () => {
    const policies = Object.entries(schedule.resource['aws_iam_role_policy'] ?? {});
    expect(policies).toHaveLength(2);
    for (const [, { policy }] of policies) {
      expect(statementsOf(policy)[0]).toMatchObject({
        Action: ['ecs:RunTask'],
        Resource: [expect.stringMatching(/:task-definition\/acme-test-nightly:\*$/)],
      });
    }
  });
});
