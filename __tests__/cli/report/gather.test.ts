import { factsOf } from '../../../cli/report/gather';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';
import { manifestOf } from './facts';

const { jobs } = loadSettings(
  configOf({ schedule: 'cron(0 23 ? * THU *)', environment: { PRICE_SOURCE: 'yahoo' } }),
  { FARGATE_CRON_ENV: 'test' },
);
const now = new Date('2026-11-24T12:00:00Z');
const at = (day: string) => `2026-${day}T23:00:00Z`;

test('a run is due from the first one on that fits the schedule as it is now', () => {
  const [job] = jobs;
  if (job === undefined) throw new Error('the configuration must have a job');
  // On Fridays, until the schedule was changed to Thursdays.
  const fridays = ['10-16', '10-23', '10-30'].map((day) => manifestOf(at(day)));
  expect(factsOf(job, jobs, fridays, now).due).toEqual([]);
  const changed = [...fridays, manifestOf(at('11-05')), manifestOf(at('11-19'))];
  expect(factsOf(job, jobs, changed, now).due).toEqual([at('11-05'), at('11-12'), at('11-19')]);
});
