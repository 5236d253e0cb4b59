import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { verbs } from '../../cli/verbs';
import { fargateCron } from './command';

const escape = '\u001b[';

test('the help names every verb, the environment and the exit codes', () => {
  const { status, stdout } = fargateCron(['--help']);
  for (const { name, summary } of verbs) expect(stdout).toMatch(new RegExp(`${name} .*${summary}`));
  expect(stdout).toContain('FARGATE_CRON_ENV');
  expect(stdout).toContain('Exit codes: 0');
  expect(stdout).not.toContain('complete ');
  expect(status).toBe(0);
});

test.each(verbs)('the help of $name has examples', ({ name, load }) => {
  const command = new Command(name);
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  load().define(command);
  command.outputHelp();
  expect(help).toMatch(new RegExp(`Examples:\\n {2}\\$ .*fargate-cron ${name}`));
});

test.each([
  [['nxt'], "unknown command 'nxt'\n(Did you mean next?)"],
  [['next', '--cuont', '1'], "unknown option '--cuont'\n(Did you mean --count?)"],
  [['next', 'weekly-crowl'], 'did you mean weekly-crawl?'],
])('wrong use ends with 2 and the nearest name: %j', (args, message) => {
  const { status, stdout, stderr } = fargateCron(args);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(stdout).toBe('');
  expect(status).toBe(2);
});

test('a wrong configuration ends with 2 and what is wrong', () => {
  const { status, stderr } = fargateCron(['next', 'weekly-crawl'], { FARGATE_CRON_ENV: 'nowhere' });
  expect(stderr).toContain('FARGATE_CRON_ENV must name one of local, dev, prod, got "nowhere"');
  expect(status).toBe(2);
});

test('colours only a terminal, and never against NO_COLOR', () => {
  const args = ['next', '--expression=rate(1 day)'];
  expect(fargateCron(args).stdout).not.toContain(escape);
  // What Node takes for a terminal.
  expect(fargateCron(args, { FORCE_COLOR: '1' }).stdout).toContain(escape);
  expect(fargateCron(args, { NO_COLOR: '1' }).stdout).not.toContain(escape);
});

describe('completion', () => {
  const offered = (...words: string[]) =>
    fargateCron(['complete', '--', ...words])
      .stdout.split('\n')
      .slice(0, -2)
      .map((line) => line.split('\t')[0]);

  test.each(['bash', 'zsh', 'fish'])('prints a script for %s', (shell) => {
    const { status, stdout } = fargateCron(['completion', shell]);
    expect(stdout).toContain('cli/fargate-cron.js');
    expect(status).toBe(0);
  });

  test('the script for bash completes at the tabulator, with nothing else installed', () => {
    const { stdout } = fargateCron(['completion', 'bash']);
    // What bash does when somebody presses it: it sets these and calls the function.
    const press = (...words: string[]) =>
      `COMP_WORDS=(fargate-cron ${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length}
__fargate_cron_complete 2>/dev/null
echo "\${COMPREPLY[@]}"`;
    const script = [
      stdout,
      'complete -p fargate-cron',
      press('st'),
      press('logs', ''),
      press('next', '--ti'),
    ].join('\n');
    const { stdout: said } = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
    expect(said).toBe(
      'complete -F __fargate_cron_complete fargate-cron\nstatus state\nweekly-crawl\n--time-zone --timeout\n',
    );
  });

  test('offers verbs, jobs, options and choices', () => {
    expect(offered('')).toEqual(verbs.map(({ name }) => name));
    expect(offered('next', '')).toEqual(['weekly-crawl']);
    expect(offered('next', '--time-')).toEqual(['--time-zone']);
    expect(offered('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  });

  test('offers no job of a configuration that is wrong, and no error', () => {
    const { status, stdout, stderr } = fargateCron(['complete', '--', 'next', ''], {
      FARGATE_CRON_ENV: 'nowhere',
    });
    expect(stdout).toBe(':4\n');
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});
