import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, runProgram } from '../program';
import { ToolError } from './tool-error';
import { putInPlace, toolsFolder } from './tools-folder';

/** The release in requirements.txt. */
export const motoImage = 'motoserver/moto:5.2.1';
const byHand =
  "install it with pip install 'moto[server]', or set AWS_ENDPOINT_URL to a local AWS that runs";
const requirements = join(__dirname, 'requirements.txt');

export interface MotoOptions {
  /** @default - `process.env` */
  readonly env?: NodeJS.ProcessEnv;
  /** Called with what is done. */
  readonly say?: (text: string) => void;
}

/** How moto is started, for a port of loopback. */
export type MotoCommand = (port: number) => readonly [program: string, ...args: string[]];

/**
 * How this machine runs moto: as `moto_server` on the PATH, from the virtual environment that was made
 * earlier, or as a module of `python3`; else in a virtual environment that is made now, or as a
 * container where there is no Python that could make one.
 *
 * @param directory the project's folder
 * @throws ToolError when there is none of them
 */
export async function motoCommand(
  directory: string,
  { env = process.env, say }: MotoOptions = {},
): Promise<MotoCommand> {
  const found = findMoto(directory, env);
  if (found !== undefined) return found;
  const python = findProgram('python3', env);
  const reasons: string[] = [];
  if (python === undefined) reasons.push('there is no python3');
  else if (!canRun(python, 'import sys; assert sys.version_info >= (3, 10)', env)) {
    reasons.push(`${python} is older than Python 3.10`);
  } else if (!canRun(python, 'import ensurepip, venv', env)) {
    reasons.push(`${python} makes no virtual environments (on Debian: install python3-venv)`);
  } else {
    const problem = await makeEnvironment(directory, python, env, say);
    if (problem === undefined) return asModule(environmentPython(directory));
    reasons.push(problem);
  }
  const problem = await pullImage(directory, env, say);
  if (problem === undefined) return asContainer(String(findProgram('docker', env)));
  reasons.push(problem);
  throw new ToolError(
    `moto, the local AWS, is not installed and cannot be: ${reasons.join('; ')}; ${byHand}`,
  );
}

/** What is there already; nothing where it has to be installed. */
export function findMoto(directory: string, env = process.env): MotoCommand | undefined {
  const server = findProgram('moto_server', env);
  if (server !== undefined) return (port) => [server, ...listening(port)];
  const own = environmentPython(directory);
  if (existsSync(own)) return asModule(own);
  const python = findProgram('python3', env);
  if (python !== undefined && canRun(python, 'import flask, moto.server', env)) {
    return asModule(python);
  }
  return undefined;
}

/**
 * Where botocore lies, which moto brings along and which holds the models of AWS's services; nothing
 * where moto runs in a container.
 *
 * @param directory the project's folder
 */
export function findBotocore(directory: string, env = process.env): string | undefined {
  const server = findProgram('moto_server', env);
  const [, interpreter] = /^#!(\/\S*python\S*)\s/.exec(server ? firstLine(server) : '') ?? [];
  const pythons = [interpreter, environmentPython(directory), findProgram('python3', env)];
  for (const python of pythons) {
    if (python === undefined || !existsSync(python)) continue;
    const { status, stdout } = spawnSync(python, ['-c', whereBotocoreIs], {
      encoding: 'utf8',
      env,
    });
    if (status === 0 && stdout.trim() !== '') return stdout.trim();
  }
  return undefined;
}

// To import it would take several times as long.
const whereBotocoreIs =
  "import importlib.util as u; print(u.find_spec('botocore').submodule_search_locations[0])";

function firstLine(file: string): string {
  return readFileSync(file, 'latin1').slice(0, 200);
}

function asModule(python: string): MotoCommand {
  return (port) => [python, '-m', 'moto.server', ...listening(port)];
}

function listening(port: number): string[] {
  return ['-H', '127.0.0.1', '-p', String(port)];
}

/** It ends with its client, which gets the signals; without --init it would not hear them. */
function asContainer(docker: string): MotoCommand {
  return (port) => [
    docker,
    ...['run', '--rm', '--init', '--publish', `127.0.0.1:${port}:5000`],
    ...['--env', 'MOTO_IAM_LOAD_MANAGED_POLICIES', motoImage],
  ];
}

/** Other requirements make another environment. */
function environmentFolder(directory: string): string {
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  return join(toolsFolder(directory), `moto-${digest.slice(0, 12)}`);
}

function environmentPython(directory: string): string {
  return join(environmentFolder(directory), 'bin', 'python3');
}

/** @returns why there is no environment, or nothing when there is one */
async function makeEnvironment(
  directory: string,
  python: string,
  env: NodeJS.ProcessEnv,
  say?: (text: string) => void,
): Promise<string | undefined> {
  const folder = environmentFolder(directory);
  let partial: string;
  try {
    mkdirSync(toolsFolder(directory), { recursive: true });
    partial = mkdtempSync(`${folder}.partial-`);
  } catch (error) {
    return `${toolsFolder(directory)} cannot be written (${String((error as NodeJS.ErrnoException).code)})`;
  }
  try {
    say?.('installing moto, the local AWS, in a virtual environment');
    const options = { cwd: partial, env: { ...env, PIP_USER: '0' } };
    const made = await runProgram(python, ['-m', 'venv', partial], options);
    if (made.exitCode !== 0) return `python3 -m venv fails (${complaintOf(made.output)})`;
    const installed = await runProgram(
      join(partial, 'bin', 'python3'),
      [
        ...['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--quiet'],
        // A package that had to be built would run code that no hash covers.
        ...['--require-hashes', '--only-binary', ':all:', '--requirement', requirements],
      ],
      options,
    );
    if (installed.exitCode !== 0) return `pip fails (${complaintOf(installed.output)})`;
    putInPlace(partial, folder, environmentPython(directory));
    return undefined;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** @returns why there is no image, or nothing when there is one */
async function pullImage(
  directory: string,
  env: NodeJS.ProcessEnv,
  say?: (text: string) => void,
): Promise<string | undefined> {
  const docker = findProgram('docker', env);
  if (docker === undefined) return 'there is no Docker';
  const options = { cwd: directory, env };
  const engine = await runProgram(docker, ['version', '--format', '{{.Server.Version}}'], options);
  if (engine.exitCode !== 0) return 'no Docker engine answers';
  const local = await runProgram(docker, ['image', 'inspect', motoImage], options);
  if (local.exitCode === 0) return undefined;
  say?.(`pulling ${motoImage}`);
  const pulled = await runProgram(docker, ['pull', '--quiet', motoImage], options);
  return pulled.exitCode === 0
    ? undefined
    : `${motoImage} cannot be pulled (${complaintOf(pulled.output)})`;
}

/** The last error of a program, else its last line. */
function complaintOf(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return (lines.findLast((line) => /^error/i.test(line)) ?? lines.at(-1) ?? 'it says nothing')
    .replace(/^error: /i, '')
    .trim();
}

function canRun(python: string, statement: string, env: NodeJS.ProcessEnv): boolean {
  return spawnSync(python, ['-c', statement], { stdio: 'ignore', env }).status === 0;
}
