import { RootCommand, type Command as Completions } from '@bomb.sh/tab';
import type { Command } from 'commander';
import { loadProject } from '../deployed/project';

/**
 * Prints what can follow these words, in the form that the scripts read.
 *
 * @param program the verbs, of which those that the words name have their arguments and options
 */
export function complete(program: Command, words: readonly string[]): void {
  const root = new RootCommand();
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
