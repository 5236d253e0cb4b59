import { hoursOf, scheduleOf } from '../../../cli/report/gather';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';
import { jobOf, runOf } from './facts';

const now = new Date('2026-11-24T12:00:00Z');
const settings = loadSettings(
  configOf({ schedule: 'cron(0 23 ? * THU *)', timeZone: 'Europe/Berlin' }),
  { FARGATE_CRON_ENV: 'test' },
);
const [job] = settings.jobs;
const trigger = jobOf('nightly', []).trigger;

test('the schedule as it is applied counts, and fires next by it', () => {
  expect(scheduleOf({ job, trigger }, now)).toMatchObject({
    ...{ schedule: 'rate(1 day)', timeZone: 'UTC', enabled: true },
    next: [{ utc: '2026-11-24T12:00:00Z' }, {}, {}, {}, {}],
  });
});

test('of a job that is not deployed config.ts says when, but it fires at no time', () => {
  expect(scheduleOf({ job, trigger: undefined }, now)).toEqual({
    ...{ schedule: 'cron(0 23 ? * THU *)', timeZone: 'Europe/Berlin', enabled: true },
    next: [],
  });
  expect(scheduleOf({ job: undefined, trigger: undefined }, now).next).toEqual([]);
});

test('a job that is disabled fires at no time', () => {
  expect(scheduleOf({ job, trigger: trigger && { ...trigger, enabled: false } }, now)).toEqual({
    ...{ schedule: 'rate(1 day)', timeZone: 'UTC', enabled: false },
    next: [],
  });
});

test('of a job that runs after another its leader says when', () => {
  const follower = job && { ...job, after: 'crawl' };
  const first = 'crawl';
  expect(
    scheduleOf({ job: follower, trigger: trigger && { ...trigger, first } }, now),
  ).toMatchObject({
    ...{ schedule: 'after crawl', enabled: true },
    next: [{ utc: '2026-11-24T12:00:00Z' }, {}, {}, {}, {}],
  });
  expect(scheduleOf({ job: follower, trigger: undefined }, now)).toMatchObject({
    ...{ schedule: 'after crawl', next: [] },
  });
  // It is not applied yet.
  expect(scheduleOf({ job: follower, trigger }, now)).toMatchObject({ schedule: 'rate(1 day)' });
});

test('hours are those of runs that began, a minute each at least', () => {
  const runs = [
    runOf('2026-11-24T02:00:00Z', { durationSeconds: 3600 }),
    runOf('2026-11-23T02:00:00Z', { durationSeconds: 5, outcome: 'failed' }),
    runOf('2026-11-22T02:00:00Z', { durationSeconds: null, startedAt: null, outcome: 'missed' }),
    runOf('2026-11-21T02:00:00Z', { durationSeconds: 1, outcome: 'skipped' }),
  ];
  const fanOut = { symbolsPerTask: 1, maxConcurrency: 1, toleratedFailurePercentage: 0 };
  const hours = hoursOf([
    jobOf('nightly', runs),
    jobOf('wide', runs, { job: job && { ...job, fanOut } }),
  ]);
  expect([...hours]).toEqual([['nightly', 1 + 60 / 3600]]);
});
