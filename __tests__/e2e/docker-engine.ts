import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from '../../local/program';
import type { EcrRegistry } from './ecr-registry';

/** What is missing for an engine and a registry of a test's own: nobody but root starts an engine. */
export function whatAnEngineLacks(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'root on Linux';
  return ['dockerd', 'docker', 'docker-registry', 'openssl', 'ip'].find(
    (name) => findProgram(name) === undefined,
  );
}

/** A Docker engine of a test's own, which reaches only the registry. */
export class DockerEngine {
  /** Without one, dockerd removes `docker0`, which is another engine's: its containers lose their network. */
  readonly #bridge = `fc-${process.pid}`;
  #folder = '';
  #daemon: ChildProcess | undefined;

  /** What makes a client ask this engine. */
  get env(): { readonly DOCKER_HOST: string } {
    return { DOCKER_HOST: `unix://${join(this.#folder, 'docker.sock')}` };
  }

  async start(registry: EcrRegistry): Promise<void> {
    // A short name: the path of a socket has 107 characters at most.
    this.#folder = mkdtempSync(join(tmpdir(), 'fc-engine-'));
    execFileSync('ip', ['link', 'add', this.#bridge, 'type', 'bridge']);
    this.#daemon = spawn(
      'dockerd',
      [
        `--host=${this.env.DOCKER_HOST}`,
        ...['data-root', 'exec-root'].map((name) => `--${name}=${join(this.#folder, name)}`),
        `--pidfile=${join(this.#folder, 'pid')}`,
        ...[`--bridge=${this.#bridge}`, '--iptables=false', '--ip-forward=false'],
        ...['--insecure-registry', registry.host],
      ],
      { stdio: 'ignore', env: { ...process.env, ...registry.env } },
    );
    for (let waited = 0; !this.#isUp(); waited += 1) {
      if (waited > 300 || this.#daemon.exitCode !== null) throw new Error('dockerd does not start');
      await sleep(200);
    }
  }

  #isUp(): boolean {
    try {
      this.docker('version');
      return true;
    } catch {
      return false;
    }
  }

  docker(...args: readonly string[]): string {
    return execFileSync('docker', args, {
      env: { ...process.env, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    });
  }

  /** Makes the image `base:<tag>`. Nothing is pulled, so it holds nothing; nobody runs it. */
  importBase(tag: string): void {
    const empty = join(this.#folder, 'empty.tar');
    execFileSync('tar', ['-cf', empty, '--files-from', '/dev/null']);
    this.docker('import', `--change=LABEL of=${tag}`, empty, `base:${tag}`);
  }

  async stop(): Promise<void> {
    if (this.#daemon?.exitCode === null) {
      this.#daemon.kill();
      await once(this.#daemon, 'exit');
      execFileSync('ip', ['link', 'delete', this.#bridge]);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
