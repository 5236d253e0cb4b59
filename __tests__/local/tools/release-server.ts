import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { strToU8, zipSync } from 'fflate';
import type { TerraformRelease } from '../../../local/tools/terraform-release';

/** A program that calls itself Terraform of a version. */
export function terraformOf(version: string): string {
  return `#!/bin/sh\necho '{ "terraform_version": "${version}" }'\n`;
}

export const archive = Buffer.from(
  zipSync({ 'LICENSE.txt': strToU8('a licence'), terraform: strToU8(terraformOf('1.11.4')) }),
);

export const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;

/** The release as the server below has it. */
export const release: TerraformRelease = {
  version: '1.11.4',
  digests: { [platform]: createHash('sha256').update(archive).digest('hex') },
};

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Serves what the vendor's releases site would, on loopback. */
export class ReleaseServer {
  /** The paths that were asked for. */
  readonly asked: string[] = [];
  answer: Answer = serveArchive;
  readonly #server = createServer((request, response) => {
    this.asked.push(request.url ?? '');
    this.answer(request, response);
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A proxy: whichever host it is asked for a tunnel to, the tunnel ends at the release server. */
export class Tunnel {
  /** The hosts that were asked for. */
  readonly asked: string[] = [];
  readonly #sockets = new Set<Duplex>();
  readonly #server = createServer();

  constructor(target: ReleaseServer) {
    this.#server.on('connect', (request: IncomingMessage, socket: Duplex) => {
      this.asked.push(request.url ?? '');
      const onward = connect(Number(new URL(target.url).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.pipe(onward).pipe(socket);
      });
      for (const end of [socket, onward]) {
        this.#sockets.add(end);
        end.on('error', () => undefined);
      }
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export const serveArchive: Answer = (_, response) => {
  response.setHeader('content-length', archive.length);
  response.end(archive);
};

export const serveOtherBytes: Answer = (_, response) => {
  response.end('other bytes');
};

export const serveHalf: Answer = (_, response) => {
  response.setHeader('content-length', archive.length);
  response.write(archive.subarray(0, archive.length / 2), () => response.destroy());
};

export const serveNothing: Answer = (_, response) => {
  response.statusCode = 404;
  response.end();
};
