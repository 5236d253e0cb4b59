import type { Command } from 'commander';
import type * as ShowConversion from '../convert/show-conversion';
import { examples } from './verb';

export function define(command: Command): void {
  command
    .argument(
      '<files...>',
      'what belongs together: docker-compose.yml and ecs-params.yml, templates of CloudFormation, ECS task definitions, a manifest.yml of Copilot, a file of ecschedule, CronJobs of Kubernetes, a crontab',
    )
    .option(
      '--set <name=value>',
      'value of a variable or parameter that the files leave open; may be given again',
      (setting: string, before: string[]) => [...before, setting],
      [],
    )
    .option('--time-zone <zone>', 'IANA zone of a crontab, or of a CronJob without one')
    .option('--write', 'put it into config.ts')
    .option('--json', 'print JSON')
    .action((files: string[], options: ShowConversion.ConversionOptions) => {
      const { showConversion } = require('../convert/show-conversion') as typeof ShowConversion;
      showConversion(files, options);
    });
  examples(command, [
    ['npx fargate-cron convert docker-compose.yml ecs-params.yml', 'a project of the ECS CLI'],
    ['npx fargate-cron convert cdk.out/Reports.template.json', 'a stack of the CDK'],
    ['npx fargate-cron convert copilot/report/manifest.yml', 'a scheduled job of Copilot'],
    ['npx fargate-cron convert crontab --time-zone Europe/Berlin', 'a crontab of a machine there'],
  ]);
}
