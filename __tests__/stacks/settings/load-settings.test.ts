import shipped from '../../../config';
import { defineConfig, type Config, type JobConfig } from '../../../stacks/config/config';
import { ConfigError } from '../../../stacks/config/config-error';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';

const load = (config: Config, environment = 'test') =>
  loadSettings(config, { FARGATE_CRON_ENV: environment });

/** The text of the error, line by line. */
function problemsOf(config: Config, environment?: string): string[] {
  try {
    load(config, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return [];
}

/** A configuration that its types would refuse, as plain JavaScript would let it through. */
function untyped(config: object): Config {
  return config as Config;
}

test.each(['local', 'dev', 'prod'])(
  'the configuration that ships is right for %s',
  (environment) => {
    expect(load(shipped, environment).jobs).toMatchObject([
      {
        name: 'weekly-crawl',
        schedule: 'cron(0 18 ? * FRI *)',
        timeZone: 'America/New_York',
        enabled: true,
      },
    ]);
  },
);

test('without FARGATE_CRON_ENV it is local, which is guarded by the account of the emulator', () => {
  expect(loadSettings(shipped, {})).toMatchObject({
    environment: 'local',
    accountId: '123456789012',
    state: { backend: 'local' },
  });
});

describe('variables of all jobs', () => {
  const local = { state: { backend: 'local' } } as const;
  const nightly = { name: 'nightly', schedule: 'rate(1 day)' };

  test('lie under those of each job, and those of the environment over the shared ones', () => {
    const config = configOf(
      {},
      {
        environment: { A: 'all', B: 'all', C: 'all', D: 'all' },
        jobs: [{ ...nightly, environment: { C: 'job' } }],
        environments: {
          test: {
            ...local,
            environment: { B: 'test', C: 'test' },
            jobs: { nightly: { environment: { D: 'job of test' } } },
          },
        },
      },
    );
    const { jobs, variables } = load(config);
    expect(jobs[0]?.environment).toEqual({ A: 'all', B: 'test', C: 'job', D: 'job of test' });
    expect(variables).toEqual({ A: 'all', B: 'test', C: 'test', D: 'all' });
  });

  test('give way to secrets of their name', () => {
    const config = configOf({ secrets: { A: '/acme/a' } }, { environment: { A: 'x', B: 'x' } });
    expect(load(config).jobs[0]?.environment).toEqual({ B: 'x' });
  });

  test('do not take the place of what the task that a job shares has', () => {
    const jobs = [
      { ...nightly, environment: { A: 'nightly' } },
      { ...nightly, name: 'hourly', task: 'nightly' },
    ];
    const [owner, other] = load(configOf({}, { environment: { A: 'all', B: 'all' }, jobs })).jobs;
    expect(owner?.environment).toEqual({ A: 'nightly', B: 'all' });
    expect(other?.environment).toEqual({});
  });

  test('have a problem once and where they are written', () => {
    const jobs = [nightly, { ...nightly, name: 'hourly', environment: { B: '' } }];
    const config = configOf(
      {},
      {
        environment: { A: '', B: 'x' },
        jobs,
        environments: { test: { ...local, environment: { C: '' } } },
      },
    );
    const text =
      'must not be empty, because ECS drops a variable without a value, got ""; leave it out, or write a value that the program takes for none';
    expect(problemsOf(config).slice(1)).toEqual([
      `  environment.A: ${text}`,
      `  environments.test.environment.C: ${text}`,
      `  jobs[1].environment.B: ${text}`,
    ]);
  });
});

test('an environment is laid over the shared values and over the jobs', () => {
  const settings = load(
    configOf(
      { environment: { A: 'shared', B: 'shared' } },
      {
        logs: { retentionDays: 7 },
        tags: { Team: 'data' },
        environments: {
          test: {
            state: { backend: 'local' },
            region: 'eu-west-1',
            logs: { retentionDays: 90 },
            tags: { Tier: 'gold' },
            jobs: { nightly: { enabled: false, environment: { B: 'mine' } } },
          },
        },
      },
    ),
  );
  expect(settings).toMatchObject({
    region: 'eu-west-1',
    logs: { retentionDays: 90 },
    tags: { Team: 'data', Tier: 'gold' },
    jobs: [{ enabled: false, environment: { A: 'shared', B: 'mine' }, schedule: 'rate(1 day)' }],
  });
});

test.each<[object, string]>([
  [{ build: 3 }, 'image.build: must be a string, got 3'],
  [{ dockerfile: 'Dockerfile' }, 'image.build: is required: write a string'],
  [
    { build: '.', Dockerfile: 'x' },
    'image.Dockerfile: is not a known key; did you mean dockerfile?',
  ],
  [{ from: 'bild' }, 'image.from: must be one of "build", "prebuilt", got "bild"'],
])('an image of several forms is told by the one that is meant: %j', (image, problem) => {
  const jobs = [{ name: 'nightly', schedule: 'rate(1 day)' }];
  const environments = { test: { state: { backend: 'local' } } };
  const found = problemsOf(untyped({ project: 'acme', jobs, environments, image }));
  expect(found).toContain(`  ${problem}`);
});

test('what no JSON can hold is told as other wrong values are', () => {
  const job = { name: 'nightly', schedule: 'rate(1 day)' };
  const values = { cpuUnits: 256n, enabled: Symbol('yes'), image: () => 'x', environment: 1 };
  expect(problemsOf(untyped({ project: 'acme', jobs: [{ ...job, ...values }] }))).toEqual(
    expect.arrayContaining([
      '  jobs[0].cpuUnits: must be a number, got 256n',
      '  jobs[0].enabled: must be a boolean, got Symbol(yes)',
      '  jobs[0].image: must be a string or an object, got a function',
      '  jobs[0].environment: must be an object, got 1',
    ]),
  );
});

test('of each unknown key is said which one is meant, where one is like it', () => {
  const job = { name: 'nightly', schedule: 'rate(1 day)' };
  const values = { timezone: 'UTC', memory: 512, env: {}, colour: 'blue' };
  expect(problemsOf(untyped({ project: 'acme', jobs: [{ ...job, ...values }] }))).toEqual(
    expect.arrayContaining([
      '  jobs[0].timezone: is not a known key; did you mean timeZone?',
      '  jobs[0].memory: is not a known key; did you mean memoryMiB?',
      '  jobs[0].env: is not a known key; did you mean environment?',
      '  jobs[0].colour: is not a known key',
    ]),
  );
});

test('every problem is told at once, with its path, the rule and the value', () => {
  const config = untyped({
    project: 'Acme',
    regoin: 'us-east-1',
    jobs: [
      {
        name: 'nightly',
        schedule: 'cron(0 18 * * FRI *)',
        timeZone: 'America/New_Yrok',
        cpuUnits: 256,
        memoryMiB: 4096,
        environment: { SYMBOLS: 'AAPL,brk b' },
      },
      { name: 'nightly', schedule: 'rate(1 day)', enabled: 'yes' },
    ],
    environments: {
      test: { state: { backend: 'local' }, accountId: '42', jobs: { weekly: {} } },
    },
  });
  expect(problemsOf(config)).toEqual([
    'config.ts has 10 problems; nothing was written',
    '  jobs[1].enabled: must be a boolean, got "yes"',
    '  regoin: is not a known key; did you mean region?',
    '  project: must be lower-case letters, digits and hyphens, beginning with a letter (as the name of a project), got "Acme"',
    '  environments.test.accountId: must be the 12 digits of an AWS account, got "42"',
    '  environments.test.jobs.weekly: must name one of the jobs nightly, nightly, got "weekly"',
    expect.stringContaining('jobs[1].name'),
    expect.stringContaining('jobs[0].schedule'),
    expect.stringContaining('jobs[0].timeZone'),
    expect.stringContaining('jobs[0].cpuUnits'),
    expect.stringContaining('jobs[0].environment.SYMBOLS'),
  ]);
});

test.each<[Partial<JobConfig>, string]>([
  [
    { timeZone: 'America/New_Yrok' },
    'jobs[0].timeZone: must be an IANA time zone, got "America/New_Yrok"; did you mean America/New_York?',
  ],
  [
    { schedule: 'cron(0 18 * * FRI *)' },
    'jobs[0].schedule: day-of-month and day-of-week are both set; put ? in one: cron(0 18 ? * FRI *)',
  ],
  [
    { memoryMiB: 4096 },
    'jobs[0].cpuUnits: must pair with memoryMiB: 256 CPU units take 512, 1024, 2048 MiB, got 4096; 4096 MiB goes with cpuUnits 512, 1024, 2048',
  ],
  [
    { environment: { SYMBOLS: 'AAPL,brk b' } },
    'jobs[0].environment.SYMBOLS: must be symbols separated by commas, such as AAPL,BRK-B,^GSPC, got "brk b"',
  ],
  [
    { environment: { SCHEDULED_TIME: 'now' } },
    'jobs[0].environment.SCHEDULED_TIME: must not be set here: each run gets its own SCHEDULED_TIME from its schedule',
  ],
  [
    { trigger: 'rule', timeZone: 'Europe/Berlin' },
    'jobs[0].timeZone: must be UTC with trigger "rule", because EventBridge rules know no other zone, got "Europe/Berlin"; write the schedule in UTC, or use trigger "scheduler"',
  ],
  [
    { trigger: 'rule', flexibleWindowMinutes: 5 },
    'jobs[0].flexibleWindowMinutes: must be left out with trigger "rule", got 5; use trigger "scheduler"',
  ],
  [
    { delivery: { retries: 186 } },
    'jobs[0].delivery.retries: must be a whole number from 0 to 185 (attempts after the first), got 186',
  ],
  [
    { delivery: { maxAgeSeconds: 59 } },
    'jobs[0].delivery.maxAgeSeconds: must be a whole number from 60 to 86400 (seconds), got 59',
  ],
  [
    { secrets: { VENDOR_KEY: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:vendor' } },
    'jobs[0].secrets.VENDOR_KEY: must be the ARN of a Secrets Manager secret with its six last characters (…:secret:vendor-key-AbCdEf, and :<json key>:: may follow), the ARN of an SSM parameter or its name (/vendor/key), got "arn:aws:secretsmanager:us-east-1:123456789012:secret:vendor"',
  ],
  [
    { environment: { KEY: 'x' }, secrets: { KEY: '/vendor/key' } },
    'jobs[0].secrets.KEY: must not be the name of an environment variable as well, got "KEY"',
  ],
  [
    { secrets: { DATA_URI: '/data/uri' } },
    'jobs[0].secrets.DATA_URI: must not be the name of an environment variable as well, got "DATA_URI"',
  ],
  [
    { secretKeyArns: ['alias/mine'] },
    'jobs[0].secretKeyArns[0]: must be the ARN of a KMS key, such as arn:aws:kms:us-east-1:123456789012:key/…, not of an alias, got "alias/mine"',
  ],
  [
    { image: 'Acme/report' },
    'jobs[0].image: must be the reference of an image, repository:tag or repository@sha256:<64 hex digits>, got "Acme/report"',
  ],
  [
    { ephemeralStorageGiB: 20 },
    'jobs[0].ephemeralStorageGiB: must be a whole number from 21 to 200 (GiB), got 20',
  ],
])('refuses a job with %j', (job, problem) => {
  expect(problemsOf(configOf(job))).toEqual([
    'config.ts has 1 problem; nothing was written',
    `  ${problem}`,
  ]);
});

test('takes the symbols of every vendor', () => {
  const SYMBOLS = 'M&M.NS,BACpL,BAMpAw,CRTr,ES=F,^GSPC,BRK.B,7203.T';
  expect(problemsOf(configOf({ environment: { SYMBOLS } }))).toEqual([]);
});

test('an environment runs a job by a schedule that runs after another elsewhere, and the other way', () => {
  const config = (jobs: NonNullable<Config['environments'][string]['jobs']>) =>
    configOf(
      {},
      {
        jobs: [
          { name: 'nightly', schedule: 'rate(1 day)', timeZone: 'Asia/Tokyo' },
          { name: 'report', after: 'nightly' },
          { name: 'mail', schedule: 'rate(2 days)', timeZone: 'Mars' },
        ],
        environments: { test: { state: { backend: 'local' }, jobs } },
      },
    );
  const [, report, mail] = loadSettings(
    config({
      report: { schedule: 'rate(1 hour)' },
      mail: { after: 'nightly' },
    }),
    { FARGATE_CRON_ENV: 'test' },
  ).jobs;
  expect(report).toMatchObject({ schedule: 'rate(1 hour)', timeZone: 'UTC' });
  expect(report).not.toHaveProperty('after');
  expect(mail).toMatchObject({ schedule: 'rate(1 day)', timeZone: 'Asia/Tokyo', after: 'nightly' });
});

test.each<[string, Partial<Config>, string[]]>([
  [
    'a job that is mistyped',
    {
      jobs: [
        { name: 'nightly', schedule: 'rate(1 day)' },
        { name: 'report', after: 'nigthly' },
      ],
    },
    ['jobs[1].after: must name another job, got "nigthly"; did you mean nightly?'],
  ],
  [
    'the only job there is',
    { jobs: [{ name: 'nightly', after: 'nightly' }] },
    ['jobs[0].after: must name another job, got "nightly"'],
  ],
  [
    'a ring',
    {
      jobs: [
        { name: 'a', after: 'c' },
        { name: 'b', after: 'a' },
        { name: 'c', after: 'b' },
        { name: 'd', after: 'c' },
      ],
    },
    ['jobs[0].after: must not lead back to the job itself, got a after c after b after a'],
  ],
  [
    'one that is switched off, though not at once',
    {
      jobs: [
        { name: 'nightly', schedule: 'rate(1 day)', enabled: false },
        { name: 'report', after: 'nightly', enabled: false },
        { name: 'mail', after: 'report' },
      ],
    },
    [
      'jobs[2].after: must not lead to a job that is switched off, got "report"; write enabled: false for mail, too, where report has it',
    ],
  ],
  [
    'one whose schedule is wrong, which is told once',
    {
      jobs: [
        { name: 'nightly', schedule: 'daily', timeZone: 'Mars', startDate: 'soon' },
        { name: 'report', after: 'nightly' },
      ],
    },
    ['schedule', 'timeZone', 'startDate'].map((field) => `jobs[0].${field}: `),
  ],
  [
    'one that has no name yet',
    untyped({ jobs: [{ schedule: 'rate(1 day)' }, { name: 'report', after: 'nightly' }] }),
    ['jobs[0].name: is required', 'jobs[1].after: must name another job, got "nightly"'],
  ],
])('of a job that runs after %s all is told once', (_, shared, problems) => {
  const [, ...found] = problemsOf(configOf({}, shared));
  expect(found.map((line) => line.trim())).toEqual(
    problems.map((each) => expect.stringContaining(each) as string),
  );
});

test('a problem stands where the value was written, in the environment if it is there', () => {
  const config = configOf(
    {},
    {
      environments: {
        test: { state: { backend: 'local' }, jobs: { nightly: { schedule: 'daily' } } },
      },
    },
  );
  expect(problemsOf(config)[1]).toBe(
    '  environments.test.jobs.nightly.schedule: must be cron(…), rate(…) or at(…), got "daily"; for example cron(0 18 ? * FRI *)',
  );
});

test('an environment that does not exist is named with those that do', () => {
  expect(problemsOf(configOf(), 'staging')).toEqual([
    'config.ts has 1 problem; nothing was written',
    '  environments: FARGATE_CRON_ENV, or --env, must name one of test, got "staging"',
  ]);
});

test('what config.ts does not export by default is asked for', () => {
  expect(problemsOf(undefined as unknown as Config)).toEqual([
    'config.ts has 1 problem; nothing was written',
    '  default: is required: write export default defineConfig({ … })',
  ]);
});

test('what is required says so', () => {
  const config = untyped({
    project: 'acme',
    jobs: [{ schedule: 'rate(1 day)' }],
    environments: {},
  });
  expect(problemsOf(config)).toContain('  jobs[0].name: is required: write a string');
  expect(defineConfig(config)).toBe(config);
});
