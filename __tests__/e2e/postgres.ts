import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../local/free-port';
import { findProgram } from '../../local/program';

// PostgreSQL refuses to run as root: then it runs as nobody.
const nobody = 65534;
const user = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

/** The folder of PostgreSQL's programs, where it is installed. */
export function findPostgres(): string | undefined {
  // Debian keeps all but the client off PATH.
  const debian = '/usr/lib/postgresql';
  const folders = existsSync(debian)
    ? readdirSync(debian).map((version) => join(debian, version, 'bin'))
    : [];
  const initdb = findProgram('initdb');
  return [...folders, ...(initdb === undefined ? [] : [join(initdb, '..')])].find((folder) =>
    existsSync(join(folder, 'initdb')),
  );
}

/** A PostgreSQL of its own on loopback, with a new and empty database. */
export class Postgres {
  readonly url: string;
  readonly #server: ChildProcess;
  readonly #data: string;

  private constructor(url: string, server: ChildProcess, data: string) {
    this.url = url;
    this.#server = server;
    this.#data = data;
  }

  /** @param programs see `findPostgres` */
  static async start(programs: string): Promise<Postgres> {
    const data = mkdtempSync(join(tmpdir(), 'fargate-cron-postgres-'));
    if (user.uid !== undefined) chownSync(data, user.uid, user.gid);
    const options = { ...user, cwd: data };
    execFileSync(
      join(programs, 'initdb'),
      ['-D', data, '-U', 'state', '--auth=trust', '--no-sync'],
      { ...options, stdio: 'pipe' },
    );
    const port = await freePort();
    const server = spawn(
      join(programs, 'postgres'),
      ['-D', data, '-p', String(port), '-k', data, '-c', 'listen_addresses=127.0.0.1'],
      { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    await new Promise<void>((resolve, reject) => {
      let log = '';
      server.stderr.on('data', (chunk: Buffer) => {
        log += chunk.toString();
        if (log.includes('ready to accept connections')) resolve();
      });
      server.on('exit', () => {
        reject(new Error(`PostgreSQL did not start:\n${log}`));
      });
    });
    return new Postgres(
      `postgres://state@127.0.0.1:${port}/postgres?sslmode=disable`,
      server,
      data,
    );
  }

  async stop(): Promise<void> {
    const gone = once(this.#server, 'exit');
    // A fast shutdown: it does not wait for clients.
    this.#server.kill('SIGINT');
    await gone;
    rmSync(this.#data, { recursive: true });
  }
}
