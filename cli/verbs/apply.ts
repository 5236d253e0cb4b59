import type { Command } from 'commander';
import { loadProject } from '../deployed/project';
import { terraformBinary } from '../deployed/terraform-binary';
import { examples } from './verb';
import type { ApplyOptions } from '../plan/apply-options';
import type * as ApplyPlan from '../plan/apply-plan';
import { finish } from '../plan/interruption';

export function define(command: Command): void {
  command
    .argument('<folder>', 'the folder that `fargate-cron plan --out` wrote')
    .option('--end-runs', 'delete state machines although something runs in them')
    .action(async (folder: string, options: ApplyOptions) => {
      const settings = loadProject();
      await terraformBinary();
      const { applyPlan } = require('../plan/apply-plan') as typeof ApplyPlan;
      await finish(() => applyPlan(settings, folder, options), 'to stop and to save its state');
    });
  examples(command, [['npx fargate-cron apply plan', 'exactly what was reviewed, or nothing']]);
}
