import { crawls } from '../../../stacks/settings/crawls';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';

const schedule = 'rate(1 day)';

test('a job crawls by its own command, or that of the task that it runs', () => {
  const config = configOf(
    {},
    {
      jobs: [
        { name: 'crawl', schedule },
        { name: 'named', schedule, command: ['crawl'] },
        { name: 'report', schedule, image: 'registry.example/report:1' },
        { name: 'same', schedule, task: 'report' },
        { name: 'look', schedule, task: 'crawl', command: ['check'] },
        { name: 'check', schedule, command: ['check'] },
        { name: 'again', schedule, task: 'check' },
        { name: 'back', schedule, task: 'check', command: ['crawl'] },
      ],
    },
  );
  const { jobs } = loadSettings(config, { FARGATE_CRON_ENV: 'test' });
  const crawling = jobs.filter((job) => crawls(job, jobs)).map(({ name }) => name);
  expect(crawling).toEqual(['crawl', 'named', 'back']);
});
