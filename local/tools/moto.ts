import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, runProgram } from '../program';
import {
  canRun,
  complaintOf,
  environmentPython,
  makeEnvironment,
  type PythonTool,
} from './python-environment';
import { ToolError } from './tool-error';

/** The release in requirements.txt. */
export const motoImage = 'motoserver/moto:5.2.1';
const byHand =
  "install it with pip install 'moto[server]', or set AWS_ENDPOINT_URL to a local AWS that runs";
const moto: PythonTool = {
  name: 'moto',
  description: 'moto, the local AWS,',
  requirements: join(__dirname, 'requirements.txt'),
};

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
  const noEnvironment = await makeEnvironment(directory, moto, env, say);
  if (noEnvironment === undefined) return asModule(environmentPython(directory, moto));
  const noImage = await pullImage(directory, env, say);
  if (noImage === undefined) return asContainer(String(findProgram('docker', env)));
  throw new ToolError(
    `moto, the local AWS, is not installed and cannot be: ${noEnvironment}; ${noImage}; ${byHand}`,
  );
}

/** What is there already; nothing where it has to be installed. */
export function findMoto(directory: string, env = process.env): MotoCommand | undefined {
  const server = findProgram('moto_server', env);
  if (server !== undefined) return (port) => [server, ...listening(port)];
  const own = environmentPython(directory, moto);
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
  const pythons = [interpreter, environmentPython(directory, moto), findProgram('python3', env)];
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
