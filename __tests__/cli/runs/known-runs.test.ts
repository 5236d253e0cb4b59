import { knownRuns, type KnownRuns } from '../../../cli/runs/known-runs';
import { missingRun } from '../../../cli/runs/missing-run';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';
import { manifestOf } from '../report/facts';

const schedule = 'cron(0/5 * * * ? *)';
const { jobs } = loadSettings(
  configOf({ name: 'crawl', schedule, environment: { PRICE_SOURCE: 'yahoo' } }),
  { FARGATE_CRON_ENV: 'test' },
);
const [job] = jobs;
if (job === undefined) throw new Error('the configuration must have a job');
const nobody: KnownRuns = { runs: [], since: undefined };
const trigger = {
  grammar: 'scheduler' as const,
  enabled: true,
  expression: schedule,
  timeZone: 'UTC',
  createdAt: new Date('2026-01-01T00:00:00Z'),
};

/** Runs of every five minutes, the newest at 04:55, the newest first. */
function manifests(count: number) {
  const newest = Date.parse('2026-11-20T04:55:00Z');
  return Array.from({ length: count }, (_, back) =>
    manifestOf(new Date(newest - back * 300_000).toISOString()),
  );
}

test('what is older than the oldest manifest that was read is not known', () => {
  const known = knownRuns(job, jobs, manifests(5), nobody);
  expect(known.since).toEqual(new Date('2026-11-20T04:35:00Z'));
  // An hour later at the latest AWS has delivered the run of 04:00, which is beyond those five.
  const now = new Date('2026-11-20T04:58:00Z');
  expect(missingRun(trigger, known, job, now)).toBeNull();
  const all = knownRuns(job, jobs, manifests(20), nobody);
  expect(missingRun(trigger, all, job, now)).toBeNull();
  const gap = { ...all, runs: all.runs.filter(({ scheduledTime: at }) => !at.includes('T03:55')) };
  expect(missingRun(trigger, gap, job, now)).toBe('2026-11-20T03:55:00Z');
});

test('of the stored data and of AWS, the one that knows more decides', () => {
  const since = new Date('2026-11-20T04:00:00Z');
  expect(knownRuns(job, jobs, manifests(5), { runs: [], since }).since).toEqual(since);
  expect(knownRuns(job, jobs, manifests(20), { runs: [], since }).since).toEqual(
    new Date('2026-11-20T03:20:00Z'),
  );
  expect(knownRuns(job, jobs, [], nobody).since).toBeUndefined();
});
