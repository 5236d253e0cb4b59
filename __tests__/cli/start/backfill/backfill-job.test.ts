import { loadProject } from '../../../../cli/deployed/project';
import { backfillJob } from '../../../../cli/start/backfill/backfill-job';
import { configOf } from '../../../synthesis';
import { answerFor, deployed, machineOf } from '../../runs/fake-aws-runs';

jest.mock('../../../../cli/deployed/account', () => ({ requireAccount: jest.fn() }));
jest.mock('../../../../cli/deployed/project', () => ({
  ...jest.requireActual<object>('../../../../cli/deployed/project'),
  loadProject: jest.fn(),
}));

afterEach(() => {
  jest.restoreAllMocks();
});

test('a job that runs after another is run again where that one is done', async () => {
  const schedule = 'cron(0 * * * ? *)';
  const jobs = [
    { name: 'crawl', schedule, image: 'x' },
    { name: 'report', after: 'crawl', image: 'x' },
  ];
  answerFor({
    schedules: { crawl: { ScheduleExpression: schedule, Target: { Arn: machineOf('crawl') } } },
    executions: ['FAILED', 'SUCCEEDED', 'SUCCEEDED'].map((status, back) => {
      const time = `2026-11-20T0${3 - back}:00:00Z`;
      return {
        ...{ executionArn: time, stateMachineArn: machineOf('crawl'), status },
        ...{ startDate: new Date(time), stopDate: new Date(time) },
        ...{ input: JSON.stringify({ scheduledTime: time }), output: '{"outcome":"done"}' },
      };
    }),
  });
  jest
    .mocked(loadProject)
    .mockReturnValue(deployed(configOf({}, { jobs }), ['crawl', 'report'], ''));
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await backfillJob('report', {
    ...{ from: '2026-11-20T00:00:00Z', to: '2026-11-20T03:00:00Z', parallel: '1', most: '9' },
    ...{ unknown: true, dryRun: true, json: true },
  });
  const { runs } = JSON.parse(write.mock.calls.map(([text]) => text).join('')) as {
    runs: { scheduledTime: string }[];
  };
  expect(runs.map(({ scheduledTime }) => scheduledTime.slice(11, 13))).toEqual(['01', '02']);
});
