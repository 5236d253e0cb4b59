import { loadSettings } from '../../../stacks/settings/load-settings';
import type { JobConfig } from '../../../stacks/config/config';
import { configOf } from '../../synthesis';

/** The shortest of a few, since a machine with other work has longer ones. */
function millisecondsFor(count: number): number {
  const jobs = Array.from({ length: count }, (_, index): JobConfig => {
    const name = `job-${index}`;
    return index % 2 === 0
      ? { name, image: 'nginx:1', schedule: 'rate(1 day)' }
      : { name, image: 'nginx:1', after: `job-${index - 1}` };
  });
  const config = configOf({}, { jobs });
  const times = Array.from({ length: 3 }, () => {
    const started = performance.now();
    loadSettings(config, { FARGATE_CRON_ENV: 'test' });
    return performance.now() - started;
  });
  return Math.min(...times);
}

test('ten times as many jobs do not cost a hundred times as much', () => {
  millisecondsFor(100);
  expect(millisecondsFor(1500) / millisecondsFor(150)).toBeLessThan(60);
});
