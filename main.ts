import { App } from 'cdktf';
import config from './config';
import { warningsOf } from './stacks/settings/checks/warnings';
import { ConfigError, formatPath } from './stacks/config/config-error';
import { createStacks } from './stacks/project';
import { loadSettings } from './stacks/settings/load-settings';

try {
  const settings = loadSettings(config, process.env);
  for (const { path, text } of warningsOf(settings, new Date())) {
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
