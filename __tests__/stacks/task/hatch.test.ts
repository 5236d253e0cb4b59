import type { JobConfig } from '../../../stacks/config/config';
import { configOf, only, statementsOf, synthesize } from '../../synthesis';

type Definition = Readonly<Record<string, unknown>>;

function taskOf(job: Partial<JobConfig>) {
  const { task } = synthesize(configOf({ image: 'acme/report:1', ...job }));
  const definition = only(task, 'aws_ecs_task_definition');
  return {
    task,
    definition,
    containers: JSON.parse(String(definition['container_definitions'])) as Definition[],
  };
}

const proxy = { name: 'proxy', image: 'proxy:1' };

describe('a container in ECS’s own words', () => {
  test('keeps what the fields make and has what they lack, in the form that ECS keeps', () => {
    const { containers } = taskOf({
      containerDefinition: {
        dockerLabels: { 'a${b}': '${c}' },
        interactive: true,
        linuxParameters: { capabilities: { add: ['SYS_PTRACE'] } },
        logConfiguration: { options: { 'awslogs-multiline-pattern': '^\\d' } },
        portMappings: [{ containerPort: 8080 }, { containerPort: 53, protocol: 'udp' }],
        ulimits: [{ name: 'nofile', softLimit: 1024, hardLimit: 4096 }],
        healthCheck: { command: ['CMD-SHELL', 'test -f /tmp/${x}'], startPeriod: 10 },
        restartPolicy: { enabled: true, ignoredExitCodes: [0] },
      },
    });
    expect(containers).toEqual([
      expect.objectContaining({
        name: 'nightly',
        user: '65532:65532',
        dockerLabels: { 'a$${b}': '$${c}' },
        interactive: true,
        linuxParameters: { capabilities: { add: ['SYS_PTRACE'], drop: ['ALL'] } },
        logConfiguration: {
          logDriver: 'awslogs',
          options: expect.objectContaining({
            'awslogs-stream-prefix': 'nightly',
            mode: 'blocking',
            'awslogs-multiline-pattern': '^\\d',
          }) as unknown,
        },
        portMappings: [
          { containerPort: 8080, hostPort: 8080, protocol: 'tcp' },
          { containerPort: 53, hostPort: 53, protocol: 'udp' },
        ],
        ulimits: [{ name: 'nofile', softLimit: 1024, hardLimit: 4096 }],
        healthCheck: {
          command: ['CMD-SHELL', 'test -f /tmp/$${x}'],
          interval: 30,
          timeout: 5,
          retries: 3,
          startPeriod: 10,
        },
        restartPolicy: { enabled: true, ignoredExitCodes: [0], restartAttemptPeriod: 300 },
      }),
    ]);
  });

  test('adds a capability where none is dropped', () => {
    const { containers } = taskOf({
      dropCapabilities: [],
      containerDefinition: { linuxParameters: { capabilities: { add: ['SYS_PTRACE'] } } },
    });
    expect(containers).toMatchObject([
      { linuxParameters: { capabilities: { add: ['SYS_PTRACE'], drop: [] } } },
    ]);
  });

  test('has times of its own for a health check that a field makes', () => {
    const { containers } = taskOf({
      sidecars: [
        {
          ...proxy,
          healthCommand: ['/healthy'],
          jobWaitsFor: 'HEALTHY',
          containerDefinition: { healthCheck: { interval: 5 } },
        },
      ],
    });
    expect(containers[1]).toMatchObject({
      healthCheck: { command: ['CMD', '/healthy'], interval: 5, timeout: 5, retries: 3 },
    });
  });

  test('mounts volumes as it says, and not those of the task', () => {
    const { containers } = taskOf({
      volumes: [{ name: 'data', mountPath: '/data' }],
      sidecars: [
        {
          ...proxy,
          containerDefinition: {
            mountPoints: [{ sourceVolume: 'data', containerPath: '/elsewhere' }],
            volumesFrom: [{ sourceContainer: 'nightly', readOnly: true }],
            dependsOn: [{ containerName: 'nightly', condition: 'START' }],
          },
        },
      ],
    });
    expect(containers[1]).toMatchObject({
      mountPoints: [{ sourceVolume: 'data', containerPath: '/elsewhere', readOnly: false }],
      volumesFrom: [{ sourceContainer: 'nightly', readOnly: true }],
      dependsOn: [{ containerName: 'nightly', condition: 'START' }],
    });
  });

  test('sends its log elsewhere, without the options of CloudWatch Logs', () => {
    const { containers, task } = taskOf({
      containerDefinition: {
        logConfiguration: {
          logDriver: 'awsfirelens',
          options: { Name: 'datadog' },
          secretOptions: [{ name: 'apikey', valueFrom: '/acme/datadog' }],
        },
      },
      sidecars: [
        {
          name: 'router',
          image: 'fluent-bit:3',
          containerDefinition: { firelensConfiguration: { type: 'fluentbit' } },
        },
      ],
    });
    expect(containers[0]?.['logConfiguration']).toEqual({
      logDriver: 'awsfirelens',
      options: { Name: 'datadog' },
      secretOptions: [{ name: 'apikey', valueFrom: '/acme/datadog' }],
    });
    expect(containers[1]).toMatchObject({
      firelensConfiguration: { type: 'fluentbit' },
      logConfiguration: { logDriver: 'awslogs' },
    });
    expect(JSON.stringify(task.resource['aws_iam_role_policy'])).toContain(
      'parameter/acme/datadog',
    );
  });

  test('lets ECS read the files of its variables, and no other object', () => {
    const { task } = taskOf({
      containerDefinition: {
        environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::acme/a.env' }],
      },
    });
    const policies = Object.entries(task.resource['aws_iam_role_policy'] ?? {});
    const [, policy] = policies.find(([name]) => name.includes('execution')) ?? [];
    expect(statementsOf(policy?.['policy']).slice(1)).toEqual([
      {
        Sid: 'ReadEnvironmentFiles',
        Effect: 'Allow',
        Action: ['s3:GetObject'],
        Resource: ['arn:aws:s3:::acme/a.env'],
      },
      {
        Sid: 'FindEnvironmentFiles',
        Effect: 'Allow',
        Action: ['s3:GetBucketLocation'],
        Resource: ['arn:aws:s3:::acme'],
      },
    ]);
  });
});

test('a task in ECS’s own words', () => {
  const efs = {
    fileSystemId: 'fs-89abcdef',
    rootDirectory: '/jobs/${x}',
    transitEncryption: 'ENABLED' as const,
    authorizationConfig: { iam: 'ENABLED' as const },
  };
  const { definition } = taskOf({
    volumes: [{ name: 'data', mountPath: '/data', efs: { fileSystemId: 'fs-89abcdef' } }],
    taskDefinition: {
      pidMode: 'task',
      enableFaultInjection: true,
      volumes: [{ name: 'data', efsVolumeConfiguration: efs }, { name: 'scratch' }],
      proxyConfiguration: {
        containerName: 'nightly',
        properties: [{ name: 'AppPorts', value: '80' }],
      },
    },
  });
  expect(definition).toMatchObject({
    pid_mode: 'task',
    enable_fault_injection: true,
    volume: [
      {
        name: 'data',
        efs_volume_configuration: {
          file_system_id: 'fs-89abcdef',
          root_directory: '/jobs/$${x}',
          transit_encryption: 'ENABLED',
          authorization_config: { iam: 'ENABLED' },
        },
      },
      { name: 'scratch' },
    ],
    proxy_configuration: {
      type: 'APPMESH',
      container_name: 'nightly',
      properties: { AppPorts: '80' },
    },
  });
});

test('the environment lays its own keys over the shared ones', () => {
  const config = configOf({
    image: 'acme/report:1',
    containerDefinition: { interactive: true, startTimeout: 10 },
  });
  const { task } = synthesize({
    ...config,
    environments: {
      test: {
        state: { backend: 'local' },
        jobs: { nightly: { containerDefinition: { startTimeout: 20 } } },
      },
    },
  });
  const text = String(only(task, 'aws_ecs_task_definition')['container_definitions']);
  expect(JSON.parse(text)).toMatchObject([{ interactive: true, startTimeout: 20 }]);
});
