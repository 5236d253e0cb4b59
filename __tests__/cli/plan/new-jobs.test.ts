import { newJobs, renderNewJobs } from '../../../cli/plan/new-jobs';
import { parsedStacks } from '../../../cli/plan/stacks';
import type { Config } from '../../../stacks/config/config';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf, synthesize } from '../../synthesis';
import { changesIn, golden, type ChangeOf } from './plans';

const now = new Date('2026-11-24T00:00:00Z');

const config = configOf(
  {
    name: 'daily-report',
    schedule: 'cron(0 18 ? * MON-FRI *)',
    timeZone: 'America/New_York',
    image: 'public.ecr.aws/acme/report:2',
    secrets: { API_TOKEN: '/acme/token' },
    overlap: 'forbid',
    timeoutSeconds: 1800,
  },
  { alarms: { email: 'ops@example.com' } },
);

function found(of: Config, withState: (address: string) => ChangeOf[] = () => []) {
  const stacks = parsedStacks(
    Object.entries(synthesize(of)).map(([id, json]) => ({
      id: id as 'task',
      text: JSON.stringify(json),
    })),
  );
  const created = Object.entries(stacks['schedule']?.resource ?? {}).flatMap(([type, byName]) =>
    Object.entries(byName).map(([id, after]) => ({ address: `${type}.${id}`, after })),
  );
  const trigger = created.find(({ address }) => address.includes('schedule.job-'));
  const changes = changesIn('schedule', ...created, ...withState(trigger?.address ?? ''));
  return newJobs(loadSettings(of, { FARGATE_CRON_ENV: 'test' }), changes, stacks, now);
}

test('a new job is told as its reviewer asks: when, what, how big, with which rights, for how much', () => {
  const text = renderNewJobs(found(config), true);
  expect(text).toBe(golden('new-job.md', text));
});

test('a job that moves to another stack is not new', () => {
  expect(found(config)).toHaveLength(1);
  expect(found(config, (address) => [{ address, before: { name: 'daily-report' } }])).toEqual([]);
});

test('what is the same as of another job, and what there is none of, is said', () => {
  const [first, second] = found(
    configOf(
      {},
      {
        jobs: [
          { name: 'nightly', schedule: 'rate(1 day)', image: { build: 'crawler' } },
          { name: 'hourly', schedule: 'rate(1 hour)', task: 'nightly', trigger: 'rule' },
        ],
      },
    ),
  ).map(({ rows, rights }) => ({ ...Object.fromEntries(rows), rights }));
  expect(first).toMatchObject({
    image: 'built from `crawler`',
    secrets: 'none',
    notifications: 'none',
  });
  expect(second).toMatchObject({ image: 'that of the job `nightly`, whose task and roles it has' });
  expect(second?.rights.map(({ role }) => role)).not.toContain('task');
});

test('many are folded up, and rights are left out where there is no room', () => {
  const [job] = found(config);
  const four = Array.from({ length: 4 }, () => job).filter((each) => each !== undefined);
  expect(renderNewJobs(four, true).match(/<details>/g)).toHaveLength(4);
  expect(renderNewJobs(four, false)).not.toContain('sqs:SendMessage');
});

describe('a job that runs after another', () => {
  const after = configOf(
    {},
    {
      alarms: { email: 'ops@example.com' },
      jobs: [
        { name: 'crawl', schedule: 'rate(1 hour)', image: 'x:1' },
        { name: 'report', after: 'crawl', image: 'x:1' },
      ],
    },
  );
  const names = (withState?: (address: string) => ChangeOf[]) =>
    found(after, withState).map(({ name }) => name);

  test('is told by what starts it, and costs and may do what is its own', () => {
    const [crawl, report] = found(after);
    expect(new Map(crawl?.rows).get('notifications')).toBe(
      'of a run that fails, a run that does not happen',
    );
    const rows = new Map(report?.rows);
    expect(rows.get('schedule')).toBe('after each run of `crawl` that is done');
    expect(rows.has('next runs')).toBe(false);
    expect(rows.get('notifications')).toBe('of a run that fails');
    expect(rows.get('cost')).toMatch(/^about \$[1-9]/);
    expect(report?.rights.map(({ role }) => role)).not.toContain('schedule');
    expect(report?.rights.map(({ role }) => role)).toContain('machine');
  });

  test('is not new where it had a schedule, nor is one that had a state machine', () => {
    const schedule = 'aws_scheduler_schedule.job-report_schedule_1';
    expect(names()).toEqual(['crawl', 'report']);
    expect(names(() => [{ address: schedule, before: { name: 'report' } }])).toEqual(['crawl']);
    const machine = 'aws_sfn_state_machine.machine-crawl_machine_1';
    expect(names(() => [{ address: machine, before: { name: 'acme-test-crawl' } }])).toEqual([
      'report',
    ]);
  });
});
