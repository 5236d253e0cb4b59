import { Option, type Command } from 'commander';
import { templateNames, type Template } from '../init/template-names';
import type * as WriteProject from '../init/write-project';
import { examples } from './verb';

export function define(command: Command): void {
  command
    .argument('[folder]', 'a new or an empty one', '.')
    .addOption(
      new Option('--template <name>', 'what its job is written in')
        .choices(templateNames)
        .default('node'),
    )
    .action((folder: string, { template }: { template: Template }) => {
      const { writeProject } = require('../init/write-project') as typeof WriteProject;
      writeProject(folder, template);
    });
  examples(command, [
    ['npx fargate-cron init my-jobs', 'a project with a job in JavaScript'],
    ['npx fargate-cron init my-jobs --template python', 'or in Python'],
    ['npx fargate-cron init prices --template crawler', 'the crawler that comes with it'],
  ]);
}
