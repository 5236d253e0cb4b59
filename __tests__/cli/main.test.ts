import { join } from 'node:path';
import { Command } from 'commander';
import { takeEnvironment } from '../../cli/verbs/environment';
import { verbs } from '../../cli/verbs/verbs';
import { version } from '../../package.json';
import { fargateCron } from './command';

const escape = '\u001b[';

test('the help names every verb, the environment and the exit codes', () => {
  // From its sources, which it translates by itself.
  const { status, stdout } = fargateCron(['--help'], {}, join(__dirname, '..', '..'));
  const unwrapped = stdout.replaceAll(/\n {10,}/gu, ' ');
  for (const { name, summary } of verbs) {
    expect(unwrapped).toMatch(new RegExp(`${name} .*${summary}`));
  }
  expect(stdout).toContain('FARGATE_CRON_ENV');
  expect(stdout).toContain('Exit codes: 0');
  expect(stdout).not.toContain('complete ');
  expect(status).toBe(0);
});

test('says which version it is', () => {
  const { status, stdout } = fargateCron(['--version']);
  expect(stdout).toBe(`${version}\n`);
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
  expect(stderr).toContain(
    'FARGATE_CRON_ENV, or --env, must name one of local, dev, prod, got "nowhere"',
  );
  expect(status).toBe(2);
});

test.each(verbs)('$name takes an environment', (verb) => {
  const command = new Command(verb.name);
  verb.load().define(command);
  takeEnvironment(command, verb);
  for (const part of command.commands.length > 0 ? command.commands : [command]) {
    expect(part.options.map(({ long }) => long)).toContain('--env');
  }
});

test('--env goes before FARGATE_CRON_ENV', () => {
  const args = ['state', 'init', '--env', 'local'];
  const { status, stderr } = fargateCron(args, { FARGATE_CRON_ENV: 'dev' });
  expect(stderr).toContain('environments.local.state is of the kind local');
  expect(status).toBe(1);
});

test('an environment that is not there ends with 2 and those that are', () => {
  const { status, stderr } = fargateCron(['cost', '--env', 'nowhere']);
  expect(stderr).toContain(
    'FARGATE_CRON_ENV, or --env, must name one of local, dev, prod, got "nowhere"',
  );
  expect(status).toBe(2);
});

test('colours only a terminal, and never against NO_COLOR', () => {
  const args = ['next', '--expression=rate(1 day)'];
  expect(fargateCron(args).stdout).not.toContain(escape);
  // What Node takes for a terminal.
  expect(fargateCron(args, { FORCE_COLOR: '1' }).stdout).toContain(escape);
  expect(fargateCron(args, { NO_COLOR: '1' }).stdout).not.toContain(escape);
});
