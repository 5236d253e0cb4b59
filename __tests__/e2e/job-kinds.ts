import type { JobConfig } from '../../stacks/config/config';

/** One job of each kind, by what is special about it. All images lie where every network leads. */
export const jobKinds: Readonly<Record<string, Partial<JobConfig>>> = {
  plain: {},
  environment: {
    // What looks like a reference of Terraform, and characters that JSON and HCL escape.
    environment: { PATTERN: '${HOME}-%{if}-"quoted"\\n' },
    command: ['sh', '-c', 'echo ${HOME}'],
  },
  secrets: {
    secrets: {
      KEY: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:vendor-AbCdEf:key::',
      PROXY: '/acme/proxy',
    },
    secretKeyArns: ['arn:aws:kms:us-east-1:123456789012:key/1234'],
  },
  image: {
    image: '210987654321.dkr.ecr.us-east-1.amazonaws.com/team/report:1.4.0',
    user: '1000:1000',
    readonlyRootFilesystem: false,
    architecture: 'X86_64',
  },
  rooted: {
    image: '210987654321.dkr.ecr.us-east-1.amazonaws.com/browser:1.0.0',
    user: '0',
    readonlyRootFilesystem: false,
    workingDirectory: '/srv/app',
    initProcess: true,
    dropCapabilities: [],
    sidecars: [
      {
        name: 'database',
        image: '210987654321.dkr.ecr.us-east-1.amazonaws.com/postgres:17.2',
        user: '0',
        readonlyRootFilesystem: false,
        dropCapabilities: ['NET_RAW', 'MKNOD'],
        workingDirectory: '/var/lib',
        initProcess: true,
      },
    ],
  },
  debug: {
    image: '210987654321.dkr.ecr.us-east-1.amazonaws.com/report:1.4.0',
    debug: true,
  },
  hatches: {
    image: '210987654321.dkr.ecr.us-east-1.amazonaws.com/report:1.4.0',
    volumes: [{ name: 'models', mountPath: '/models', efs: { fileSystemId: 'fs-89abcdef' } }],
    containerDefinition: {
      dockerLabels: { team: 'data', pattern: '${HOME}' },
      environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::acme/report.env' }],
      healthCheck: { command: ['CMD-SHELL', 'test -f /tmp/alive'], startPeriod: 10 },
      interactive: true,
      linuxParameters: { capabilities: { add: ['SYS_PTRACE'] } },
      logConfiguration: {
        logDriver: 'awsfirelens',
        options: { Name: 'datadog', TLS: 'on' },
        secretOptions: [{ name: 'apikey', valueFrom: '/acme/datadog' }],
      },
      memoryReservation: 128,
      portMappings: [{ containerPort: 8080 }, { containerPort: 53, protocol: 'udp' }],
      pseudoTerminal: true,
      restartPolicy: { enabled: true, ignoredExitCodes: [0] },
      startTimeout: 60,
      systemControls: [{ namespace: 'net.core.somaxconn', value: '1024' }],
      ulimits: [{ name: 'nofile', softLimit: 1024, hardLimit: 4096 }],
      versionConsistency: 'disabled',
    },
    sidecars: [
      {
        name: 'router',
        image: '210987654321.dkr.ecr.us-east-1.amazonaws.com/aws-for-fluent-bit:2.32.2',
        user: '0',
        containerDefinition: {
          firelensConfiguration: {
            type: 'fluentbit',
            options: { 'enable-ecs-log-metadata': 'true' },
          },
          stopTimeout: 90,
        },
      },
      {
        name: 'warm-up',
        image: '210987654321.dkr.ecr.us-east-1.amazonaws.com/warm-up:1.0.0',
        healthCommand: ['/healthy'],
        containerDefinition: {
          dependsOn: [{ containerName: 'router', condition: 'START' }],
          healthCheck: { interval: 5 },
          logConfiguration: { options: { 'awslogs-multiline-pattern': '^\\d' } },
          mountPoints: [{ sourceVolume: 'models', containerPath: '/elsewhere' }],
          volumesFrom: [{ sourceContainer: 'router' }],
        },
      },
    ],
    taskDefinition: {
      pidMode: 'task',
      enableFaultInjection: false,
      volumes: [
        {
          name: 'models',
          efsVolumeConfiguration: {
            fileSystemId: 'fs-89abcdef',
            rootDirectory: '/models',
            transitEncryption: 'ENABLED',
            authorizationConfig: { iam: 'ENABLED' },
          },
        },
      ],
    },
  },
  large: {
    securityGroupIds: ['sg-01234567', 'sg-89abcdef'],
    cpuUnits: 4096,
    memoryMiB: 16_384,
    ephemeralStorageGiB: 200,
    stopTimeoutSeconds: 120,
    taskCount: 10,
    platformVersion: '1.4.0',
  },
  sidecar: {
    sidecars: [
      {
        name: 'proxy',
        image: '210987654321.dkr.ecr.us-east-1.amazonaws.com/proxy:2.0.0',
        essential: true,
        jobWaitsFor: 'HEALTHY',
        healthCommand: ['/healthy'],
        environment: { MODE: 'fast' },
      },
      {
        name: 'setup',
        image: '210987654321.dkr.ecr.us-east-1.amazonaws.com/setup:1.0.0',
        jobWaitsFor: 'SUCCESS',
      },
    ],
  },
  volumes: {
    volumes: [
      { name: 'scratch', mountPath: '/tmp' },
      {
        name: 'models',
        mountPath: '/models',
        readOnly: true,
        efs: { fileSystemId: 'fs-0123456789abcdef0', accessPointId: 'fsap-0123456789abcdef0' },
      },
    ],
  },
  rights: {
    statements: [
      {
        Action: ['sns:Publish'],
        Resource: ['arn:aws:sns:us-east-1:123456789012:news'],
        Condition: { StringEquals: { 'aws:PrincipalTag/team': '${aws:ResourceTag/team}' } },
      },
    ],
    tags: { Team: 'data' },
  },
  'no-data': { image: '210987654321.dkr.ecr.us-east-1.amazonaws.com/sweep:1.0.0', data: false },
  reader: { image: '210987654321.dkr.ecr.us-east-1.amazonaws.com/report:1.4.0', data: 'read' },
  folder: {
    image: '210987654321.dkr.ecr.us-east-1.amazonaws.com/report:1.4.0',
    data: { prefix: 'reports/daily', access: 'write' },
  },
  shared: { task: 'plain-scheduler', environment: { FROM: '2000-01-01' }, command: ['--full'] },
  leader: { task: 'plain-scheduler' },
  follower: { task: 'plain-scheduler', after: 'leader' },
};

/** Every kind of job on each trigger; one that runs after another is on that one's. */
export function everyJob(): JobConfig[] {
  return (['scheduler', 'rule'] as const).flatMap((trigger) =>
    Object.entries(jobKinds).map(([kind, { after, ...job }]) => ({
      name: `${kind}-${trigger}`,
      ...(after === undefined
        ? { schedule: 'rate(1 day)', trigger }
        : { after: `${after}-${trigger}` }),
      ...job,
    })),
  );
}
