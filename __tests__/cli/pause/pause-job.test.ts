import { loadProject } from '../../../cli/deployed/project';
import { Failure } from '../../../cli/failure';
import { pauseJob, resumeJob } from '../../../cli/pause/pause-job';
import { setFiring } from '../../../cli/pause/pause-parts';
import { configOf } from '../../synthesis';
import { answerFor, deployed, machineOf } from '../runs/fake-aws-runs';

jest.mock('../../../cli/deployed/account', () => ({ requireAccount: jest.fn() }));
jest.mock('../../../cli/deployed/project', () => ({
  ...jest.requireActual<object>('../../../cli/deployed/project'),
  loadProject: jest.fn(),
}));
jest.mock('../../../cli/pause/pause-parts', () => ({ setFiring: jest.fn() }));

beforeEach(() => {
  const schedule = 'rate(1 day)';
  const jobs = [
    { name: 'crawl', schedule },
    { name: 'report', after: 'crawl' },
    { name: 'mail', after: 'report' },
    { name: 'other', schedule },
  ];
  const names = jobs.map(({ name }) => name);
  jest.mocked(loadProject).mockReturnValue(deployed(configOf({}, { jobs }), names, ''));
  jest.mocked(setFiring).mockReset().mockResolvedValue(true);
  answerFor({
    schedules: { crawl: { ScheduleExpression: schedule, Target: { Arn: machineOf('crawl') } } },
  });
});

afterEach(() => {
  jest.restoreAllMocks();
});

test.each([
  ['pause', pauseJob],
  ['resume', resumeJob],
])('%s refuses a job that runs after another, and says which to name', async (_, change) => {
  await expect(change('mail', {})).rejects.toThrow(
    new Failure(
      'mail runs after another job and has no schedule of its own: name crawl, whose schedule it is',
    ),
  );
  expect(setFiring).not.toHaveBeenCalled();
});

test('with a job those are paused that run after it', async () => {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await pauseJob('crawl', {});
  expect(write.mock.calls.join('')).toBe(
    'crawl is paused, and report, which runs after it, and mail, which runs after it: npx fargate-cron resume crawl lets it run again\n',
  );
});
