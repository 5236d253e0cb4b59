import { App } from 'cdktf';
import config from './config';
import { ConfigError } from './stacks/config-error';
import { createStacks } from './stacks/project';
import { loadSettings } from './stacks/settings';

try {
  const settings = loadSettings(config, process.env);
  const app = new App();
  createStacks(app, settings);
  app.synth();
} catch (error) {
  // What is wrong stands in config.ts; a stack trace would point away from it.
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
