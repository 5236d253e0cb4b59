import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { didYouMean, nearest } from '../../stacks/rules/nearest';
import type * as LoadSettings from '../../stacks/settings/load-settings';
import type { JobSettings, Settings } from '../../stacks/settings/settings';
import { UsageError } from '../usage-error';
import { readConfig } from './read-config';

/**
 * The folder of `config.ts`: the one that the command is called in, or the nearest above it.
 *
 * @throws UsageError when there is none
 */
export function projectFolder(): string {
  const called = process.cwd();
  for (let folder = called; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'config.ts'))) return folder;
    if (folder === dirname(folder)) {
      throw new UsageError(
        `there is no config.ts in ${called} or above it: fargate-cron init writes a project with one`,
      );
    }
  }
}

/**
 * The settings of the environment that `FARGATE_CRON_ENV` names.
 *
 * @throws ConfigError with everything that is wrong in config.ts
 * @throws UsageError when config.ts cannot be read
 */
export function loadProject(): Settings {
  const folder = projectFolder();
  const config = readConfig(folder);
  // oxlint-disable-next-line typescript/no-require-imports -- see readConfig
  const { loadSettings } = require('../../stacks/settings/load-settings') as typeof LoadSettings;
  return loadSettings(config, process.env, new Date(), folder);
}

/** @throws UsageError with the nearest name when there is no such job */
export function findJob({ jobs }: Settings, name: string): JobSettings {
  const job = jobs.find((candidate) => candidate.name === name);
  if (job !== undefined) return job;
  const names = jobs.map((known) => known.name);
  throw new UsageError(
    `job must be one of ${names.join(', ')}, got "${name}"${didYouMean(nearest(name, names))}`,
  );
}
