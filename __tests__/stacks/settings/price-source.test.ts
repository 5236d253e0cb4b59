import { loadConfig } from '../../../crawler/src/config/config';
import { defaultSource, sourceOf } from '../../../stacks/settings/price-source';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';

const schedule = 'rate(1 day)';
const { jobs } = loadSettings(
  configOf(
    {},
    {
      jobs: [
        { name: 'crawl', schedule, environment: { PRICE_SOURCE: 'tiingo' } },
        { name: 'nightly', schedule, task: 'crawl' },
        { name: 'plain', schedule },
        { name: 'report', schedule, image: 'registry.example/report:1' },
        { name: 'look', schedule, task: 'crawl', command: ['check'] },
      ],
    },
  ),
  { FARGATE_CRON_ENV: 'test' },
);

test('a source is the job’s, the one of the task that it runs, or the default of the crawler', () => {
  expect(jobs.map((job) => [job.name, sourceOf(job, jobs)])).toEqual([
    ['crawl', 'tiingo'],
    ['nightly', 'tiingo'],
    ['plain', defaultSource],
    ['report', undefined],
    // What it finds lies under _checks/.
    ['look', undefined],
  ]);
});

test('the default is that of the crawler', () => {
  const env = { SYMBOLS: 'AAPL', DATA_URI: 'file:///data' };
  expect(loadConfig('crawl', env, new Date('2026-11-24T00:00:00Z')).source).toBe(defaultSource);
});
