import { Argument, type Command } from 'commander';
import { printScript, shells } from '../completion/scripts';
import { examples } from './verb';

export function define(command: Command): void {
  command
    .addArgument(new Argument('<shell>', 'the shell to print the script for').choices(shells))
    .action(printScript);
  examples(command, [
    ['source <(npx fargate-cron completion bash)', 'in ~/.bashrc'],
    ['source <(npx fargate-cron completion zsh)', 'in ~/.zshrc, after compinit'],
    ['npx fargate-cron completion fish | source', 'in ~/.config/fish/config.fish'],
  ]);
}
