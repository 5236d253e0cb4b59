import { fargateCron } from '../command';

test('a range that cannot be run is refused with all that is wrong, before AWS is asked', () => {
  const range = ['--from', '2026-11-27', '--to', '2026-11-26'];
  const { status, stderr } = fargateCron(
    ['backfill', 'weekly-crawl', ...range, '--parallel', '0', '--most', 'all'],
    { FARGATE_CRON_ENV: 'local' },
  );
  expect(stderr).toContain('--to: must not be before --from, got "2026-11-26"');
  expect(stderr).toContain('--to: must not be in the future, got "2026-11-26"');
  expect(stderr).toMatch(/--parallel: must be a whole number from 1 to 50/);
  expect(stderr).toMatch(/--most: must be/);
  expect(status).toBe(2);
});
