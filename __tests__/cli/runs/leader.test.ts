import { afterLeaders } from '../../../cli/runs/leader';
import type { JobRuns } from '../../../cli/runs/job-run';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';
import { someRun } from './some-run';

const time = '2026-11-20T23:00:00Z';

/** The outcomes that are left of two jobs, the first of which failed while the second was not started. */
function leftOf(second: { schedule: string } | { after: string }, first?: string) {
  const jobs = [
    { name: 'crawl', schedule: 'rate(1 day)' },
    { name: 'report', ...second },
  ];
  const [crawl, report] = loadSettings(configOf({}, { jobs }), { FARGATE_CRON_ENV: 'test' }).jobs;
  const runs = (name: string, outcome: 'failed' | 'missed', deployed: object) =>
    ({ name, ...deployed, runs: [someRun(time, outcome)] }) as unknown as JobRuns;
  return afterLeaders([
    runs('crawl', 'failed', { job: crawl, trigger: {} }),
    runs('report', 'missed', { job: report, trigger: { first } }),
  ]).map((each) => each.runs.map(({ outcome }) => outcome));
}

test.each([
  ['runs after it', { after: 'crawl' }, 'crawl', []],
  ['does not yet, as it is deployed', { after: 'crawl' }, undefined, ['missed']],
  ['still does, as it is deployed', { schedule: 'rate(1 day)' }, 'crawl', []],
  ['does not', { schedule: 'rate(1 day)' }, undefined, ['missed']],
])('where a job failed, one that %s has missed: %j', (_, second, first, outcomes) => {
  expect(leftOf(second, first)).toEqual([['failed'], outcomes]);
});
