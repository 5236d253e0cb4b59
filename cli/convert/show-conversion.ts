import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { timeZoneProblems } from '../../stacks/rules/time-zone';
import { projectFolder } from '../deployed/project';
import { print, printJson } from '../terminal/terminal';
import { UsageError } from '../usage-error';
import { convert, type Conversion } from './convert';
import { describeConversion, fragment } from './describe-conversion';
import { withConversion } from './edit-config';

/** What the command line says; all texts are as they were typed. */
export interface ConversionOptions {
  readonly set: readonly string[];
  readonly timeZone?: string;
  readonly write?: boolean;
  readonly json?: boolean;
}

/** Prints what files become in `config.ts`, or puts it there. */
export function showConversion(files: readonly string[], options: ConversionOptions): void {
  const { timeZone } = options;
  const [zoneProblem] = timeZone === undefined ? [] : timeZoneProblems(timeZone);
  if (zoneProblem !== undefined) throw new UsageError(`--time-zone: ${zoneProblem}`);
  const conversion = convert(files, {
    values: valuesOf(options.set),
    timeZone,
    folder: options.write === true ? projectFolder() : nearestProject(),
  });
  if (options.write === true) write(conversion);
  if (options.json === true) printJson(conversion);
  else if (options.write === true) console.error(describeConversion(conversion));
  else {
    print(fragment(conversion));
    // Beside the code, so that > config.ts has nothing but code in it.
    console.error(describeConversion(conversion));
  }
  if (!isWhole(conversion)) process.exitCode = 1;
}

/** Whether what came out is a job that can be deployed as it is. */
function isWhole({ notes, problems }: Conversion): boolean {
  return problems.length === 0 && notes.every(({ kind }) => kind !== 'missing');
}

function valuesOf(settings: readonly string[]): Map<string, string> {
  return new Map(
    settings.map((setting) => {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
      if (name === undefined || value === undefined) {
        throw new UsageError(`--set must be NAME=value, got "${setting}"`);
      }
      return [name, value] as const;
    }),
  );
}

/** Where paths begin; a project need not be there yet. */
function nearestProject(): string {
  try {
    return projectFolder();
  } catch {
    return process.cwd();
  }
}

function write(conversion: Conversion): void {
  const file = join(projectFolder(), 'config.ts');
  const { text, left } = withConversion(readFileSync(file, 'utf8'), conversion);
  writeFileSync(file, text);
  const names = conversion.jobs.map(({ name }) => name).join(', ');
  console.error([`${file} has ${names} now.`, ...left].join('\n'));
}
