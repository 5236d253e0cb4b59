import { verbs } from '../../../cli/verbs/verbs';
import { fargateCron } from '../command';

const offered = (...words: string[]) =>
  fargateCron(['complete', '--', ...words])
    .stdout.split('\n')
    .slice(0, -2)
    .map((line) => line.split('\t')[0]);

test('offers verbs, jobs, options and choices', () => {
  expect(offered('')).toEqual(verbs.map(({ name }) => name));
  expect(offered('--')).toEqual(['--version']);
  expect(offered('next', '')).toEqual(['weekly-crawl']);
  expect(offered('next', '--time-')).toEqual(['--time-zone']);
  expect(offered('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  expect(offered('state', '')).toEqual(['init']);
  expect(offered('status', '--env', '')).toEqual(['local', 'dev', 'prod']);
  expect(offered('state', 'init', '--env', '')).toEqual(['local', 'dev', 'prod']);
});

test('offers no job of a configuration that is wrong, and no error', () => {
  const { status, stdout, stderr } = fargateCron(['complete', '--', 'next', ''], {
    FARGATE_CRON_ENV: 'nowhere',
  });
  expect(stdout).toBe(':4\n');
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
