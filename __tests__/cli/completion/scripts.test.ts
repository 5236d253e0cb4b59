import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fargateCron } from '../command';

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
      press('sta'),
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
