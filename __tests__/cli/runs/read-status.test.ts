import { readStatus } from '../../../cli/runs/read-status';
import { configOf } from '../../synthesis';
import { answerFor, deployed, machineOf } from './fake-aws-runs';

jest.mock('../../../cli/deployed/alarms', () => ({ readAlarms: () => Promise.resolve([]) }));

afterEach(() => {
  jest.restoreAllMocks();
});

test('a job that runs after another says so, and is next due with it unless it is switched off', async () => {
  const schedule = 'cron(0 0 1 1 ? 2199)';
  const config = configOf(
    {},
    {
      jobs: [
        { name: 'crawl', schedule, image: 'x' },
        { name: 'report', after: 'crawl', image: 'x' },
        { name: 'off', after: 'crawl', image: 'x', enabled: false },
        { name: 'new', after: 'report', image: 'x' },
      ],
    },
  );
  answerFor({
    schedules: { crawl: { ScheduleExpression: schedule, Target: { Arn: machineOf('crawl') } } },
  });
  const { status } = await readStatus(
    deployed(config, ['crawl', 'report', 'off'], ''),
    undefined,
    1,
  );
  const next = { utc: '2199-01-01T00:00:00Z' };
  expect(status).toMatchObject([
    { name: 'crawl', schedule, after: null, enabled: true, next },
    { name: 'report', state: 'deployed', schedule, after: 'crawl', enabled: true, next },
    { name: 'off', after: 'crawl', enabled: false, paused: false, next: null },
    { name: 'new', state: 'not deployed', after: 'report', enabled: true, next: null },
  ]);
});
