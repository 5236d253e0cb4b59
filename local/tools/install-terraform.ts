import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { download } from './download';
import { terraformRelease, type TerraformRelease } from './terraform-release';
import { ToolError } from './tool-error';
import { putInPlace, toolsFolder } from './tools-folder';

export interface InstallOptions {
  /** Called with what is done. */
  readonly say?: (text: string) => void;
  /** @default - the release that this project installs */
  readonly release?: TerraformRelease;
  /** @default - the file system's */
  readonly write?: typeof writeFileSync;
}

/** The program of the installed release, whether it is there or not. */
export function installedTerraform(directory: string, release = terraformRelease): string {
  return join(toolsFolder(directory), `terraform-${release.version}`, 'terraform');
}

/**
 * Downloads the release, verifies and unpacks it.
 *
 * @param directory the project's folder
 * @returns the program
 * @throws ToolError when that cannot be done; nothing is left of it then
 */
export async function installTerraform(
  directory: string,
  env: NodeJS.ProcessEnv,
  { say, release = terraformRelease, write = writeFileSync }: InstallOptions = {},
): Promise<string> {
  const { version, digests } = release;
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const digest = digests[platform];
  if (digest === undefined) throw new ToolError(`no release for ${platform} is known here`);
  const given = env['FARGATE_CRON_TERRAFORM_MIRROR'] ?? '';
  const mirror = given === '' ? 'https://releases.hashicorp.com' : given.replace(/\/+$/, '');
  const url = `${mirror}/terraform/${version}/terraform_${version}_${platform}.zip`;
  say?.(`downloading ${url}`);
  const archive = await download(url, digest);

  const { unzipSync } = await import('fflate');
  const program = installedTerraform(directory, release);
  const folder = join(program, '..');
  try {
    mkdirSync(toolsFolder(directory), { recursive: true });
    // Under the right name there is never anything but the whole program.
    const partial = mkdtempSync(`${folder}.partial-`);
    try {
      for (const [name, bytes] of Object.entries(unzipSync(archive))) {
        write(join(partial, name), bytes, { mode: name === 'terraform' ? 0o755 : 0o644 });
      }
      putInPlace(partial, folder, program);
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ToolError(`${toolsFolder(directory)} cannot be written (${code ?? message})`);
  }
  return program;
}
