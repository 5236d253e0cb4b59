import { join } from 'node:path';
import type * as ConfigFile from '../../config';
import { nearest } from '../../stacks/rules/nearest';
import type * as LoadSettings from '../../stacks/settings/load-settings';
import type { JobSettings, Settings } from '../../stacks/settings/settings';
import { UsageError } from '../usage-error';

/** The checkout that the command belongs to, wherever it is called. */
export const checkout = join(__dirname, '..', '..');

/**
 * The settings of the environment that `FARGATE_CRON_ENV` names.
 *
 * @throws ConfigError with everything that is wrong in config.ts
 */
export function loadProject(): Settings {
  // Only when a verb needs them, so that others answer sooner. import() would go past the loader,
  // which hooks into require.
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { default: config } = require('../../config') as typeof ConfigFile;
  const { loadSettings } = require('../../stacks/settings/load-settings') as typeof LoadSettings;
  /* eslint-enable */
  return loadSettings(config, process.env);
}

/** @throws UsageError with the nearest name when there is no such job */
export function findJob({ jobs }: Settings, name: string): JobSettings {
  const job = jobs.find((candidate) => candidate.name === name);
  if (job !== undefined) return job;
  const names = jobs.map((known) => known.name);
  const guess = nearest(name, names);
  throw new UsageError(
    `job must be one of ${names.join(', ')}, got "${name}"` +
      (guess === undefined ? '' : `; did you mean ${guess}?`),
  );
}
