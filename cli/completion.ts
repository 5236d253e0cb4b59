import { join } from 'node:path';
import { RootCommand, type Command as Completions } from '@bomb.sh/tab';
import { Argument, Command } from 'commander';
import { loadProject } from './project';
import { print } from './terminal';
import { examples } from './verb';
import { verbs } from './verbs';

const name = 'fargate-cron';
const shells = ['bash', 'zsh', 'fish'] as const;

// The script for bash asks this of the package bash-completion, which not every machine has.
const bashWords = `declare -F _get_comp_words_by_ref >/dev/null || _get_comp_words_by_ref() {
    words=("\${COMP_WORDS[@]}") cword=$COMP_CWORD cur=\${COMP_WORDS[COMP_CWORD]}
}`;

export function define(command: Command): void {
  command
    .addArgument(new Argument('<shell>', 'whose script to print').choices(shells))
    .action((shell: (typeof shells)[number]) => {
      // The script asks this very command; npx in between would be felt at every key.
      const ask = `'${process.execPath}' '${join(__dirname, 'fargate-cron.js')}'`;
      if (shell === 'bash') print(bashWords);
      new RootCommand().setup(name, ask, shell);
    });
  examples(command, [
    [`source <(npx ${name} completion bash)`, 'in ~/.bashrc'],
    [`source <(npx ${name} completion zsh)`, 'in ~/.zshrc, after compinit'],
    [`npx ${name} completion fish | source`, 'in ~/.config/fish/config.fish'],
  ]);
}

/** Prints what can follow these words, in the form that the scripts read. */
export function complete(words: readonly string[]): void {
  const root = new RootCommand();
  for (const { name: verb, summary, load } of verbs) {
    const completions = root.command(verb, summary);
    if (!words.includes(verb)) continue;
    const command = new Command(verb);
    load().define(command);
    offer(completions, command);
  }
  root.parse([...words]);
}

function offer(completions: Completions, { options, registeredArguments }: Command): void {
  for (const { long, short, description, required, optional, argChoices } of options) {
    const option = long?.slice(2) ?? '';
    const letter = short?.slice(1);
    if (!required && !optional) completions.option(option, description, letter);
    else completions.option(option, description, offering(argChoices ?? []), letter);
  }
  for (const argument of registeredArguments) {
    const values = argument.name() === 'job' ? jobNames() : (argument.argChoices ?? []);
    completions.argument(argument.name(), offering(values), argument.variadic);
  }
}

function offering(values: readonly string[]) {
  return (add: (value: string, description: string) => void) => {
    for (const value of values) add(value, '');
  };
}

/** A key press is no moment for an error: a configuration that is wrong has no jobs to offer. */
function jobNames(): string[] {
  try {
    return loadProject().jobs.map((job) => job.name);
  } catch {
    return [];
  }
}
