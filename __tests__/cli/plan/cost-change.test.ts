import { estimateCost } from '../../../cli/cost/estimate-cost';
import { costChange } from '../../../cli/plan/cost-change';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { parsedStacks } from '../../../cli/plan/stacks';
import { configurations, type Configuration } from '../../golden/configurations';
import { configOf, synthesize } from '../../synthesis';
import { appliedPlans } from './applied-form';

const now = new Date('2026-11-01T00:00:00Z');

function project({ config, planWithout = '' }: Configuration) {
  const settings = loadSettings(config, {
    FARGATE_CRON_ENV: 'test',
    FARGATE_CRON_PLAN_WITHOUT: planWithout,
  });
  const texts = Object.entries(synthesize(config, 'test', planWithout)).map(([id, stack]) => ({
    id: id as 'task',
    text: JSON.stringify(stack),
  }));
  const applied = appliedPlans(new Map(texts.map(({ id, text }) => [id, text])));
  return { settings, stacks: parsedStacks(texts), applied };
}

test.each(Object.entries(configurations))(
  'what stands costs what the command `cost` says, and so does what is replaced: %s',
  (_, configuration) => {
    const { settings, stacks, applied } = project(configuration);
    const { usd } = estimateCost(settings, { from: now }, stacks);
    expect(usd).toBeGreaterThan(0);
    expect(costChange(settings, stacks, applied, now)).toEqual({ before: usd, after: usd });
  },
);

test('a schedule is priced with the task of another stack, which stays as it is', () => {
  const of = (schedule: string) => project({ config: configOf({ schedule }) });
  const hourly = of('rate(1 hour)');
  const daily = of('rate(1 day)');
  const change = costChange(hourly.settings, hourly.stacks, daily.applied, now);
  expect(change.before).toBe(estimateCost(daily.settings, { from: now }).usd);
  expect(change.after).toBeGreaterThan(10 * change.before);
});

test('nothing is paid before the first deployment', () => {
  const { settings, stacks } = project({ config: configOf() });
  const { before, after } = costChange(settings, stacks, [{}], now);
  expect(before).toBe(0);
  expect(after).toBe(estimateCost(settings, { from: now }).usd);
});
