import type { Command } from 'commander';
import type * as RunDemo from '../demo/run-demo';
import { examples } from './verb';

export function define(command: Command): void {
  command
    .option('--destroy', 'destroy what it deployed, and stop the local AWS')
    .option('--real-vendor', 'let the crawler ask its vendor, and not the one on this machine')
    .action(async (options: RunDemo.DemoVerbOptions) => {
      const { runDemo } = require('../demo/run-demo') as typeof RunDemo;
      await runDemo(options);
    });
  examples(command, [
    ['npx fargate-cron demo', 'all stacks on a local AWS, and each job fired once'],
    ['npx fargate-cron demo --destroy', 'and nothing of it is left'],
  ]);
}
