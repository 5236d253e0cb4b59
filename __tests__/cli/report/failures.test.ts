import { failuresSection, newestFailures } from '../../../cli/report/failures';
import { factsOf, jobOf, runOf, timesOf } from './facts';

const failed = { outcome: 'failed', exitCode: 1, reason: 'password=hunter2 was refused' } as const;

test('the newest first, and of one job no more than three', () => {
  const jobs = [
    jobOf(
      'often',
      timesOf(100, 60_000).map((time) => runOf(time, failed)),
    ),
    jobOf('nightly', [
      runOf('2026-11-24T01:59:30Z', { outcome: 'timed-out' }),
      runOf('2026-11-23T02:00:00Z', { outcome: 'missed' }),
      runOf('2026-11-22T02:00:00Z', { outcome: 'interrupted' }),
    ]),
  ];
  expect(
    newestFailures(jobs).map(({ job, run }) => `${job.name} ${run.scheduledTime} ${run.outcome}`),
  ).toEqual([
    'often 2026-11-24T02:00:00Z failed',
    'nightly 2026-11-24T01:59:30Z timed-out',
    'often 2026-11-24T01:59:00Z failed',
    'often 2026-11-24T01:58:00Z failed',
    'nightly 2026-11-23T02:00:00Z missed',
  ]);
  const { text } = failuresSection(factsOf(jobs));
  expect(text).toContain('100 failed, 1 timed out, 1 did not happen in the last 365 days');
  expect(text).toContain('97 older ones');
});

test('shows why and the end of the log, without secrets and as text', () => {
  const run = runOf('2026-11-24T02:00:00Z', failed);
  const tails = new Map([[run, ['<b>', 'API_KEY=abc', 'x'.repeat(600)]]]);
  const { text } = failuresSection(factsOf([jobOf('nightly', [run])], { tails }));
  expect(text).toContain('password=••• was refused');
  expect(text).toContain('&#60;b&#62;\nAPI_KEY=•••\n');
  expect(text).not.toMatch(/hunter2|API_KEY=abc|x{501}/);
  expect(text).toContain(
    'href="https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/$252Facme$252Ftest$252Fnightly/log-events/nightly$252Fnightly$252Ftask-2026-11-24T02"',
  );
});

test('says that nothing went wrong', () => {
  const { text } = failuresSection(factsOf([jobOf('nightly', [runOf('2026-11-24T02:00:00Z')])]));
  expect(text).toContain('Nothing that is known of, in the last 365 days.');
});
