import type { Command } from 'commander';
import type * as KeyPolicy from '../preflight/key-policy';
import type * as Preflight from '../preflight/preflight';
import { examples } from './verb';

interface Options extends Preflight.VerifyOptions {
  readonly keyPolicy?: boolean;
}

export function define(command: Command): void {
  command
    .argument('[job]', 'a job of config.ts (default: all)')
    .option('--json', 'print JSON')
    .option('--key-policy', 'print what the policy of your KMS key must have, and check nothing')
    .action(async (job: string | undefined, options: Options) => {
      if (options.keyPolicy === true) {
        const { showKeyPolicy } = require('../preflight/key-policy') as typeof KeyPolicy;
        process.exitCode = await showKeyPolicy();
        return;
      }
      const { verify } = require('../preflight/preflight') as typeof Preflight;
      process.exitCode = await verify(job, options);
    });
  examples(command, [
    ['npx fargate-cron verify', 'would the jobs start in this account?'],
    ['npx fargate-cron verify weekly-crawl --env prod --json', 'for a script'],
    ['npx fargate-cron verify --env prod --key-policy', 'for who keeps the key of `encryption`'],
  ]);
}
