import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { ConfigError } from '../stacks/config/config-error';
import { missingPackage } from '../stacks/settings/optional-packages';
import { packageFolder } from '../stacks/settings/package-folder';
import { explainAwsError } from './aws/aws-errors';
import type * as Complete from './completion/complete';
import { Failure } from './failure';
import { Interrupted, mustFinish } from './plan/interruption';
import { UsageError } from './usage-error';
import { takeEnvironment } from './verbs/environment';
import { verbs } from './verbs/verbs';

const failed = 1;
const wrongUse = 2;

/** The command as it is needed for these words. */
function programFor(words: readonly string[]): Command {
  // Set before the verbs, which inherit it: commander would end with 1 for wrong use.
  const program = new Command('fargate-cron')
    .description('Scheduled container jobs on AWS Fargate')
    .version(ownVersion())
    .exitOverride()
    .addHelpText(
      'after',
      `
Each verb takes --env <name>, an environment of config.ts; without it FARGATE_CRON_ENV chooses one
(default: local).
The help of each verb has examples: fargate-cron run --help.
Exit codes: 0 fine, 1 it failed, 2 wrong use or configuration; plan ends with 3 when there are changes.`,
    );
  addVerbs(program, words);
  // What the completion scripts ask at each press of the tabulator.
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((asked: string[]) => {
      // oxlint-disable-next-line typescript/no-require-imports -- see verbs.ts
      const { complete } = require('./completion/complete') as typeof Complete;
      complete(addVerbs(new Command().version(ownVersion()), asked), asked);
    });
  return program;
}

function ownVersion(): string {
  const text = readFileSync(join(packageFolder, 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** Adds every verb; one that the words do not name stays a summary. */
function addVerbs(program: Command, words: readonly string[]): Command {
  for (const verb of verbs) {
    const { name, summary, load } = verb;
    const command = program.command(name).description(summary);
    if (!words.includes(name)) continue;
    load().define(command);
    takeEnvironment(command, verb);
  }
  return program;
}

/** Prints what went wrong and says which exit code that is. */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has printed it, with the nearest verb; help and version end with 0.
    return error.exitCode === 0 ? 0 : wrongUse;
  }
  if (error instanceof Interrupted) {
    console.error(error.message);
    return error.exitCode;
  }
  const misused = error instanceof UsageError || error instanceof ConfigError;
  if (misused || error instanceof Failure) console.error(error.message);
  else console.error(explainAwsError(error) ?? missingPackage(error) ?? error);
  return misused ? wrongUse : failed;
}

// A reader that has seen enough, such as `head`, is not an error. It ends what is done for it alone.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (mustFinish()) return;
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const words = process.argv.slice(2);
programFor(words)
  .parseAsync(words, { from: 'user' })
  .catch((error: unknown) => {
    process.exitCode = report(error);
  });
