import type { Config, EnvironmentConfig, JobConfig } from '../../../../stacks/config/config';
import { ConfigError, formatPath } from '../../../../stacks/config/config-error';
import { loadSettings } from '../../../../stacks/settings/load-settings';
import { configOf } from '../../../synthesis';

type Environments = Readonly<Record<string, Omit<EnvironmentConfig, 'state'>>>;

const jobs = (...names: (string | Partial<JobConfig>)[]): JobConfig[] =>
  names.map((job) => ({
    name: 'nightly',
    schedule: 'rate(1 day)',
    ...(typeof job === 'string' ? { name: job } : job),
  }));

function problems(list: JobConfig[], environments: Environments, part: Partial<Config> = {}) {
  const config = configOf({}, { jobs: list, ...part });
  const withState = Object.entries(environments).map(([name, environment]) => [
    name,
    { state: { backend: 'local' }, ...environment },
  ]);
  const all = Object.fromEntries(withState) as Config['environments'];
  const [first] = Object.keys(environments);
  try {
    loadSettings({ ...config, environments: all }, { FARGATE_CRON_ENV: first });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, text }) => `${formatPath(path)}: ${text}`);
  }
}

const account = { accountId: '123456789012' };
const other = { accountId: '210987654321' };

test('an environment and a job make the names of another environment and another job', () => {
  expect(problems(jobs('eu-report', 'report'), { prod: account, 'prod-eu': account })).toEqual([
    'jobs[1].name: must not make a role "acme-prod-eu-report-schedule" in environment "prod-eu", as jobs[0].name does in "prod"; write another name',
  ]);
});

test.each<[string, JobConfig[], Environments]>([
  ['one job', jobs('report'), { prod: account, 'prod-eu': account }],
  ['other jobs', jobs('us-report', 'report'), { prod: account, 'prod-eu': account }],
  ['accounts that differ', jobs('eu-report', 'report'), { prod: account, 'prod-eu': other }],
])('%s: no names meet', (_, list, environments) => {
  expect(problems(list, environments)).toEqual([]);
});

test('images of two environments make one repository', () => {
  const list = jobs(
    { name: 'one', image: { build: './one', name: 'eu-report' } },
    { name: 'two', image: { build: './two', name: 'report' } },
  );
  expect(problems(list, { prod: account, 'prod-eu': account })).toEqual([
    'jobs[1].image: must not make a repository "acme-prod-eu-report" in environment "prod-eu", as jobs[0].image does in "prod"; write another name',
  ]);
});

test("roles are the account's, so another region parts them not", () => {
  const environments = { prod: account, 'prod-eu': { ...account, region: 'eu-west-1' } };
  expect(problems(jobs('eu-report', 'report'), environments)).toHaveLength(1);
});

test('an account that nobody named may be the same', () => {
  expect(problems(jobs('eu-report', 'report'), { prod: account, 'prod-eu': {} })).toEqual([
    expect.stringMatching(
      /; write another name, or the accountId of both environments, if these differ$/,
    ),
  ]);
});

test('a job on a rule meets the rules of the alarms, in one region', () => {
  const list = jobs({ name: 'runs', trigger: 'rule' });
  const alarms = { email: 'jobs@example.com' };
  const environments = (region: string) => ({
    prod: account,
    'prod-failed': { ...account, region },
  });
  expect(problems(list, environments('us-east-1'), { alarms })).toEqual([
    'jobs[0].name: must not make a rule "acme-prod-failed-runs" in environment "prod-failed", as environments.prod does in "prod"; write another name',
  ]);
  expect(problems(list, environments('eu-west-1'), { alarms })).toEqual([]);
  expect(problems(list, environments('us-east-1'))).toEqual([]);
});

test('what is imported has one state that it belongs to', () => {
  const imports = {
    dataBucket: 'acme-data',
    repository: 'acme/report',
    cluster: 'main',
    logGroups: { nightly: '/acme/nightly' },
  };
  const list = jobs('nightly');
  expect(problems(list, { dev: { ...account, imports }, test: { ...account, imports } })).toEqual([
    expect.stringContaining(
      'environments.test.imports.dataBucket: must not make a bucket "acme-data"',
    ),
    expect.stringContaining('environments.test.imports.repository: must not make a repository'),
    expect.stringContaining('environments.test.imports.cluster: must not make a cluster "main"'),
    expect.stringContaining(
      'environments.test.imports.logGroups.nightly: must not make a log group',
    ),
  ]);
  const elsewhere = { ...account, region: 'eu-west-1', imports };
  expect(problems(list, { dev: { ...account, imports }, test: elsewhere })).toEqual([
    expect.stringContaining('imports.dataBucket'),
  ]);
});

test('environments of one account have prefixes of their own, in whatever region', () => {
  const names = { prefix: 'acme' };
  const dev = { ...account, names, region: 'eu-west-1' };
  expect(problems(jobs('report'), { prod: { ...account, names }, dev })).toEqual([
    'environments.dev.names.prefix: must not make a prefix "acme" in environment "dev", as environments.prod.names.prefix does in "prod"; write another name',
  ]);
  expect(problems(jobs('report'), { prod: { ...other, names }, dev })).toEqual([]);
  // One that nobody wrote.
  const taken = { ...account, names: { prefix: 'acme-prod' } };
  expect(problems(jobs('report'), { prod: account, taken })).toHaveLength(1);
});

test('environments of one account and region have log groups of their own', () => {
  const names = { logGroups: '/jobs' };
  const prod = { ...account, names };
  expect(problems(jobs('report'), { prod, dev: prod })).toEqual([
    'environments.dev.names.logGroups: must not make a path of log groups "/jobs" in environment "dev", as environments.prod.names.logGroups does in "prod"; write another name',
  ]);
  expect(problems(jobs('report'), { prod, dev: { ...prod, region: 'eu-west-1' } })).toEqual([]);
});
