import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { findProgram } from '../program';
import { installedTerraform, installTerraform, type InstallOptions } from './install-terraform';
import { ToolError } from './tool-error';

/** What the JSON asks for: a bucket that locks by itself. */
const minimum = [1, 10] as const;
const wanted = `Terraform or OpenTofu ${minimum.join('.')} or later`;
const byHand = `put ${wanted} on the PATH, or name its program in TERRAFORM_BINARY_NAME`;

/** Asking takes a fifth of a second, and a command asks for the same program again and again. */
const versions = new Map<string, string | undefined>();

export interface TerraformOptions extends InstallOptions {
  /** @default - `process.env` */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * The program that runs Terraform: the one that `TERRAFORM_BINARY_NAME` names, else `terraform` or
 * `tofu` on the PATH if it is new enough, else the release that was installed earlier. If there is
 * none of them, the release is installed.
 *
 * @param directory the project's folder
 * @throws ToolError when there is none and none can be installed
 */
export async function terraformBinary(
  directory: string,
  { env = process.env, ...options }: TerraformOptions = {},
): Promise<string> {
  const found = findTerraform(directory, env);
  if (found !== undefined) return found;
  try {
    return await installTerraform(directory, env, options);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    throw new ToolError(`${lacking(env)}, and it cannot be installed: ${error.message}; ${byHand}`);
  }
}

/**
 * The same for who cannot wait.
 *
 * @throws ToolError when there is none
 */
export function knownTerraform(directory: string, env = process.env): string {
  const found = findTerraform(directory, env);
  if (found !== undefined) return found;
  throw new ToolError(`${lacking(env)}: run make tools, or ${byHand}`);
}

function findTerraform(directory: string, env: NodeJS.ProcessEnv): string | undefined {
  const named = env['TERRAFORM_BINARY_NAME'];
  // As for CDKTF, an empty one is none.
  if (named !== undefined && named !== '') return namedTerraform(named, env);
  const onPath = ['terraform', 'tofu']
    .map((name) => findProgram(name, env))
    .find((path) => path !== undefined && isNewEnough(versionOf(path)));
  if (onPath !== undefined) return onPath;
  const installed = installedTerraform(directory);
  return existsSync(installed) ? installed : undefined;
}

function namedTerraform(named: string, env: NodeJS.ProcessEnv): string {
  const path = findProgram(named, env);
  if (path === undefined) {
    throw new ToolError(`TERRAFORM_BINARY_NAME is ${named}, and there is no such program`);
  }
  const version = versionOf(path);
  if (isNewEnough(version)) return path;
  throw new ToolError(
    `TERRAFORM_BINARY_NAME is ${named}, which ${described(version)}; it has to be ${wanted}`,
  );
}

/** What is there instead, for the message. */
function lacking(env: NodeJS.ProcessEnv): string {
  const old = ['terraform', 'tofu']
    .map((name) => findProgram(name, env))
    .find((path) => path !== undefined);
  return old === undefined
    ? 'neither terraform nor tofu is installed'
    : `${old} ${described(versionOf(old))}, and ${wanted} is needed`;
}

function described(version: string | undefined): string {
  return version === undefined ? 'does not say its version' : `is version ${version}`;
}

function isNewEnough(version: string | undefined): boolean {
  const [major = NaN, minor = NaN] = (version ?? '').split('.').map(Number);
  return major > minimum[0] || (major === minimum[0] && minor >= minimum[1]);
}

function versionOf(path: string): string | undefined {
  if (!versions.has(path)) versions.set(path, askVersion(path));
  return versions.get(path);
}

function askVersion(path: string): string | undefined {
  const { stdout } = spawnSync(path, ['version', '-json'], {
    // It reads what lies in the folder where it is asked.
    cwd: tmpdir(),
    env: { ...process.env, CHECKPOINT_DISABLE: '1' },
    encoding: 'utf8',
  });
  // OpenTofu writes its warnings, such as of a configuration file that is not there, before the JSON.
  return /"terraform_version": *"([^"]+)"/.exec(stdout)?.[1];
}
