import { execFile, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether a Docker engine answers that runs containers of this machine's own kind. */
export function hasEngine(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    execFileSync('docker', ['version', '--format', '{{.Server.Version}}'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

/** A program of an image, and where of this machine's it comes from. */
export interface Program {
  readonly path: string;
  readonly from: string;
}

const node: Program = { path: 'nodejs/bin/node', from: process.execPath };

/**
 * Makes a base image without pulling anything: programs of this machine, and the libraries they link to.
 *
 * @param programs Node alone when not given, where the base has it that `crawler/Dockerfile` names
 * @param folders of this machine, which the image has in the same place
 */
export async function makeBaseImage(
  tag: string,
  programs: readonly Program[] = [node],
  folders: readonly string[] = [],
): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'fargate-cron-base-'));
  try {
    const add = (path: string, from: string): void => {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      cpSync(realpathSync(from), join(root, path), { recursive: true });
    };
    for (const { path, from } of programs) {
      add(path, from);
      const { stdout } = await run('ldd', [realpathSync(from)]);
      for (const [, library = ''] of stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g))
        add(library, library);
    }
    for (const folder of folders) add(folder, folder);
    const tar = spawn('tar', ['-C', root, '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const load = spawn('docker', ['import', '--change=ENV PATH=/nodejs/bin:/bin', '-', tag], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    tar.stdout.pipe(load.stdin);
    const [exitCode] = (await once(load, 'close')) as [number | null];
    if (exitCode !== 0) throw new Error(`docker import of ${tag} failed`);
  } finally {
    rmSync(root, { recursive: true });
  }
}
