import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { verbs } from '../../cli/verbs/verbs';
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

  describe('the script for bash', () => {
    const { stdout: script } = fargateCron(['completion', 'bash']);

    /** What bash does when somebody presses the tabulator: it sets these and calls the function. */
    function press(...words: string[]): string {
      const quoted = words.map((word) => `'${word}'`).join(' ');
      return `COMP_WORDS=(fargate-cron ${quoted}); COMP_CWORD=${words.length}; _fargate_cron; echo "\${COMPREPLY[@]}"`;
    }

    function bash(lines: readonly string[], cwd?: string) {
      return spawnSync('bash', ['--norc', '-c', lines.join('\n')], { encoding: 'utf8', cwd });
    }

    test('completes, with nothing else installed, however often it was sourced', () => {
      const { stdout, stderr } = bash([
        script,
        script,
        'complete -p fargate-cron',
        press('st'),
        press('logs', ''),
        press('next', '--ti'),
        press('run', '--at', '2026-11-20T23', ':', '00', ':', '00Z', ''),
        press('completion', '"z'),
      ]);
      expect(stdout.split('\n')).toEqual([
        'complete -o default -F _fargate_cron fargate-cron',
        'status state',
        'weekly-crawl',
        '--time-zone --timeout',
        'weekly-crawl',
        'zsh',
        '',
      ]);
      expect(stderr).toBe('');
    });

    test('runs nothing of what was typed, and writes to no file that it names', () => {
      const directory = mkdtempSync(join(tmpdir(), 'fargate-cron-'));
      try {
        const { stdout, stderr } = bash(
          [
            script,
            press('plan', '>', 'precious.md', ''),
            press('logs', '>', ''),
            press('logs', '"$(touch ran)"', ''),
            press('logs', '$(touch ran)', '`touch ran`', ';', 'touch', 'ran', '--since', '$(touch'),
            press('logs', '2', '>&', '1', '>>', 'precious.md', '--la'),
          ],
          directory,
        );
        expect(readdirSync(directory)).toEqual([]);
        expect(stdout.split('\n')).toEqual(['', '', '', '', '--last', '']);
        expect(stderr).toBe('');
      } finally {
        rmSync(directory, { recursive: true });
      }
    });
  });

  test('no script evaluates what was typed', () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { stdout } = fargateCron(['completion', shell]);
      const code = stdout.split('\n').filter((line) => !/^\s*#/.test(line));
      expect(code.filter((line) => /(^|[\s;(])eval\s/.test(line))).toEqual([]);
    }
  });

  test('offers verbs, jobs, options and choices', () => {
    expect(offered('')).toEqual(verbs.map(({ name }) => name));
    expect(offered('next', '')).toEqual(['weekly-crawl']);
    expect(offered('next', '--time-')).toEqual(['--time-zone']);
    expect(offered('completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(offered('state', '')).toEqual(['init']);
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
