import type { Command } from 'commander';
import type * as Preflight from '../preflight/preflight';
import { examples } from './verb';

export function define(command: Command): void {
  command
    .argument('[job]', 'a job of config.ts (default: all)')
    .option('--json', 'print JSON')
    .action(async (job: string | undefined, options: Preflight.VerifyOptions) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- see verbs.ts
      const { verify } = require('../preflight/preflight') as typeof Preflight;
      process.exitCode = await verify(job, options);
    });
  examples(command, [
    ['npx fargate-cron verify', 'would the jobs start in this account?'],
    ['npx fargate-cron verify weekly-crawl --env prod --json', 'for a script'],
  ]);
}
