import { App } from 'cdktf';
import { warningsOf } from '../../stacks/settings/checks/warnings';
import { defineConfig } from '../../stacks/config/config';
import { createStacks } from '../../stacks/project';
import { loadSettings } from '../../stacks/settings/load-settings';
import { measured } from './measured';
import { jobNames, scheduleOf } from './jobs';

/** What `main.ts` does, for as many jobs as the first argument says. */
measured((outdir, count) => {
  const config = defineConfig({
    project: 'acme',
    image: { from: 'prebuilt', reference: 'v1' },
    jobs: jobNames(count).map((name, index) => ({ name, schedule: scheduleOf(index) })),
    environments: { bench: { state: { backend: 'local' } } },
  });
  const settings = loadSettings(config, { FARGATE_CRON_ENV: 'bench' });
  warningsOf(settings, new Date());
  const app = new App({ outdir });
  createStacks(app, settings);
  app.synth();
});
