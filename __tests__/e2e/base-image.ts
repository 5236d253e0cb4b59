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

/**
 * Makes a base image like the one that `crawler/Dockerfile` names, without pulling anything: this
 * very Node, where that base has it, and the libraries it links to.
 */
export async function makeBaseImage(tag: string): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'fargate-cron-base-'));
  try {
    mkdirSync(join(root, 'nodejs/bin'), { recursive: true });
    cpSync(realpathSync(process.execPath), join(root, 'nodejs/bin/node'));
    const { stdout } = await run('ldd', [process.execPath]);
    for (const [, library = ''] of stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g)) {
      mkdirSync(join(root, dirname(library)), { recursive: true });
      cpSync(realpathSync(library), join(root, library));
    }
    const tar = spawn('tar', ['-C', root, '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const load = spawn('docker', ['import', '-', tag], { stdio: ['pipe', 'ignore', 'inherit'] });
    tar.stdout.pipe(load.stdin);
    const [exitCode] = (await once(load, 'close')) as [number | null];
    if (exitCode !== 0) throw new Error(`docker import of ${tag} failed`);
  } finally {
    rmSync(root, { recursive: true });
  }
}
