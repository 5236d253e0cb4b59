import type { Command } from 'commander';
import { defaultAssumptions } from '../../stacks/rules/cost/assumptions';
import type * as ShowCost from '../cost/show-cost';
import { examples } from './verb';

export function define(command: Command): void {
  command
    .option(
      '--minutes <minutes...>',
      `how long a run takes, of all jobs or of one, such as weekly-crawl=12 (default: ${defaultAssumptions.runMinutes})`,
    )
    .option('--json', 'print JSON')
    .action(async (options: ShowCost.CostOptions) => {
      const { showCost } = require('../cost/show-cost') as typeof ShowCost;
      await showCost(options);
    });
  examples(command, [
    ['npx fargate-cron cost', 'what the environment costs in a month'],
    ['npx fargate-cron cost --minutes 12', 'with runs of twelve minutes'],
    ['npx fargate-cron cost --minutes 5 weekly-crawl=60', 'with one job that takes an hour'],
    ['npx fargate-cron cost --env prod --json', 'for a script'],
  ]);
}
