import { problemsOf } from '../../../../docs/checks';
import type { Config, JobConfig } from '../../../../stacks/config/config';
import { ownVariables } from '../../../../stacks/rules/environment';
import { configOf, only, synthesize } from '../../../synthesis';

const alarms = { email: 'jobs@example.com' };
const environments = { dev: { state: { backend: 'local' as const } } };
const problems = (job: Partial<JobConfig>, part: Partial<Config> = {}) =>
  problemsOf(configOf(job, { environments, ...part })).map(({ text }) => text);

test('a secret has none of the names of the variables that every container is given', () => {
  const { container_definitions: text } = only(
    synthesize(configOf()).task,
    'aws_ecs_task_definition',
  );
  const [container] = JSON.parse(String(text)) as [{ environment: { name: string }[] }];
  const given = container.environment.map(({ name }) => name);
  expect(given).toEqual(ownVariables(true));
  for (const name of given) {
    expect(problems({ secrets: { [name]: '/acme/value' } })).toEqual([
      `must not be the name of an environment variable as well, got "${name}"`,
    ]);
  }
});

test('without data DATA_URI is a name like any other', () => {
  const job = { image: 'acme/report:1', secrets: { DATA_URI: '/acme/elsewhere' } };
  expect(problems({ ...job, data: false })).toEqual([]);
  expect(problems({ ...job, data: 'read' })).toHaveLength(1);
});

test('a job that runs the task of another gives no value to a secret of it', () => {
  const owner = { name: 'nightly', schedule: 'rate(1 day)', secrets: { KEY: '/acme/key' } };
  const other = { name: 'hourly', schedule: 'rate(1 hour)', task: 'nightly' };
  const of = (environment: Record<string, string>) =>
    problems({}, { jobs: [owner, { ...other, environment }] });
  expect(of({ LEVEL: 'x' })).toEqual([]);
  expect(of({ KEY: 'x' })).toEqual([
    'must not be the name of a secret of the task that it runs, got "KEY"',
  ]);
});

test('a job on a rule is called as no rule of the alarms', () => {
  const { schedule } = synthesize(configOf({ retries: 1 }, { alarms, history: false }));
  const rules = Object.values(schedule.resource['aws_cloudwatch_event_rule'] ?? {});
  const names = rules.map(({ name }) => String(name).replace('acme-test-', ''));
  expect(names).toHaveLength(3);
  for (const name of names) {
    expect(problems({ name, trigger: 'rule' }, { alarms })).toEqual([
      `must not be failed-runs or failed-executions or unnotified-runs with trigger "rule", because the rules of the alarms are called so, got "${name}"`,
    ]);
    expect(problems({ name, trigger: 'rule' })).toEqual([]);
    expect(problems({ name }, { alarms })).toEqual([]);
  }
});

test('SYMBOLS is read by the crawler, and may be anything to an image of its own', () => {
  const environment = { SYMBOLS: 'one of; two' };
  expect(problems({ environment })).toHaveLength(1);
  expect(problems({ environment, image: 'acme/report:1' })).toEqual([]);
});
