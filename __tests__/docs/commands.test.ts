import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { takeEnvironment } from '../../cli/verbs/environment';
import { verbs } from '../../cli/verbs/verbs';

const root = join(__dirname, '../..');
const pages = [
  'README.md',
  'crawler/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Every call of the command that a text shows, with what stands after it in its line. */
function callsIn(text: string): string[] {
  const calls = [...text.matchAll(/npx fargate-cron (?=[a-z])((?:'[^'\n]*'|[^\n`#|;)])*)/g)];
  return calls.map(([, rest = '']) => rest.trim());
}

/** The words of a simple command line. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  );
}

/** Reads a call as the command would and does nothing. */
function parseCall(call: string): void {
  const [name = '', ...args] = words(call.replace(/ (&&|>|<) .*$/, ''));
  const verb = verbs.find((each) => each.name === name);
  if (verb === undefined) throw new Error(`there is no verb ${name}`);
  const command = new Command(name);
  verb.load().define(command);
  takeEnvironment(command, {});
  for (const each of [command, ...command.commands]) {
    each
      .exitOverride()
      .configureOutput({ writeErr: () => undefined })
      .action(() => undefined);
  }
  command.parse(args, { from: 'user' });
}

const calls = pages.flatMap((page) =>
  callsIn(readFileSync(join(root, page), 'utf8')).map((call) => [call, page] as const),
);

test('the pages show every verb', () => {
  const shown = new Set(calls.map(([call]) => call.split(' ', 1)[0]));
  expect(verbs.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
});

test.each(calls)('npx fargate-cron %s (%s)', (call) => {
  expect(() => {
    parseCall(call);
  }).not.toThrow();
});

test.each([
  'nxt weekly-crawl',
  'next --cuont 1',
  'run',
  'logs weekly-crawl --last',
  'state inti',
  'completion powershell',
])('a page that showed "%s" would be wrong', (call) => {
  expect(() => {
    parseCall(call);
  }).toThrow(/^error: |^there is no verb/);
});
