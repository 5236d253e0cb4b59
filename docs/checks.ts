import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Testing } from 'cdktf';
import { defineConfig, type Config, type JobConfig } from '../stacks/config/config';
import { ConfigError, formatPath, type Problem } from '../stacks/config/config-error';
import {
  doubtfulConfigs,
  largeConfigs,
  symbols,
  wrongConfigs,
  wrongJobs,
} from '../stacks/settings/checks/examples';
import { warningsOf } from '../stacks/settings/checks/warnings';
import type { Settings } from '../stacks/settings/settings';
import { createStacks } from '../stacks/project';
import { loadSettings } from '../stacks/settings/load-settings';
import { table } from './table';

// What is wrong stands at the beginning of an example, or the message shows it.
const widest = 100;
// The page says the same whenever it is made.
const now = new Date('2027-01-01T00:00:00Z');

/** The file that this makes. */
export const checksFile = join(__dirname, 'checks.md');

/** The page of all checks, made by running each of them on a value that it refuses. */
export function checksPage(): string {
  return [
    '# What is refused before a plan exists',
    '',
    'Made from the code by `npm run docs`: each line is a wrong value and what synthesis says to it.',
    'All problems are reported at once, and nothing is written.',
    '',
    '## A job',
    '',
    ...rows(wrongJobs.map((job) => [job, problemsOf(configOf(job))])),
    '',
    '## Everything else',
    '',
    ...rows(wrongConfigs.map((part) => [part, problemsOf(configOf({}, part))])),
    '',
    '## Warnings',
    '',
    'AWS takes these, so they stop nothing.',
    '',
    ...rows(doubtfulConfigs.map((part) => [part, warningsOf(settingsOf(configOf({}, part)), now)])),
    '',
    '## Warnings for large projects',
    '',
    'AWS raises these on request, so they stop nothing. Other limits that a large project might meet',
    'are in [Size](scale.md).',
    '',
    ...rows(
      largeConfigs.map(({ wrong, part }) => [
        wrong,
        warningsOf(settingsOf(configOf({}, part)), now),
      ]),
    ),
    '',
  ].join('\n');
}

/** What is wrong with a configuration for the environment `dev`. */
export function problemsOf(config: Config): readonly Problem[] {
  try {
    createStacks(Testing.app(), settingsOf(config));
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

function settingsOf(config: Config): Settings {
  return loadSettings(config, { FARGATE_CRON_ENV: 'dev' });
}

function configOf(job: Partial<JobConfig>, part: Partial<Config> = {}): Config {
  return defineConfig({
    project: 'acme',
    image: { from: 'prebuilt', reference: 'v1' },
    jobs: [{ name: 'nightly', schedule: 'rate(1 day)', ...symbols, ...job }],
    environments: { dev: { state: { backend: 'local' } } },
    ...part,
  });
}

function rows(examples: readonly (readonly [object, readonly Problem[]])[]): string[] {
  return table([
    ['where', 'wrong', 'what it says'],
    ...examples.flatMap(([example, problems]) =>
      problems.map(({ path, text }) => [formatPath(path), written(example), short(text)].map(code)),
    ),
  ]);
}

function written(example: object): string {
  const text = JSON.stringify(example, undefined, 1).slice(1, -1).trim();
  return short(text.replaceAll(/\s+/g, ' ').replaceAll(/"(\w+)":/g, '$1:')).replace(
    new RegExp(`^(.{${widest}}).+$`),
    '$1…',
  );
}

/** Long runs of one letter serve only to be too long. */
function short(text: string): string {
  return text.replaceAll(/(.)\1{20,}/g, '$1…$1');
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

if (require.main === module) writeFileSync(checksFile, checksPage());
