import { fargateCron } from '../command';

test('without a terminal there is nothing to draw on again and again', () => {
  const { status, stderr } = fargateCron(['status', '--watch'], { FARGATE_CRON_ENV: 'local' });
  expect(stderr).toContain('--watch draws on a terminal: leave it out, or call status again');
  expect(status).toBe(2);
});
