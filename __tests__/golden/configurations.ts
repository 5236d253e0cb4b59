import type { Config, EnvironmentConfig, JobConfig } from '../../stacks/config/config';
import { everyJob } from '../e2e/job-kinds';

/** One configuration and the environments of it whose Terraform JSON is compared. */
export interface Configuration {
  readonly config: Config;
  /** @default '' - everything is deployed */
  readonly planWithout?: string;
}

const local: EnvironmentConfig = { accountId: '123456789012', state: { backend: 'local' } };

function configOf(jobs: JobConfig[], config: Partial<Config> = {}): Config {
  return {
    project: 'acme',
    image: { from: 'prebuilt', reference: 'v1' },
    jobs,
    environments: { test: local },
    ...config,
  };
}

const nightly: JobConfig = { name: 'nightly', schedule: 'rate(1 day)' };

const shared: JobConfig = { ...nightly, name: 'shared', task: 'nightly' };

/** An image of a folder beside this file, another one by name. */
function report(name?: string) {
  return {
    build: '__tests__/golden/report',
    dockerfile: 'Dockerfile.report',
    ...(name !== undefined && { name, args: { NAME: name } }),
  };
}

function onEachTrigger(name: string, job: Partial<JobConfig>): JobConfig[] {
  return (['scheduler', 'rule'] as const).map((trigger) => ({
    name: `${name}-${trigger}`,
    schedule: 'cron(0 18 ? * FRI *)',
    trigger,
    ...job,
  }));
}

const machines = [
  ...onEachTrigger('timeout', { timeoutSeconds: 3600 }),
  ...onEachTrigger('retries', { retries: 2, spot: true }),
  ...onEachTrigger('forbid', { overlap: 'forbid', retries: 1, timeoutSeconds: 600 }),
  ...onEachTrigger('fan-out', {
    fanOut: { symbolsPerTask: 100, maxConcurrency: 5, toleratedFailurePercentage: 10 },
    overlap: 'forbid',
    retries: 1,
    environment: { SYMBOLS: 'AAPL,MSFT' },
  }),
  ...onEachTrigger('shared', { task: 'timeout-scheduler', retries: 1, command: ['${x}'] }),
];

const timed: JobConfig[] = [
  {
    name: 'timed',
    schedule: 'cron(0/15 8-17 ? * MON-FRI *)',
    timeZone: 'Europe/Berlin',
    enabled: false,
    description: 'At office hours',
    flexibleWindowMinutes: 5,
    startDate: '2030-01-01T00:00:00Z',
    endDate: '2031-01-01T00:00:00Z',
    delivery: { retries: 0, maxAgeSeconds: 600 },
  },
  { name: 'once', schedule: 'at(2030-01-01T00:00:00)', timeZone: 'Asia/Tokyo' },
  { name: 'hourly', schedule: 'rate(1 hour)', trigger: 'rule', enabled: false },
  {
    name: 'private-image',
    schedule: 'rate(5 minutes)',
    image: 'ghcr.io/acme/report:1',
    registryCredentials: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:ghcr-AbCdEf',
    entryPoint: ['/bin/report'],
    secrets: { KEY: '/acme/key' },
  },
];

const alarms: NonNullable<Config['alarms']> = { email: 'jobs@example.com' };

const networks: Readonly<Record<string, NonNullable<Config['network']>>> = {
  'network public': {
    mode: 'public',
    ipv6: true,
    flowLogs: { traffic: 'REJECT' },
    zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    egressPorts: [5432],
  },
  'network private': { mode: 'private', nat: 'single', connectedCidrs: ['10.1.0.0/16'] },
  'network private by zone': {
    mode: 'private',
    nat: 'per-zone',
    zones: 3,
    ipv6: true,
    cidr: '10.4.0.0/20',
  },
  'network endpoints': { mode: 'endpoints', services: ['sqs'] },
  'network with ranges': {
    mode: 'endpoints',
    egressCidrs: ['10.1.0.0/16', '198.51.100.7/32'],
    egressPorts: [3128],
  },
  'network with policies': { mode: 'endpoints', endpointAccounts: ['210987654321'] },
  'network existing by ids': {
    mode: 'existing',
    vpcId: 'vpc-01234567',
    subnetIds: ['subnet-01234567', 'subnet-89abcdef'],
    securityGroupIds: ['sg-01234567', 'sg-89abcdef'],
    assignPublicIp: true,
  },
  'network existing by tags': {
    mode: 'existing',
    vpcTags: { Name: 'main' },
    subnetTags: { Tier: 'private' },
    egressPorts: [5432, 6379],
  },
};

const states: Readonly<Record<string, EnvironmentConfig['state']>> = {
  s3: { backend: 's3', bucket: 'acme-state', kmsKeyId: 'alias/state', region: 'eu-west-1' },
  cloud: { backend: 'cloud', organization: 'acme', project: 'jobs' },
  http: { backend: 'http', address: 'https://state.example.com' },
  gcs: { backend: 'gcs', bucket: 'acme-state' },
  azurerm: {
    backend: 'azurerm',
    resourceGroupName: 'state',
    storageAccountName: 'acmestate',
    containerName: 'state',
  },
  pg: { backend: 'pg' },
};

/** They cover every field of a job, every network mode, trigger, kind of alarm and kind of state. */
export const configurations: Readonly<Record<string, Configuration>> = {
  'one job': { config: configOf([nightly]) },
  'every kind of job': { config: configOf(everyJob()) },
  'times and images': { config: configOf(timed, { alarms, image: { from: 'build' } }) },
  // Where jobs have images of their own there is nothing of the crawler.
  'no crawler': {
    config: configOf([{ ...nightly, image: 'ghcr.io/acme/report:1' }, shared]),
  },
  'images of folders': {
    config: configOf(
      [
        nightly,
        shared,
        {
          name: 'report',
          schedule: 'rate(1 day)',
          architecture: 'X86_64',
          image: {
            build: './__tests__/golden/report/',
            dockerfile: 'Dockerfile.report',
            target: 'run',
            args: { VERSION: '${1}' },
          },
        },
        { ...nightly, name: 'beside-the-crawler', image: report('summary') },
        { ...nightly, name: 'and-another', image: report('summary') },
      ],
      { image: report(), images: 'build' },
    ),
  },
  'images of folders beside the crawler': {
    config: configOf(
      [nightly, { ...nightly, name: 'report', architecture: 'X86_64', image: report('report') }],
      { images: 'prebuilt' },
    ),
    planWithout: 'image',
  },
  'state machines and every alarm': {
    config: configOf(
      machines.map((job) => ({
        ...job,
        alarms: { longRunMinutes: 30, ...(job.task === undefined && { staleDays: 4 }) },
      })),
      {
        network: { mode: 'private' },
        alarms: {
          ...alarms,
          missedRuns: true,
          attempts: true,
          droppedRuns: true,
          monthlyBudgetUsd: 5,
        },
        dashboard: true,
      },
    ),
  },
  'a topic of its own': {
    config: configOf([nightly, { ...nightly, name: 'weekly', schedule: 'rate(7 days)' }], {
      alarms: { topicArn: 'arn:aws:sns:us-east-1:123456789012:on-call', missedRuns: false },
    }),
  },
  'messages in a chat': {
    config: configOf([nightly], {
      alarms: {
        missedRuns: false,
        slack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' },
        teams: {
          tenantId: '00000000-0000-0000-0000-000000000001',
          teamId: '00000000-0000-0000-0000-000000000002',
          channelId: '19%3A0123abcd%40thread.tacv2',
        },
      },
    }),
  },
  'a run that replaces another': {
    config: configOf([{ ...nightly, overlap: 'replace' }]),
  },
  'jobs that run after another': {
    config: configOf([
      { name: 'report', after: 'nightly' },
      nightly,
      { name: 'mail', after: 'report' },
    ]),
  },
  'several schedule stacks': {
    config: configOf([...machines.slice(0, 6), ...onEachTrigger('plain', {})], {
      network: { mode: 'private' },
      scheduleStacks: 3,
      alarms: { ...alarms, droppedRuns: true },
      dashboard: true,
    }),
  },
  'more schedule stacks than jobs': {
    config: configOf([nightly], { scheduleStacks: 3 }),
  },
  'variables of all jobs': {
    config: configOf(
      [
        { ...nightly, environment: { LEVEL: 'debug' }, secrets: { NO_PROXY: '/acme/no-proxy' } },
        shared,
      ],
      {
        environment: { LEVEL: 'info', HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '*' },
        environments: { test: { ...local, environment: { HTTPS_PROXY: 'http://proxy:8080' } } },
      },
    ),
  },
  'a company account': {
    config: configOf([nightly], {
      role: { path: '/jobs/', permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary' },
      tags: { CostCentre: '42' },
      logs: { retentionDays: 365 },
      region: 'eu-central-1',
      environments: {
        test: {
          ...local,
          imports: {
            dataBucket: 'acme-prices',
            repository: 'acme/crawler',
            cluster: 'main',
            logGroups: { nightly: '/acme/nightly' },
          },
          protectData: true,
        },
      },
    }),
  },
  'tags and names of a company': {
    config: configOf([nightly, ...machines.slice(0, 2)], {
      tagKeys: { project: 'app', environment: 'env', stack: 'component', job: 'task' },
      tags: { app: 'Data Platform', CostCentre: '42' },
      alarms: { ...alarms, monthlyBudgetUsd: 5 },
      dashboard: true,
      network: { mode: 'public', flowLogs: {} },
      environments: {
        test: {
          ...local,
          tags: { env: 'Test' },
          names: { prefix: 'dp-cron-t', logGroups: '/data-platform/cron/test' },
        },
      },
    }),
  },
  'roles in two accounts': {
    config: configOf([nightly], {
      environments: {
        test: {
          deployRoleArn: 'arn:aws:iam::123456789012:role/deploy',
          state: {
            backend: 's3',
            bucket: 'acme-state',
            roleArn: 'arn:aws:iam::210987654321:role/state',
            endpoint: 'https://s3.example.com',
            usePathStyle: true,
            keyPrefix: 'teams/data',
          },
        },
      },
    }),
  },
  'a key of its own': {
    config: configOf([nightly, ...machines.slice(0, 2), machines[6] ?? nightly, ...timed], {
      encryption: { kmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/1234abcd' },
      network: { mode: 'public', flowLogs: {} },
      alarms: { ...alarms, monthlyBudgetUsd: 5 },
    }),
  },
  'things that others keep': {
    config: configOf([nightly, ...machines.slice(0, 2)], {
      images: 'prebuilt',
      existing: { cluster: 'shared', dataBucket: 'lake', repository: 'images' },
      alarms,
      dashboard: true,
    }),
  },
  'logs of executions, locked data': {
    config: configOf([...machines.slice(0, 1), { name: 'seldom', schedule: 'rate(9 days)' }], {
      logs: { executions: 'ERROR', retentionDays: 400 },
      dataBucket: {
        rawDays: 400,
        accessLogBucket: 'acme-logs',
        objectLock: { mode: 'GOVERNANCE', days: 30 },
      },
      alarms,
    }),
  },
  'nothing deployed yet': {
    config: configOf([nightly, ...machines.slice(0, 2)], { network: { mode: 'private' }, alarms }),
    planWithout: 'network,image,task/nightly',
  },
  ...Object.fromEntries(
    Object.entries(networks).map(([name, network]) => [
      name,
      { config: configOf([nightly], { network }) },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(states).map(([name, state]) => [
      `state in ${name}`,
      {
        config: configOf([nightly], {
          environments: { test: { ...local, state, stateOf: { image: { backend: 'local' } } } },
        }),
      },
    ]),
  ),
};
