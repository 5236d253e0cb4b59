import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../local/free-port';

const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

/**
 * A registry under ECR's own name, for those who reach it through a proxy: Debian's, behind what ECR
 * adds to it, credentials and tags that cannot be moved.
 */
export class EcrRegistry {
  #folder = '';
  #storage: ChildProcess | undefined;
  #port = 0;
  readonly #proxy = createServer();
  /** Whether it is there, and takes the credentials. */
  answers: 'images' | 'that the credentials are wrong' | 'nothing' = 'images';
  readonly host = host;

  async start(): Promise<void> {
    this.#folder = mkdtempSync(join(tmpdir(), 'fargate-cron-registry-'));
    this.#port = await freePort();
    writeFileSync(
      join(this.#folder, 'registry.yml'),
      JSON.stringify({
        version: 0.1,
        log: { level: 'error' },
        storage: { filesystem: { rootdirectory: join(this.#folder, 'images') } },
        http: { addr: `127.0.0.1:${this.#port}` },
      }),
    );
    this.#storage = spawn('docker-registry', ['serve', join(this.#folder, 'registry.yml')], {
      stdio: 'ignore',
    });
    const [key, cert] = [join(this.#folder, 'key.pem'), this.#certificate];
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-nodes', '-days', '2', '-newkey', 'ec'],
        ...['-pkeyopt', 'ec_paramgen_curve:prime256v1', '-subj', `/CN=${host}`],
        ...['-addext', `subjectAltName=DNS:${host}`, '-keyout', key, '-out', cert],
      ],
      { stdio: 'ignore' },
    );
    const registry = createTlsServer(
      { key: readFileSync(key), cert: readFileSync(cert) },
      (incoming, response) => void this.#answer(incoming, response),
    );
    this.#proxy.on('connect', (incoming, socket) => {
      if (this.answers === 'nothing' || incoming.url !== `${host}:443`) {
        socket.destroy();
        return;
      }
      socket.on('error', () => socket.destroy());
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      registry.emit('connection', socket);
    });
    this.#proxy.listen(0, '127.0.0.1');
    await once(this.#proxy, 'listening');
    while (!(await this.#stored('GET', '/v2/').catch(() => undefined))) await sleep(50);
  }

  /** What makes a program written in Go reach it, and believe it. */
  get env(): NodeJS.ProcessEnv {
    const { port } = this.#proxy.address() as AddressInfo;
    return { HTTPS_PROXY: `http://127.0.0.1:${port}`, SSL_CERT_FILE: this.#certificate };
  }

  get #certificate(): string {
    return join(this.#folder, 'certificate.pem');
  }

  /** The tags of a repository. */
  async tags(repository: string): Promise<string[]> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}/v2/${repository}/tags/list`);
    const { tags } = (await answer.json()) as { tags?: string[] | null };
    return (tags ?? []).sort();
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = incoming;
    const [, password = ''] = Buffer.from(
      /^Basic (.*)/.exec(headers.authorization ?? '')?.[1] ?? '',
      'base64',
    )
      .toString()
      .split(/^AWS:/);
    if (this.answers !== 'images' || !password.startsWith('ey')) {
      response.writeHead(401, {
        'www-authenticate': `Basic realm="https://${host}/",service="ecr.amazonaws.com"`,
      });
      response.end();
      return;
    }
    const [, repository, tag] = /^\/v2\/(.*)\/manifests\/([^:]+)$/.exec(url) ?? [];
    if (method === 'PUT' && tag !== undefined && (await this.#stored('HEAD', url))) {
      // The same image is refused, too: https://github.com/aws/containers-roadmap/issues/2179
      const message = `The image tag '${tag}' already exists in the '${repository}' repository and cannot be overwritten because the tag is immutable.`;
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ errors: [{ code: 'TAG_INVALID', message }] }));
      return;
    }
    const outgoing = request(
      {
        ...{ host: '127.0.0.1', port: this.#port, method, path: url },
        headers: { ...headers, host, authorization: '', 'x-forwarded-proto': 'https' },
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(response);
      },
    );
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  }

  async #stored(method: string, path: string): Promise<boolean> {
    const accept = 'application/vnd.docker.distribution.manifest.v2+json';
    const url = `http://127.0.0.1:${this.#port}${path}`;
    return (await fetch(url, { method, headers: { accept } })).ok;
  }

  async stop(): Promise<void> {
    this.#proxy.closeAllConnections();
    this.#proxy.close();
    if (this.#storage?.exitCode === null) {
      this.#storage.kill();
      await once(this.#storage, 'exit');
    }
    rmSync(this.#folder, { recursive: true });
  }
}
