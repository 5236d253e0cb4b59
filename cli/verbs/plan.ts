import type { Command } from 'commander';
import { loadProject } from '../deployed/project';
import { terraformBinary } from '../deployed/terraform-binary';
import { examples } from './verb';
import { finish } from '../plan/interruption';
import type { PlanOptions } from '../plan/plan-options';
import type * as PlanProject from '../plan/plan-project';

export function define(command: Command): void {
  command
    .option('--out <folder>', 'keep the plan there, for `fargate-cron apply`')
    .option('--policy <file>', 'fail on what this file refuses')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 no change, 1 it failed, 2 wrong use, 3 there are changes.',
    )
    .action(async (options: PlanOptions) => {
      const settings = loadProject();
      // Before CDKTF is loaded, which looks for the name of the program once.
      await terraformBinary();
      // The constructs of the stacks take longer to load than help or a completion may take.
      const { planProject } = require('../plan/plan-project') as typeof PlanProject;
      process.exitCode = await finish(() => planProject(settings, options), 'to stop');
    });
  examples(command, [
    ['npx fargate-cron plan --env dev', 'what would change in dev?'],
    [
      'npx fargate-cron plan --policy plan-policy.json',
      'and does the policy of the team allow it?',
    ],
    ['npx fargate-cron plan --out plan > review.md', 'to apply exactly this later'],
  ]);
}
