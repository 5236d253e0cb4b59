import type { Command } from 'commander';
import type * as PauseJob from '../pause/pause-job';
import { examples } from './verb';

export function define(command: Command): void {
  command
    .argument('<job>', 'a job of config.ts')
    .option('--reason <text>', 'why, kept in the history')
    .action(async (job: string, options: Pick<PauseJob.PauseOptions, 'reason'>) => {
      const { resumeJob } = require('../pause/pause-job') as typeof PauseJob;
      await resumeJob(job, options);
    });
  examples(command, [['npx fargate-cron resume weekly-crawl', 'let it run again']]);
}
