import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { basename, delimiter, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** The path of a program on `PATH`, or of one that is named by its path; nothing if it is not there. */
export function findProgram(name: string, env = process.env): string | undefined {
  if (basename(name) !== name) return isProgram(resolve(name)) ? resolve(name) : undefined;
  return (env['PATH'] ?? '')
    .split(delimiter)
    .map((directory) => join(directory, name))
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

export interface ProgramOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Called with each line of output, in order. */
  readonly onLine?: (line: string) => void;
  /**
   * What it reads from standard input.
   * @default - nothing
   */
  readonly input?: string;
}

export interface ProgramResult {
  readonly exitCode: number;
  /** Standard output and standard error, as they came. */
  readonly output: string;
}

/** Runs a program to its end. A failure is an exit code, not an exception. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env, onLine, input }: ProgramOptions,
): Promise<ProgramResult> {
  const child = spawn(program, args, { cwd, env, stdio: 'pipe' });
  // A program that reads nothing may be gone before.
  child.stdin.on('error', () => undefined).end(input);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      onLine?.(line);
    });
  }
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? 1);
    });
  });
  return { exitCode, output: lines.join('\n') };
}
