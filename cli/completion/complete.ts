import { RootCommand, type Command as Completions } from '@bomb.sh/tab';
import type { Command } from 'commander';
import { loadProject, projectFolder } from '../deployed/project';
import { readConfig } from '../deployed/read-config';

/**
 * Prints what can follow these words, in the form that the scripts read.
 *
 * @param program the verbs, of which those that the words name have their arguments and options
 */
export function complete(program: Command, words: readonly string[]): void {
  const root = new RootCommand();
  offer(root, program);
  for (const verb of program.commands) {
    const name = verb.name();
    offer(root.command(name, verb.description()), verb);
    for (const part of verb.commands) {
      offer(root.command(`${name} ${part.name()}`, part.description()), part);
    }
  }
  root.parse([...words]);
}

function offer(completions: Completions, { options, registeredArguments }: Command): void {
  for (const { long, short, description, required, optional, argChoices } of options) {
    const option = long?.slice(2) ?? '';
    const letter = short?.slice(1);
    if (!required && !optional) completions.option(option, description, letter);
    else {
      const values = option === 'env' ? environmentNames() : (argChoices ?? []);
      completions.option(option, description, offering(values), letter);
    }
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

function jobNames(): string[] {
  return unlessWrong(() => loadProject().jobs.map((job) => job.name));
}

function environmentNames(): string[] {
  return unlessWrong(() => Object.keys(readConfig(projectFolder()).environments));
}

/** A key press is no moment for an error: a configuration that is wrong has nothing to offer. */
function unlessWrong(names: () => string[]): string[] {
  try {
    return names();
  } catch {
    return [];
  }
}
