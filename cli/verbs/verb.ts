import type { Command } from 'commander';

/** What the file of a verb exports. */
export interface VerbModule {
  /** Gives the command its arguments, options, examples and action. */
  readonly define: (command: Command) => void;
}

/** A verb as the table knows it: enough for `--help`, without loading what the verb needs. */
export interface Verb {
  readonly name: string;
  readonly summary: string;
  /** Whether it asks the account, which of the environment `local` is that of the demo. */
  readonly asksAws?: boolean;
  readonly load: () => VerbModule;
}

/** Examples at the end of a verb's help; each is a command line and what it is for. */
export function examples(command: Command, lines: readonly (readonly [string, string])[]): void {
  const width = Math.max(...lines.map(([line]) => line.length));
  const text = lines.map(([line, purpose]) => `  $ ${line.padEnd(width)}  # ${purpose}`).join('\n');
  command.addHelpText('after', `\nExamples:\n${text}`);
}
