import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, runProgram } from '../program';
import { putInPlace, toolsFolder } from './tools-folder';

/** A tool of Python's that is installed in a virtual environment of its own. */
export interface PythonTool {
  readonly name: string;
  /** What it is, for people. */
  readonly description: string;
  /** The file of its requirements, with the hashes of all. */
  readonly requirements: string;
}

/** The interpreter of a tool's environment, whether that is there or not. */
export function environmentPython(directory: string, tool: PythonTool): string {
  return join(environmentFolder(directory, tool), 'bin', 'python3');
}

/** Other requirements make another environment. */
function environmentFolder(directory: string, { name, requirements }: PythonTool): string {
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  return join(toolsFolder(directory), `${name}-${digest.slice(0, 12)}`);
}

/**
 * Makes the environment of a tool, where there is none, with the `python3` on the PATH.
 *
 * @param directory the project's folder
 * @returns why there is no environment, or nothing when there is one
 */
export async function makeEnvironment(
  directory: string,
  tool: PythonTool,
  env: NodeJS.ProcessEnv,
  say?: (text: string) => void,
): Promise<string | undefined> {
  if (existsSync(environmentPython(directory, tool))) return undefined;
  const python = findProgram('python3', env);
  if (python === undefined) return 'there is no python3';
  if (!canRun(python, 'import sys; assert sys.version_info >= (3, 10)', env)) {
    return `${python} is older than Python 3.10`;
  }
  if (!canRun(python, 'import ensurepip, venv', env)) {
    return `${python} makes no virtual environments (on Debian: install python3-venv)`;
  }
  return install(directory, tool, python, env, say);
}

async function install(
  directory: string,
  tool: PythonTool,
  python: string,
  env: NodeJS.ProcessEnv,
  say?: (text: string) => void,
): Promise<string | undefined> {
  const folder = environmentFolder(directory, tool);
  let partial: string;
  try {
    mkdirSync(toolsFolder(directory), { recursive: true });
    partial = mkdtempSync(`${folder}.partial-`);
  } catch (error) {
    return `${toolsFolder(directory)} cannot be written (${String((error as NodeJS.ErrnoException).code)})`;
  }
  try {
    say?.(`installing ${tool.description} in a virtual environment`);
    const options = { cwd: partial, env: { ...env, PIP_USER: '0' } };
    const made = await runProgram(python, ['-m', 'venv', partial], options);
    if (made.exitCode !== 0) return `python3 -m venv fails (${complaintOf(made.output)})`;
    const installed = await runProgram(
      join(partial, 'bin', 'python3'),
      [
        ...['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--quiet'],
        // A package that had to be built would run code that no hash covers.
        ...['--require-hashes', '--only-binary', ':all:', '--requirement', tool.requirements],
      ],
      options,
    );
    if (installed.exitCode !== 0) return `pip fails (${complaintOf(installed.output)})`;
    putInPlace(partial, folder, environmentPython(directory, tool));
    return undefined;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** The last error of a program, else its last line. */
export function complaintOf(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return (lines.findLast((line) => /^error/i.test(line)) ?? lines.at(-1) ?? 'it says nothing')
    .replace(/^error: /i, '')
    .trim();
}

export function canRun(python: string, statement: string, env: NodeJS.ProcessEnv): boolean {
  return spawnSync(python, ['-c', statement], { stdio: 'ignore', env }).status === 0;
}
