import type { Config, JobConfig } from '../../config/config';

const chat = {
  slack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' },
  teams: {
    tenantId: '00000000-0000-0000-0000-000000000001',
    teamId: '00000000-0000-0000-0000-000000000002',
    channelId: '19%3A0123abcd%40thread.tacv2',
  },
};

/**
 * One wrong value for each check, by the field it stands in. The table in the docs and the tests of
 * the checks are made from these; a new check gets its example here.
 */
export const wrongJobs: readonly Partial<JobConfig>[] = [
  { name: 'Nightly' },
  { name: 'n'.repeat(41) },
  { schedule: 'daily' },
  { schedule: '0 18 * * 5' },
  { schedule: 'cron(0 18 * * FRI *)' },
  { schedule: 'cron(60 18 ? * FRI *)' },
  { schedule: 'cron(0 18 30 FEB ? *)' },
  { schedule: 'cron(0 18 29 2 ? 2027,2029)' },
  { schedule: 'rate(90 seconds)' },
  { trigger: 'rule', schedule: 'rate(1 days)' },
  { trigger: 'rule', schedule: 'at(2027-01-31T18:00:00)' },
  { schedule: 'at(2027-02-30T18:00:00)' },
  { timeZone: 'America/New_Yrok' },
  { timeZone: 'BST' },
  { trigger: 'rule', timeZone: 'Europe/Berlin' },
  { flexibleWindowMinutes: 0 },
  { trigger: 'rule', flexibleWindowMinutes: 5 },
  { startDate: '2027-02-30T00:00:00Z' },
  { startDate: '2027-02-01T00:00:00Z', endDate: '2027-01-01T00:00:00Z' },
  { trigger: 'rule', startDate: '2027-01-01T00:00:00Z' },
  { trigger: 'rule', endDate: '2027-01-01T00:00:00Z' },
  { delivery: { retries: 186 } },
  { delivery: { maxAgeSeconds: 59 } },
  { description: 'x'.repeat(513) },
  { image: 'Acme/report' },
  { entryPoint: [] },
  { image: 'ghcr.io/acme/report:1', registryCredentials: 'ghcr' },
  {
    registryCredentials: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:ghcr-AbCdEf',
  },
  { environment: { 'A=B': 'x' } },
  { environment: { SCHEDULED_TIME: 'now' } },
  { environment: { SYMBOLS: 'AAPL,brk b' } },
  { environment: { PRICE_SOURCE: 'yaho' } },
  { environment: { LEVEL: '' } },
  { environment: { BIG: 'x'.repeat(65_536) } },
  { secrets: { KEY: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:vendor' } },
  {
    secrets: {
      KEY: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:vendor-AbCdEf:key:AWSCURRENT:0123',
    },
  },
  { environment: { KEY: 'x' }, secrets: { KEY: '/vendor/key' } },
  { secrets: { PROJECT: '/vendor/project' } },
  { secretKeyArns: ['alias/mine'] },
  { user: 'me and you' },
  { workingDirectory: 'app' },
  { dropCapabilities: ['CAP_CHOWN'] },
  { debug: true, readonlyRootFilesystem: true },
  { cpuUnits: 300 },
  { memoryMiB: 4096 },
  { ephemeralStorageGiB: 20 },
  { platformVersion: '1.3.0' },
  { stopTimeoutSeconds: 121 },
  { taskCount: 11 },
  { securityGroupIds: [] },
  { securityGroupIds: ['sg-database'] },
  { spot: true },
  { tags: { 'aws:name': 'x' } },
  { tags: { Team: 'a;b' } },
  { tags: { job: 'x' } },
  { tags: { Team: 'x', team: 'y' } },
  { tags: Object.fromEntries(Array.from({ length: 47 }, (_, n) => [`Tag${n}`, 'x'])) },
  { data: false },
  { image: 'acme/report:1', data: 'write' as 'read' },
  { image: 'acme/report:1', data: { prefix: 'reports/', access: 'write' } },
  { image: 'acme/report:1', data: { prefix: '_runs', access: 'read' } },
  { image: 'acme/report:1', data: 'read', fanOut: { symbolsPerTask: 10 } },
  { statements: [{ Action: ['sns:*'], Resource: ['*'] }] },
  { statements: [{ Action: ['sns:Publish'], Resource: ['my-topic'] }] },
  {
    statements: [
      { Action: ['sns:Publish'], Resource: [`arn:aws:sns:us-east-1:1:${'x'.repeat(10_000)}`] },
    ],
  },
  { sidecars: [{ name: 'nightly', image: 'proxy:1' }] },
  { sidecars: [{ name: 'my proxy', image: 'proxy:1' }] },
  { sidecars: [{ name: 'proxy', image: 'Proxy' }] },
  { sidecars: [{ name: 'proxy', image: 'proxy:1', cpuUnits: -1 }] },
  { sidecars: [{ name: 'proxy', image: 'proxy:1', cpuUnits: 257 }] },
  { sidecars: [{ name: 'proxy', image: 'proxy:1', memoryMiB: 5 }] },
  { sidecars: [{ name: 'proxy', image: 'proxy:1', memoryMiB: 512 }] },
  { sidecars: [{ name: 'proxy', image: 'proxy:1', jobWaitsFor: 'HEALTHY' }] },
  { sidecars: [{ name: 'proxy', image: 'proxy:1', jobWaitsFor: 'SUCCESS', essential: true }] },
  { sidecars: [{ name: 'proxy', image: 'proxy:1', user: '' }] },
  { sidecars: [{ name: 'proxy', image: 'proxy:1', dropCapabilities: ['chown'] }] },
  { sidecars: [{ name: 'proxy', image: 'proxy:1', registryCredentials: '/ghcr' }] },
  { sidecars: [{ name: 'proxy', image: 'proxy:1', environment: { '': 'x' } }] },
  { sidecars: [{ name: 'proxy', image: 'proxy:1', environment: { LEVEL: '' } }] },
  { sidecars: [{ name: 'proxy', image: 'proxy:1', secrets: { KEY: 'the key itself!' } }] },
  {
    memoryMiB: 2048,
    sidecars: Array.from({ length: 10 }, (_, n) => ({ name: `proxy-${n}`, image: 'proxy:1' })),
  },
  ...wrongHatches(),
  { volumes: [{ name: 'my data', mountPath: '/data' }] },
  {
    volumes: [
      { name: 'data', mountPath: '/data' },
      { name: 'data', mountPath: '/more' },
    ],
  },
  { volumes: [{ name: 'data', mountPath: 'data' }] },
  { volumes: [{ name: 'data', mountPath: '/data', efs: { fileSystemId: 'efs-1' } }] },
  {
    volumes: [
      {
        name: 'data',
        mountPath: '/data',
        efs: { fileSystemId: 'fs-0123456789abcdef0', accessPointId: 'fs-1' },
      },
    ],
  },
  { task: 'weekly' },
  { timeoutSeconds: 59 },
  { retries: 11 },
  { overlap: 'forbid', taskCount: 2 },
  { alarms: { longRunMinutes: 0 } },
  { image: 'acme/report:1', alarms: { longRunMinutes: 30 } },
  { alarms: { staleDays: 366 } },
  { image: 'acme/report:1', alarms: { staleDays: 4 } },
  { image: 'acme/report:1', alarms: { suspect: true } },
  { command: ['check'], alarms: { suspect: true } },
  { fanOut: { symbolsPerTask: 0 } },
  { fanOut: { symbolsPerTask: 10, maxConcurrency: 1001 } },
  { fanOut: { symbolsPerTask: 10, toleratedFailurePercentage: 101 } },
  { fanOut: { symbolsPerTask: 10 }, command: ['crawl'] },
  { fanOut: { symbolsPerTask: 10 }, overlap: 'replace' },
  { fanOut: { symbolsPerTask: 10 }, environment: { DATA_URI: 's3://elsewhere' } },
];

/** What a container or a task may not say in ECS's own words. */
function wrongHatches(): Partial<JobConfig>[] {
  const container = (containerDefinition: JobConfig['containerDefinition']) => ({
    containerDefinition,
  });
  const sidecar = (containerDefinition: JobConfig['containerDefinition']) => ({
    sidecars: [{ name: 'proxy', image: 'proxy:1', containerDefinition }],
  });
  const task = (taskDefinition: JobConfig['taskDefinition']) => ({ taskDefinition });
  return [
    container({ privileged: true }),
    container({ links: ['other'] }),
    container({ hostname: 'job' }),
    container({ extraHosts: [{ hostname: 'db', ipAddress: '10.0.0.1' }] }),
    container({ resourceRequirements: [{ type: 'GPU', value: '1' }] }),
    container({ linuxParameters: { sharedMemorySize: 64 } }),
    container({ linuxParameters: { tmpfs: [{ containerPath: '/tmp', size: 64 }] } }),
    container({ linuxParameters: { devices: [{ hostPath: '/dev/fuse' }] } }),
    container({ linuxParameters: { swappiness: 10 } }),
    container({ linuxParameters: { initProcessEnabled: true } }),
    container({ linuxParameters: { capabilities: { add: ['NET_ADMIN'] } } }),
    container({ linuxParameters: { capabilities: { drop: ['NET_RAW'] } } }),
    container({ portMappings: [{ containerPort: 8080, hostPort: 80 }] }),
    container({ portMappings: [{ containerPort: 0 }] }),
    container({ image: 'acme/report:1' }),
    container({ environment: [{ name: 'LEVEL', value: 'info' }] }),
    container({ essential: false }),
    container({ stopTimeout: 60 }),
    container({ dependsOn: [{ containerName: 'proxy', condition: 'START' }] }),
    container({ mountPoints: [{ sourceVolume: 'data', containerPath: '/data' }] }),
    container({ volumesFrom: [{ sourceContainer: 'proxy' }] }),
    container({ startTimeout: 1 }),
    container({ memoryReservation: 1024 }),
    sidecar({ restartPolicy: { enabled: true, restartAttemptPeriod: 30 } }),
    container({ restartPolicy: { enabled: true } }),
    container({ systemControls: [{ namespace: 'vm.swappiness', value: '10' }] }),
    container({ ulimits: [{ name: 'nofile', softLimit: 4096, hardLimit: 1024 }] }),
    container({ healthCheck: { interval: 10 } }),
    container({ healthCheck: { command: ['/healthy', '--now'] } }),
    container({ healthCheck: { command: ['CMD', '/healthy'], interval: 1 } }),
    container({ environmentFiles: [{ type: 's3', value: 's3://acme/report.env' }] }),
    container({ logConfiguration: { logDriver: 'fluentd' } }),
    container({ logConfiguration: { logDriver: 'awsfirelens' } }),
    container({ logConfiguration: { options: { 'awslogs-group': 'mine' } } }),
    container({ logConfiguration: { secretOptions: [{ name: 'token', valueFrom: 'a b' }] } }),
    container({ credentialSpecs: ['credentialspec:x'] }),
    container({ dockerLabel: {} } as object),
    container({
      firelensConfiguration: { type: 'fluentbit', options: { 'config-file-type': 's3' } },
    }),
    {
      ...container({ firelensConfiguration: { type: 'fluentbit' } }),
      ...sidecar({ firelensConfiguration: { type: 'fluentbit' } }),
    },
    sidecar({ stopTimeout: 121 }),
    sidecar({ dependsOn: [{ containerName: 'other', condition: 'START' }] }),
    sidecar({ dependsOn: [{ containerName: 'nightly', condition: 'SUCCESS' }] }),
    sidecar({ dependsOn: [{ containerName: 'nightly', condition: 'HEALTHY' }] }),
    {
      sidecars: [
        {
          name: 'proxy',
          image: 'proxy:1',
          jobWaitsFor: 'START',
          containerDefinition: { dependsOn: [{ containerName: 'nightly', condition: 'START' }] },
        },
      ],
    },
    task({ networkMode: 'bridge' }),
    task({ ipcMode: 'host' }),
    task({ pidMode: 'host' }),
    task({ placementConstraints: [{ type: 'memberOf' }] }),
    task({ cpu: '1024' }),
    task({ taskRoleArn: 'arn:aws:iam::123456789012:role/mine' }),
    task({ volumes: [{ name: 'data', host: { sourcePath: '/data' } }] }),
    task({ volumes: [{ name: 'data', configuredAtLaunch: true }] }),
    task({
      volumes: [
        {
          name: 'data',
          efsVolumeConfiguration: {
            fileSystemId: 'fs-89abcdef',
            authorizationConfig: { iam: 'ENABLED' },
          },
        },
      ],
    }),
    task({
      volumes: [
        {
          name: 'data',
          efsVolumeConfiguration: {
            fileSystemId: 'fs-89abcdef',
            rootDirectory: '/jobs',
            transitEncryption: 'ENABLED',
            authorizationConfig: { accessPointId: 'fsap-0123456789abcdef0' },
          },
        },
      ],
    }),
    {
      volumes: [{ name: 'data', mountPath: '/data' }],
      ...task({ volumes: [{ name: 'other' }] }),
    },
    task({ proxyConfiguration: { containerName: 'envoy' } }),
  ];
}

export const wrongConfigs: readonly Partial<Config>[] = [
  { project: 'Acme' },
  { region: 'us-east-11' },
  { project: 'a'.repeat(33) },
  {
    jobs: [
      { name: 'nightly', schedule: 'rate(1 day)' },
      { name: 'nightly', schedule: 'rate(1 hour)' },
    ],
  },
  {
    jobs: [
      { name: 'nightly', schedule: 'rate(1 day)' },
      { name: 'hourly', schedule: 'rate(1 hour)', task: 'nightly', cpuUnits: 512 },
    ],
  },
  {
    jobs: [
      { name: 'nightly', schedule: 'rate(1 day)' },
      { name: 'hourly', schedule: 'rate(1 hour)', task: 'nightly', command: ['x'.repeat(8192)] },
    ],
  },
  {
    jobs: [
      { name: 'nightly', schedule: 'rate(1 day)' },
      {
        name: 'hourly',
        schedule: 'rate(1 hour)',
        trigger: 'rule',
        task: 'nightly',
        command: ['echo', '<now>'],
      },
    ],
  },
  {
    jobs: [
      { name: 'nightly', schedule: 'rate(1 day)', secrets: { KEY: '/vendor/key' } },
      { name: 'hourly', schedule: 'rate(1 hour)', task: 'nightly', environment: { KEY: 'x' } },
    ],
  },
  { jobs: [{ name: 'nightly' }] },
  {
    jobs: [
      { name: 'nightly', schedule: 'rate(1 day)' },
      { name: 'report', after: 'nigthly' },
    ],
  },
  {
    jobs: [
      { name: 'nightly', after: 'report' },
      { name: 'report', after: 'nightly' },
    ],
  },
  {
    jobs: [
      { name: 'nightly', schedule: 'rate(1 day)' },
      { name: 'report', after: 'nightly', schedule: 'rate(1 day)' },
    ],
  },
  {
    jobs: [
      { name: 'nightly', schedule: 'rate(1 day)', enabled: false },
      { name: 'report', after: 'nightly' },
    ],
  },
  {
    jobs: [
      { name: 'nightly', schedule: 'rate(1 day)', taskCount: 2 },
      { name: 'report', after: 'nightly' },
    ],
  },
  {
    alarms: { email: 'jobs@example.com' },
    jobs: [{ name: 'failed-runs', schedule: 'rate(1 day)', trigger: 'rule' }],
  },
  { jobs: [] },
  { scheduleStacks: 0 },
  { network: { cidr: '10.0.0.0/28' } },
  { network: { cidr: '10.0.1.0/16' } },
  { network: { cidr: '127.0.0.0/16' } },
  { network: { connectedCidrs: ['10.0.128.0/17'] } },
  { network: { endpointAccounts: ['42'] } },
  { network: { zones: 7 } },
  { network: { egressPorts: [443] } },
  { network: { egressPorts: [65_536] } },
  { network: { mode: 'endpoints', egressPorts: [3128] } },
  { network: { egressCidrs: [] } },
  { network: { egressCidrs: ['10.1.2.3'] } },
  { network: { egressCidrs: ['10.1.0.0/16', '10.1.0.0/16'] } },
  {
    network: {
      mode: 'existing',
      vpcId: 'vpc-0a1b2c3d',
      subnetIds: ['subnet-0a1b2c3d'],
      securityGroupIds: ['sg-0a1b2c3d'],
      egressCidrs: ['10.1.0.0/16'],
    },
  },
  { network: { zones: ['eu-west-1a', 'eu-west-1b'] } },
  { network: { flowLogs: { retentionDays: 4 } } },
  { network: { mode: 'endpoints', services: ['com.amazonaws.us-east-1.sqs'] } },
  {
    network: { mode: 'endpoints' },
    jobs: [{ name: 'nightly', schedule: 'rate(1 day)', image: 'alpine:3' }],
  },
  {
    network: { mode: 'endpoints' },
    jobs: [
      {
        name: 'nightly',
        schedule: 'rate(1 day)',
        sidecars: [{ name: 'proxy', image: 'proxy:1' }],
      },
    ],
  },
  { network: { mode: 'existing', subnetIds: ['subnet-0a1b2c3d'] } },
  { network: { mode: 'existing', vpcId: 'vpc-main', subnetIds: ['subnet-0a1b2c3d'] } },
  { network: { mode: 'existing', vpcId: 'vpc-0a1b2c3d', subnetIds: [] } },
  {
    network: {
      mode: 'existing',
      vpcId: 'vpc-0a1b2c3d',
      subnetIds: ['subnet-0a1b2c3d'],
      securityGroupIds: ['sg-1', 'sg-2', 'sg-3', 'sg-4', 'sg-5', 'sg-6'],
    },
  },
  { region: 'us-iso-east-1', network: { mode: 'endpoints' } },
  { alarms: {} },
  { alarms: { email: 'jobs' } },
  { alarms: { topicArn: 'on-call' } },
  { alarms: { topicArn: 'arn:aws:sns:eu-west-1:123456789012:on-call' } },
  { alarms: { email: 'jobs@example.com', monthlyBudgetUsd: 0 } },
  { alarms: { slack: { ...chat.slack, workspaceId: 'acme' } } },
  { alarms: { slack: { ...chat.slack, channelId: '#jobs' } } },
  { alarms: { teams: { ...chat.teams, tenantId: 'acme.example' } } },
  { alarms: { teams: { ...chat.teams, teamId: 'data' } } },
  { alarms: { teams: { ...chat.teams, channelId: '19:0123abcd@thread.tacv2' } } },
  { region: 'cn-north-1', alarms: { slack: chat.slack } },
  { region: 'us-gov-west-1', alarms: { teams: chat.teams } },
  { encryption: { kmsKeyArn: 'alias/jobs' } },
  { encryption: { kmsKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd' } },
  { dataBucket: { rawDays: 0 } },
  { dataBucket: { oldVersionDays: 0.5 } },
  { dataBucket: { accessLogBucket: 'Acme_Logs' } },
  { dataBucket: { objectLock: { mode: 'GOVERNANCE', days: 36_501 } } },
  { logs: { retentionDays: 4 } },
  { logs: { executions: 'WARN' as 'ALL' } },
  { history: { days: 300 } },
  { history: true as unknown as false },
  { environment: { 'A=B': 'x' } },
  { tags: { 'Cost;Centre': 'x' } },
  { tags: { project: 'x' } },
  { tags: { Stack: 'x' } },
  { tagKeys: { project: 'aws:app' } },
  { tagKeys: { environment: 'project' } },
  { tagKeys: { job: 'Name' } },
  { role: { path: 'teams' } },
  { role: { permissionsBoundary: 'boundary' } },
  {
    region: 'cn-north-1',
    role: { permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary' },
  },
  { image: { from: 'prebuilt', reference: 'not a tag' } },
  { image: { from: 'build', baseImage: 'Acme/node' } },
  {
    image: { from: 'build' },
    jobs: [
      { name: 'nightly', schedule: 'rate(1 day)' },
      { name: 'hourly', schedule: 'rate(1 hour)', architecture: 'X86_64' },
    ],
  },
  { image: 'Acme/report' },
  { image: { build: '/jobs/report' } },
  { image: { build: './jobs/report' }, jobs: [{ name: 'nightly', schedule: 'rate(1 day)' }] },
  { image: { build: './crawler', dockerfile: '../Dockerfile' } },
  { image: { build: './crawler', target: 'the last one' } },
  { image: { build: './crawler', args: { 'A-B': 'x' } } },
  { image: { build: './crawler', platform: 'linux/s390x' } },
  { image: { build: './crawler', name: 'crawler' } },
  {
    jobs: [
      { name: 'nightly', schedule: 'rate(1 day)', image: { build: './jobs/report' } },
      { name: 'hourly', schedule: 'rate(1 hour)', image: { build: './jobs/report' } },
    ],
  },
  {
    jobs: [
      { name: 'nightly', schedule: 'rate(1 day)', image: { build: './jobs/a', name: 'report' } },
      { name: 'report', schedule: 'rate(1 hour)', image: { build: './jobs/b' } },
    ],
  },
  {
    images: 'prebuilt',
    image: { build: './crawler', platform: 'linux/amd64' },
    jobs: [{ name: 'nightly', schedule: 'rate(1 day)' }],
  },
  {
    image: { build: './crawler', platform: 'linux/amd64,linux/arm64' },
    jobs: [{ name: 'nightly', schedule: 'rate(1 day)' }],
  },
  {
    image: { build: './crawler' },
    jobs: [
      { name: 'nightly', schedule: 'rate(1 day)' },
      { name: 'hourly', schedule: 'rate(1 hour)', architecture: 'X86_64' },
    ],
  },
  { environments: { dev: { state: { backend: 'local' }, names: { prefix: 'Acme-Dev' } } } },
  { environments: { dev: { state: { backend: 'local' }, names: { prefix: 'a'.repeat(46) } } } },
  { environments: { dev: { state: { backend: 'local' }, names: { logGroups: '/acme/' } } } },
  {
    environments: {
      dev: { state: { backend: 'local' }, names: { prefix: 'acme' } },
      test: { state: { backend: 'local' }, names: { prefix: 'acme' } },
    },
  },
  { environments: { dev: { state: { backend: 'local' }, accountId: '42' } } },
  { environments: { dev: { state: { backend: 'local' }, deployRoleArn: 'deploy' } } },
  {
    environments: {
      dev: {
        state: { backend: 'local' },
        accountId: '123456789012',
        deployRoleArn: 'arn:aws:iam::210987654321:role/deploy',
      },
    },
  },
  { environments: { dev: { state: { backend: 's3', bucket: 'acme-state', roleArn: 'state' } } } },
  { environments: { dev: { state: { backend: 's3', bucket: 'acme-state', endpoint: 's3/' } } } },
  { environments: { dev: { state: { backend: 's3', bucket: 'acme-state', keyPrefix: '/data' } } } },
  { environments: { dev: { state: { backend: 'local' }, imports: { dataBucket: 'Acme' } } } },
  {
    environments: {
      dev: { state: { backend: 'local' }, imports: { dataBucket: 'arn:aws:s3:::acme-prices' } },
    },
  },
  { environments: { dev: { state: { backend: 'local' }, imports: { repository: 'acme//x' } } } },
  { environments: { dev: { state: { backend: 'local' }, imports: { cluster: 'a cluster' } } } },
  {
    environments: {
      dev: { state: { backend: 'local' }, imports: { logGroups: { nightly: 'a group' } } },
    },
  },
  {
    environments: {
      dev: { state: { backend: 'local' }, imports: { logGroups: { weekly: '/acme/weekly' } } },
    },
  },
  { existing: { cluster: 'a cluster' } },
  { existing: { dataBucket: 'arn:aws:s3:::lake' } },
  { existing: { dataBucket: 'lake' }, dataBucket: { accessLogBucket: 'acme-logs' } },
  { existing: { repository: 'acme//x' } },
  { existing: { repository: 'arn:aws:ecr:eu-west-1:123456789012:repository/images' } },
  { image: { from: 'build' }, existing: { repository: 'images' } },
  {
    existing: { cluster: 'shared' },
    environments: { dev: { state: { backend: 'local' }, imports: { cluster: 'main' } } },
  },
  { environments: { dev: { state: { backend: 'local' }, jobs: { weekly: {} } } } },
  {
    jobs: [
      { name: 'eu-report', schedule: 'rate(1 day)' },
      { name: 'report', schedule: 'rate(1 day)' },
    ],
    environments: {
      dev: { state: { backend: 'local' } },
      'dev-eu': { state: { backend: 'local' } },
    },
  },
  {
    environments: {
      dev: { state: { backend: 'local' }, imports: { cluster: 'main' } },
      test: { state: { backend: 'local' }, imports: { cluster: 'main' } },
    },
  },
  { environments: {} },
];

/** The crawler does not run without: each example of a warning would have a second one. */
export const symbols = { secrets: { SYMBOLS_URI: '/acme/symbols' } };

/** What AWS takes only once an account was given more, with what to show of it. */
export const largeConfigs: readonly { wrong: object; part: Partial<Config> }[] = [
  { wrong: { jobs: '334 jobs' }, part: { jobs: manyJobs(334, {}) } },
  {
    wrong: { jobs: '301 jobs of a rule', trigger: 'rule' },
    part: { jobs: manyJobs(301, { trigger: 'rule' }) },
  },
  {
    wrong: { network: { egressCidrs: '60 ranges' } },
    part: {
      network: { egressCidrs: Array.from({ length: 60 }, (_, n) => `198.51.100.${n}/32`) },
    },
  },
];

function manyJobs(count: number, job: Partial<JobConfig>): JobConfig[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `job-${index}`,
    schedule: 'rate(1 day)',
    ...symbols,
    ...job,
  }));
}

const doubtfulJobs: readonly Partial<JobConfig>[] = [
  { schedule: 'cron(0 0 * * ? 2025)' },
  { startDate: '2025-01-01T00:00:00Z' },
  { flexibleWindowMinutes: 1440 },
  { timeoutSeconds: 90_000 },
  { timeZone: 'EST' },
  { environment: { API_TOKEN: 'x' } },
  { secrets: {} },
  { environment: { PRICE_SOURCE: 'tiingo' } },
  { environment: { UPLOAD: 'ftp://acme:pa55@files.acme.example' } },
  { environment: { 'a b': 'x' } },
  { environment: { AWS_EXECUTION_ENV: 'x' } },
  { environment: { HTTPS_PROXY: 'http://proxy.acme.example:3128' } },
  { image: 'acme/report' },
  { sidecars: [{ name: 'proxy', image: 'proxy:latest' }] },
  {
    volumes: [{ name: 'data', mountPath: '/data', efs: { fileSystemId: 'fs-0123456789abcdef0' } }],
  },
  { statements: [{ Action: ['sns:Publish'], Resource: ['*'] }] },
  { containerDefinition: { dockerLabels: { API_TOKEN: 'x' } } },
  {
    containerDefinition: {
      logConfiguration: { logDriver: 'splunk', options: { 'splunk-token': 'x' } },
    },
  },
];

/** One for each warning of what AWS takes and nobody is likely to mean. */
export const doubtfulConfigs: readonly Partial<Config>[] = [
  ...doubtfulJobs.map((job) => ({
    jobs: [{ name: 'nightly', schedule: 'rate(1 day)', ...symbols, ...job }],
  })),
  { region: 'us-east-9' },
  {
    jobs: [
      { name: 'nightly', schedule: 'rate(1 day)', ...symbols },
      { name: 'hourly', schedule: 'rate(1 hour)', task: 'nightly', environment: { LEVEL: '' } },
    ],
  },
  {
    jobs: [
      { name: 'nightly', schedule: 'rate(1 day)', ...symbols },
      { name: 'others', after: 'nightly', ...symbols },
    ],
  },
  { network: { mode: 'endpoints' } },
  { network: { mode: 'private', egressCidrs: ['10.1.0.0/16'] } },
  { image: { from: 'build', baseImage: 'acme/node:24' } },
  { alarms: { topicArn: 'arn:aws:sns:us-east-1:123456789012:on-call' } },
  { region: 'us-gov-west-1', alarms: { email: 'jobs@example.com', monthlyBudgetUsd: 5 } },
  { region: 'cn-north-1', alarms: { email: 'jobs@example.com', monthlyBudgetUsd: 30 } },
];
