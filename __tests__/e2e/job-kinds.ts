import type { JobConfig } from '../../stacks/config/config';

/** One job of each kind, by what is special about it. */
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
    image: 'ghcr.io/acme/browser:1.0.0',
    user: '0',
    readonlyRootFilesystem: false,
    workingDirectory: '/srv/app',
    initProcess: true,
    dropCapabilities: [],
    sidecars: [
      {
        name: 'database',
        image: 'postgres:17.2',
        user: '0',
        readonlyRootFilesystem: false,
        dropCapabilities: ['NET_RAW', 'MKNOD'],
        workingDirectory: '/var/lib',
        initProcess: true,
      },
    ],
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
  'no-data': { image: 'ghcr.io/acme/sweep:1.0.0', data: false },
  reader: { image: 'ghcr.io/acme/report:1.4.0', data: 'read' },
  folder: {
    image: 'ghcr.io/acme/report:1.4.0',
    data: { prefix: 'reports/daily', access: 'write' },
  },
  shared: { task: 'plain-scheduler', environment: { FROM: '2000-01-01' }, command: ['--full'] },
};

/** Every kind of job on each trigger. */
export function everyJob(): JobConfig[] {
  return (['scheduler', 'rule'] as const).flatMap((trigger) =>
    Object.entries(jobKinds).map(([kind, job]) => ({
      name: `${kind}-${trigger}`,
      schedule: 'rate(1 day)',
      trigger,
      ...job,
    })),
  );
}
