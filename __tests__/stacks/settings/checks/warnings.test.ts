import { warningsOf } from '../../../../stacks/settings/checks/warnings';
import type { Config, JobConfig } from '../../../../stacks/config/config';
import { formatPath } from '../../../../stacks/config/config-error';
import { loadSettings } from '../../../../stacks/settings/load-settings';
import { configOf } from '../../../synthesis';

const now = new Date('2026-11-24T00:00:00Z');
const efs = { fileSystemId: 'fs-0123456789abcdef0' };
// The crawler does not run without symbols.
const listed = { secrets: { SYMBOLS_URI: '/acme/symbols' } };
const withSymbols = (job: Partial<JobConfig>) => ({
  ...job,
  secrets: { ...listed.secrets, ...job.secrets },
});
const accessPointId = 'fsap-0123456789abcdef0';

function warnings(job: Partial<JobConfig>): string[] {
  const settings = loadSettings(configOf(withSymbols(job)), { FARGATE_CRON_ENV: 'test' }, now);
  return warningsOf(settings, now).map(({ path, text }) => `${formatPath(path)}: ${text}`);
}

test.each<[Partial<JobConfig>, string]>([
  [
    { schedule: 'at(2026-11-23T23:59:00)' },
    'jobs[0].schedule: never fires again, got "at(2026-11-23T23:59:00)"; write a later time, or take the job out',
  ],
  [
    { schedule: 'cron(0 0 * * ? 2025)' },
    'jobs[0].schedule: never fires again, got "cron(0 0 * * ? 2025)"; write a later time, or take the job out',
  ],
  [
    { schedule: 'cron(0 0 * * ? *)', endDate: '2026-11-23T00:00:00Z' },
    'jobs[0].schedule: never fires again, got "cron(0 0 * * ? *)"; write a later time, or take the job out',
  ],
  [
    { startDate: '2026-11-23T23:59:59Z' },
    'jobs[0].startDate: has passed, and AWS makes no schedule that began before, nor may it change one, got 2026-11-23T23:59:59Z; take it out, or write the time of the next run, since a rate counts from it',
  ],
  [
    { volumes: [{ name: 'data', mountPath: '/data', efs }] },
    'jobs[0].volumes[0].efs: is the root of the file system, where only root may write unless you changed that, and a task is not root there; name an access point (accessPointId), or make it readOnly',
  ],
  [
    { schedule: 'rate(1 hour)', flexibleWindowMinutes: 60 },
    'jobs[0].flexibleWindowMinutes: reaches into the next firing, got 60; write less than the 60 minutes between two',
  ],
  [
    { schedule: 'rate(1 hour)', timeoutSeconds: 3601 },
    'jobs[0].timeoutSeconds: lets a run meet the next one, got 3601; write at most the 3600 seconds between two firings, or overlap "forbid"',
  ],
  [
    // Between nine and five, and not overnight.
    { schedule: 'cron(0 9,17 * * ? *)', timeoutSeconds: 28_801 },
    'jobs[0].timeoutSeconds: lets a run meet the next one, got 28801; write at most the 28800 seconds between two firings, or overlap "forbid"',
  ],
  [
    { environment: { VENDOR_API_KEY: 'x' } },
    'jobs[0].environment.VENDOR_API_KEY: looks like a secret, which would stand in the state and the console; use secrets, or name it in notSecrets if it is none',
  ],
  [
    { environment: { UPLOAD: 'ftp://acme:pa55@files.acme.example' } },
    'jobs[0].environment.UPLOAD: looks like a URL with a password, which would stand in the state and the console; use secrets, or name it in notSecrets if it is none',
  ],
  [
    { environment: { PRICE_SOURCE: 'tiingo' } },
    'jobs[0].secrets.TIINGO_TOKEN: is missing, and the crawler ends at once without this key of its PRICE_SOURCE; write the ARN of a secret',
  ],
  [
    { environment: { 'a b': 'x' } },
    'jobs[0].environment["a b"]: is a name that shells and some programs cannot read, got "a b"; write letters, digits and _, not beginning with a digit',
  ],
  [
    { secrets: { '1ST': '/acme/first' } },
    'jobs[0].secrets["1ST"]: is a name that shells and some programs cannot read, got "1ST"; write letters, digits and _, not beginning with a digit',
  ],
  [
    { sidecars: [{ name: 'proxy', image: 'proxy:1', environment: { AWS_EXECUTION_ENV: 'x' } }] },
    'jobs[0].sidecars[0].environment.AWS_EXECUTION_ENV: is a name that ECS sets itself, got "AWS_EXECUTION_ENV"; leave it out, or take another name',
  ],
  [
    { sidecars: [{ name: 'proxy', image: 'proxy:1', environment: { PROXY_TOKEN: 'x' } }] },
    'jobs[0].sidecars[0].environment.PROXY_TOKEN: looks like a secret, which would stand in the state and the console; use secrets, or name it in notSecrets if it is none',
  ],
  [
    { timeZone: 'EST' },
    'jobs[0].timeZone: has no daylight saving time, got "EST"; write America/New_York where it should have',
  ],
  [
    { image: 'acme/report:latest' },
    'jobs[0].image: may be another image tomorrow, got "acme/report:latest"; write a version\'s tag, or the digest',
  ],
  [
    { sidecars: [{ name: 'proxy', image: 'acme/proxy' }] },
    'jobs[0].sidecars[0].image: may be another image tomorrow, got "acme/proxy"; write a version\'s tag, or the digest',
  ],
  [
    { statements: [{ Action: ['cloudwatch:PutMetricData'], Resource: ['*'] }] },
    'jobs[0].statements[0].Resource: allows the actions on everything there is; name the resources, unless an action knows none',
  ],
  [
    { debug: true },
    "jobs[0].debug: opens no shell in the crawler's image, which has none; set image.baseImage, or leave it out",
  ],
])('warns of %j', (job, warning) => {
  expect(warnings(job)).toEqual([warning]);
});

test.each<[Partial<JobConfig>]>([
  [{ schedule: 'at(2026-11-24T00:01:00)' }],
  [{ schedule: 'cron(0 0 * * ? 2026)' }],
  [{ startDate: '2026-11-24T00:00:00Z' }],
  [{ schedule: 'cron(0 0 * * ? *)', startDate: '2026-11-23T23:59:59Z' }],
  [{ volumes: [{ name: 'data', mountPath: '/data' }] }],
  [{ volumes: [{ name: 'data', mountPath: '/data', readOnly: true, efs }] }],
  [{ volumes: [{ name: 'data', mountPath: '/data', efs: { ...efs, accessPointId } }] }],
  [{ schedule: 'rate(1 hour)', flexibleWindowMinutes: 59 }],
  [{ schedule: 'at(2027-01-01T00:00:00)', flexibleWindowMinutes: 1440 }],
  [{ schedule: 'rate(1 hour)', timeoutSeconds: 3600 }],
  [{ schedule: 'rate(1 hour)', timeoutSeconds: 3601, overlap: 'forbid' }],
  [{ schedule: 'at(2027-01-01T00:00:00)', timeoutSeconds: 604_800 }],
  [{ environment: { TOKENIZER: 'x', MONKEY: 'x' } }],
  [{ environment: { API_TOKEN: 'none' }, notSecrets: ['API_TOKEN'] }],
  [{ image: 'acme/report:1.2.0' }],
])('does not warn of %j', (job) => {
  expect(warnings(job)).toEqual([]);
});

test('warns of a schedule once, and of a run that meets the next where each may', () => {
  const environment = { SYMBOLS: 'AAPL' };
  const image = 'acme/report:1.2.0';
  const warned = (schedule: string, timeoutSeconds?: number) =>
    accountWarnings({
      jobs: [
        { name: 'crawl', schedule, timeZone: 'EST', environment },
        { name: 'report', after: 'crawl', image, ...(timeoutSeconds && { timeoutSeconds }) },
      ],
    });
  expect(warned('at(2026-11-23T00:00:00)')).toEqual([
    expect.stringMatching(/^jobs\[0\]\.schedule: never fires again/),
    expect.stringMatching(/^jobs\[0\]\.timeZone: has no daylight saving time/),
  ]);
  expect(warned('rate(1 hour)', 3601)).toEqual([
    expect.stringMatching(/^jobs\[0\]\.timeZone: /),
    expect.stringMatching(/^jobs\[1\]\.timeoutSeconds: lets a run meet the next one, got 3601/),
  ]);
});

test.each([
  ['eu-west-9', '; did you mean eu-west-1?'],
  ['aa-bbbbb-1', ', for example us-east-1'],
])('warns of %s, which AWS may have opened', (region, advice) => {
  expect(accountWarnings({ region })).toEqual([
    `region: is no region that is known here, got "${region}"${advice}`,
  ]);
});

test('warns of a crawler without symbols, as far as can be seen', () => {
  const warned = (job: Partial<JobConfig>) =>
    accountWarnings({ jobs: [{ name: 'nightly', schedule: 'rate(1 day)', ...job }] });
  expect(warned({})).toEqual([
    'jobs[0].environment.SYMBOLS: is missing, and the crawler ends at once without it; write symbols, such as AAPL,MSFT, or the place of a list as SYMBOLS_URI',
  ]);
  expect(warned({ environment: { SYMBOLS: 'AAPL' } })).toEqual([]);
  const file = { type: 's3', value: 'arn:aws:s3:::acme-settings/crawler.env' } as const;
  expect(warned({ containerDefinition: { environmentFiles: [file] } })).toEqual([]);
});

test('warns of crawlers of one chain and one source, whose manifests have one name', () => {
  const environment = { SYMBOLS: 'AAPL' };
  const other = { SYMBOLS: 'AAPL', PRICE_SOURCE: 'tiingo' };
  const warned = (last: JobConfig, of = environment) =>
    accountWarnings({
      jobs: [
        { name: 'crawl', schedule: 'rate(1 day)', environment: of },
        { name: 'report', after: 'crawl', image: 'acme/report:1.2.0' },
        last,
      ],
    }).filter((text) => text.includes('.after: '));
  expect(warned({ name: 'again', after: 'report', environment })).toEqual([
    'jobs[2].after: lets it crawl yahoo at the scheduled times of crawl, which crawls it, too, so that one manifest takes the place of the other; write the symbols of both into one job, or give it a schedule of its own',
  ]);
  expect(warned({ name: 'again', after: 'report', environment: other })).toEqual([]);
  expect(warned({ name: 'again', after: 'report', environment }, other)).toEqual([]);
  expect(warned({ name: 'look', after: 'report', task: 'crawl', command: ['check'] })).toEqual([]);
  expect(warned({ name: 'again', schedule: 'rate(1 day)', environment })).toEqual([]);
});

function accountWarnings(part: Partial<Config>): string[] {
  const config = configOf(listed, { history: false, ...part });
  const settings = loadSettings(config, { FARGATE_CRON_ENV: 'test' });
  return warningsOf(settings, now).map(({ path, text }) => `${formatPath(path)}: ${text}`);
}

function manyJobs(count: number, job: Partial<JobConfig> = {}): JobConfig[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `job-${index}`,
    ...(job.after === undefined && { schedule: 'rate(1 day)' }),
    environment: { SYMBOLS: 'AAPL' },
    ...job,
  }));
}

describe('what a new account has too little of', () => {
  test('is told of IAM roles, three a job and a fourth for a state machine', () => {
    expect(accountWarnings({ jobs: manyJobs(333) })).toEqual([]);
    expect(accountWarnings({ jobs: manyJobs(334) })).toEqual([
      'jobs: make 1002 IAM roles, and an account has 1000 unless AWS raised it (to at most 10000): ask for more in Service Quotas, or let jobs of one kind share a task (task)',
    ]);
    expect(accountWarnings({ jobs: manyJobs(251, { retries: 1 }) })).toEqual([
      expect.stringContaining('make 1004 IAM roles'),
    ]);
  });

  test('counts no role of a schedule of jobs that run after another', () => {
    const image = 'acme/report:1.2.0';
    const [first] = manyJobs(1, { name: 'first' });
    if (first === undefined) throw new Error('no jobs');
    const warned = (count: number) =>
      accountWarnings({ jobs: [first, ...manyJobs(count, { after: 'first', image })] });
    // Three each, and four of the first.
    expect(warned(332)).toEqual([]);
    expect(warned(333)).toEqual([expect.stringContaining('make 1003 IAM roles')]);
  });

  test('counts no roles of a task that jobs share', () => {
    const [owner, ...others] = manyJobs(998);
    if (owner === undefined) throw new Error('no jobs');
    const jobs = [owner, ...others.map((job) => ({ ...job, task: owner.name }))];
    expect(accountWarnings({ jobs })).toEqual([]);
  });

  test.each([
    ['us-east-1', 300],
    ['eu-south-1', 100],
  ])('is told of rules in %s', (region, most) => {
    const rules = (count: number) =>
      accountWarnings({ region, jobs: manyJobs(count, { trigger: 'rule' }) });
    expect(rules(most)).toEqual([]);
    expect(rules(most + 1)).toEqual([
      `jobs: make ${most + 1} EventBridge rules, and an event bus in ${region} has ${most} unless AWS raised it: use trigger "scheduler", or ask for more in Service Quotas`,
    ]);
  });

  test('counts the rules that see tasks begin', () => {
    const alarms = { email: 'jobs@example.com' };
    expect(accountWarnings({ jobs: manyJobs(298), alarms })).toEqual([]);
    expect(accountWarnings({ jobs: manyJobs(299), alarms })).toEqual([
      'jobs: make 301 EventBridge rules, and an event bus in us-east-1 has 300 unless AWS raised it: give jobs a timeoutSeconds, whose missing runs need no rule, or ask for more in Service Quotas',
    ]);
    const without = { ...alarms, missedRuns: false };
    expect(accountWarnings({ jobs: manyJobs(300), alarms: without })).toEqual([]);
    const timed = manyJobs(300, { timeoutSeconds: 60 });
    expect(accountWarnings({ jobs: timed, alarms }).join()).not.toContain('EventBridge rules');
  });

  test('counts the rules of the history', () => {
    const jobs = manyJobs(299, { trigger: 'rule' });
    expect(accountWarnings({ jobs, history: {} })).toEqual([]);
    const [job, ...others] = jobs;
    if (job === undefined) throw new Error('no jobs');
    expect(accountWarnings({ jobs: [{ ...job, retries: 1 }, ...others], history: {} })).toEqual([
      expect.stringContaining('make 301 EventBridge rules'),
    ]);
  });

  test('counts the rules of the alarms', () => {
    const jobs = manyJobs(300, { trigger: 'rule' });
    expect(accountWarnings({ jobs, alarms: { email: 'jobs@example.com' } })).toEqual([
      expect.stringContaining('make 302 EventBridge rules'),
    ]);
    const retried = jobs.map((job, index) => ({ ...job, retries: index === 0 ? 1 : 0 }));
    expect(accountWarnings({ jobs: retried, alarms: { email: 'jobs@example.com' } })).toEqual([
      expect.stringContaining('make 303 EventBridge rules'),
    ]);
    // Its runs are looked for one by one, by executions of the watch.
    const pausing = jobs.map((job, index) =>
      index === 0 ? { ...job, schedule: 'cron(0 9 ? * MON-FRI *)' } : job,
    );
    expect(accountWarnings({ jobs: pausing, alarms: { email: 'jobs@example.com' } })).toEqual([
      expect.stringContaining('make 303 EventBridge rules'),
    ]);
  });
});

test('warns of an override without a value, which ECS may drop', () => {
  const [owner, other] = manyJobs(2);
  if (owner === undefined || other === undefined) throw new Error('no jobs');
  const warned = (value: string) =>
    accountWarnings({
      jobs: [owner, { ...other, task: owner.name, environment: { LEVEL: value } }],
    });
  expect(warned('info')).toEqual([]);
  expect(warned('')).toEqual([
    'jobs[1].environment.LEVEL: is empty, and ECS may drop it, so that the value in the task definition stays; write a value that the program takes for none',
  ]);
});

describe('a proxy', () => {
  const proxy = 'http://proxy.acme.example:3128';
  const text = (got: string) =>
    `is a proxy that programs ask for the credentials of the task as well, unless NO_PROXY names 169.254.170.2, got ${got}; write that address into NO_PROXY`;

  test.each<[Partial<JobConfig>, string]>([
    [{ environment: { HTTPS_PROXY: proxy } }, `environment.HTTPS_PROXY: ${text('none')}`],
    [{ environment: { http_proxy: proxy } }, `environment.http_proxy: ${text('none')}`],
    [
      { environment: { HTTPS_PROXY: proxy, NO_PROXY: '.amazonaws.com,169.254.170.23' } },
      `environment.HTTPS_PROXY: ${text('".amazonaws.com,169.254.170.23"')}`,
    ],
    [
      { environment: { HTTP_PROXY: proxy, NO_PROXY: '*', no_proxy: 'localhost' } },
      `environment.HTTP_PROXY: ${text('"*" and "localhost"')}`,
    ],
    [{ secrets: { HTTPS_PROXY: '/acme/proxy' } }, `secrets.HTTPS_PROXY: ${text('none')}`],
    [
      {
        sidecars: [{ name: 'agent', image: 'agent:1', environment: { https_proxy: proxy } }],
      },
      `sidecars[0].environment.https_proxy: ${text('none')}`,
    ],
  ])('%j keeps a task from its credentials', (job, warning) => {
    expect(warnings(job)).toEqual([`jobs[0].${warning}`]);
  });

  test.each<Partial<JobConfig>>([
    { environment: { HTTPS_PROXY: proxy, NO_PROXY: 'localhost, 169.254.170.2' } },
    { environment: { HTTPS_PROXY: proxy, no_proxy: '169.254.170.2 .amazonaws.com' } },
    { environment: { HTTPS_PROXY: proxy, NO_PROXY: '*' } },
    { environment: { HTTPS_PROXY: proxy }, secrets: { NO_PROXY: '/acme/no-proxy' } },
    { environment: { NO_PROXY: 'localhost' } },
  ])('%j does not', (job) => {
    expect(warnings(job)).toEqual([]);
  });

  test('of all jobs is told of once, and one that a job sets beside what its task has', () => {
    const warned = (environment: Record<string, string>, own: Record<string, string>) => {
      const job = { schedule: 'rate(1 day)' };
      const jobs = [
        { ...job, name: 'nightly' },
        { ...job, name: 'weekly' },
        { ...job, name: 'hourly', task: 'nightly', environment: own },
      ];
      const settings = loadSettings(
        configOf({}, { environment: { SYMBOLS: 'AAPL', ...environment }, jobs }),
        {
          FARGATE_CRON_ENV: 'test',
        },
      );
      return warningsOf(settings, now).map(({ path }) => formatPath(path));
    };
    expect(warned({ HTTPS_PROXY: proxy }, {})).toEqual(['environment.HTTPS_PROXY']);
    expect(warned({}, { HTTPS_PROXY: proxy })).toEqual(['jobs[2].environment.HTTPS_PROXY']);
    expect(warned({ NO_PROXY: '*' }, { HTTPS_PROXY: proxy })).toEqual([]);
  });
});

describe('a network without the internet', () => {
  const warned = (
    job: Partial<JobConfig>,
    mode: 'endpoints' | 'private',
    egressCidrs?: string[],
  ) => {
    const config = configOf(
      { ...listed, ...job },
      { network: { mode, ...(egressCidrs && { egressCidrs }) } },
    );
    return warningsOf(loadSettings(config, { FARGATE_CRON_ENV: 'test' }), now).map(
      ({ path, text }) => `${formatPath(path)}: ${text}`,
    );
  };
  const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/report:v1';

  test('is nothing for the crawler', () => {
    expect(warned({}, 'endpoints')).toEqual([
      'jobs[0].image: is the crawler, which asks a vendor on the internet, and network mode "endpoints" reaches nothing but AWS; use another mode, or an image of your own',
    ]);
    expect(warned({}, 'private')).toEqual([]);
  });

  test('leads where its ranges lead', () => {
    expect(warned({}, 'endpoints', ['10.1.0.0/16'])).toEqual([]);
  });

  test('starts no task where its ranges hold neither an endpoint nor a public address', () => {
    expect(warned({}, 'private', ['10.1.0.0/16', '100.64.0.0/10'])).toEqual([
      'network.egressCidrs: hold no public address, and mode "private" reaches ECR and CloudWatch Logs by no other, so that no task would start, got 10.1.0.0/16, 100.64.0.0/10; use mode "endpoints", or write where the VPC reaches them',
    ]);
    expect(warned({}, 'private', ['10.1.0.0/16', '52.0.0.0/8'])).toEqual([]);
  });

  test('may have more rules than a security group has at first', () => {
    const ranges = (count: number) =>
      Array.from({ length: count }, (_, index) => `198.51.100.${index}/32`);
    expect(warned({}, 'private', ranges(59))).toEqual([]);
    expect(warned({ image }, 'endpoints', ranges(58))).toEqual([]);
    expect(warned({ image }, 'endpoints', ranges(59))).toEqual([
      'network.egressCidrs: make 61 outbound rules of a security group, with one for each range and port, and a group has 60 unless AWS raised it: write wider ranges, or ask for more in Service Quotas',
    ]);
  });

  test('is fine for an image of its own, a check of what is stored, or a vendor within it', () => {
    expect(warned({ image }, 'endpoints')).toEqual([]);
    expect(warned({ command: ['check'] }, 'endpoints')).toEqual([]);
    const environment = { SOURCE_BASE_URL: 'http://10.0.0.9' };
    expect(warned({ environment }, 'endpoints')).toEqual([]);
  });
});

test('what nobody can delete keeps Terraform from destroying the bucket', () => {
  const warningsWith = (mode: 'GOVERNANCE' | 'COMPLIANCE', protectData: boolean) => {
    const config = configOf(listed, {
      dataBucket: { objectLock: { mode, days: 30 } },
      environments: { test: { state: { backend: 'local' }, protectData } },
    });
    const settings = loadSettings(config, { FARGATE_CRON_ENV: 'test' }, now);
    return warningsOf(settings, now).map(({ path, text }) => `${formatPath(path)}: ${text}`);
  };
  expect(warningsWith('COMPLIANCE', false)).toEqual([
    'dataBucket.objectLock.mode: keeps Terraform from destroying the bucket for 30 days after the last run, whatever protectData says; write GOVERNANCE where the environment is to go',
  ]);
  expect(warningsWith('COMPLIANCE', true)).toEqual([]);
  expect(warningsWith('GOVERNANCE', false)).toEqual([]);
});
