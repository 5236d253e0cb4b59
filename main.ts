import { App } from 'cdktf';
import config from './config';
import { warningsOf } from './stacks/settings/checks/warnings';
import { ConfigError, formatPath } from './stacks/config/config-error';
import { createStacks } from './stacks/project';
import { loadSettings } from './stacks/settings/load-settings';

try {
  const now = new Date();
  const settings = loadSettings(config, process.env, now);
  for (const { path, text } of warningsOf(settings, now)) {
    console.error(`warning: config.ts: ${formatPath(path)}: ${text}`);
  }
  const app = new App();
  createStacks(app, settings);
  app.synth();
} catch (error) {
  // What is wrong stands in config.ts; a stack trace would point away from it.
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
