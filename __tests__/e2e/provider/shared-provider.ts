import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import {
  connect,
  createServer,
  type ClientHttp2Session,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { configurationOf, schemaOf } from './messages';
import { ProviderProcess, type Reattach } from './provider-process';

import { usedTypes } from './used-types';

// As find-plugin.ts has left them.
const { E2E_PROVIDER: plugin = '', E2E_PROVIDER_SCHEMA: schemaFile = '' } = process.env;
const service = '/tfplugin5.Provider/';
/** A frame of gRPC: not compressed, and its length. */
const frameHeader = 5;

/** A provider process with the configuration that it has got and keeps. */
interface Configured {
  readonly process: ProviderProcess;
  readonly answer: Promise<Buffer>;
}

/** A connection of Terraform's, and where it leads. */
interface Connection {
  process: ProviderProcess;
  readonly to: Map<ProviderProcess, Promise<ClientHttp2Session>>;
}

/**
 * Terraform starts its provider anew several times in each command, and reads a schema of 5 MB every
 * time: three seconds of work for a plan that asks AWS for little. This stands between, speaks
 * Terraform's plugin protocol to both, and keeps a provider process for each configuration that it
 * sees, since a process cannot have two. It is for tests alone.
 */
export class SharedProvider {
  readonly #env: NodeJS.ProcessEnv;
  // The path of a socket may have a hundred characters, and macOS has long names for folders.
  readonly #folder = mkdtempSync(join(tmpdir(), 'provider-'));
  readonly #server: Http2Server;
  readonly #connections = new Map<ServerHttp2Session, Connection>();
  readonly #configured = new Map<string, Configured>();
  readonly #processes: ProviderProcess[] = [];
  #unconfigured: ProviderProcess | undefined;

  /** @param env of the provider: where AWS is, and who asks */
  private constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
    this.#server = createServer();
    this.#server.on('stream', (stream, headers) => {
      // What Terraform sees then is a provider that is gone.
      this.#answer(stream, headers).catch(() => {
        stream.destroy();
      });
    });
    this.#server.on('sessionError', () => undefined);
  }

  static async start(env: NodeJS.ProcessEnv): Promise<SharedProvider> {
    const provider = new SharedProvider(env);
    await new Promise<void>((resolve) => provider.#server.listen(provider.#socket, resolve));
    return provider;
  }

  /** An environment in which Terraform finds it. */
  addTo(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const reattach: Reattach = {
      Protocol: 'grpc',
      ProtocolVersion: 5,
      Pid: process.pid,
      Test: true,
      Addr: { Network: 'unix', String: this.#socket },
    };
    const providers = { 'registry.terraform.io/hashicorp/aws': reattach };
    return { ...env, TF_REATTACH_PROVIDERS: JSON.stringify(providers) };
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const session of this.#connections.keys()) session.destroy();
    await Promise.all(this.#processes.map((process) => process.stop()));
    await closed;
    rmSync(this.#folder, { recursive: true });
  }

  get #socket(): string {
    return join(this.#folder, 'socket');
  }

  async #answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    stream.on('error', () => undefined);
    const connection = this.#connectionOf(stream);
    switch (headers[':path']) {
      case `${service}GetSchema`:
        send(stream, await this.#schema(stream, headers, connection));
        break;
      case `${service}Configure`:
        send(stream, await this.#configure(stream, headers, connection));
        break;
      default:
        await handOn(stream, headers, await sessionTo(connection));
    }
  }

  #connectionOf({ session }: ServerHttp2Stream): Connection {
    if (session === undefined) throw new Error('the connection is closed');
    const known = this.#connections.get(session as ServerHttp2Session);
    if (known !== undefined) return known;
    const [first] = this.#configured.values();
    const connection: Connection = {
      // Until it is configured, any answers as well.
      process: first?.process ?? (this.#unconfigured ??= this.#startProcess()),
      to: new Map(),
    };
    this.#connections.set(session as ServerHttp2Session, connection);
    session.on('error', () => undefined);
    session.on('close', () => {
      this.#connections.delete(session as ServerHttp2Session);
      for (const to of connection.to.values()) {
        void to.then((other) => {
          other.close();
        });
      }
    });
    return connection;
  }

  #startProcess(): ProviderProcess {
    const process = new ProviderProcess(plugin, this.#env);
    this.#processes.push(process);
    return process;
  }

  /** The configuration is put to a process once: a second time it would be mixed with the first. */
  async #configure(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    connection: Connection,
  ): Promise<Buffer> {
    const question = await buffer(stream);
    const key = configurationOf(question.subarray(frameHeader)).toString('base64');
    let configured = this.#configured.get(key);
    if (configured === undefined) {
      const process = this.#unconfigured ?? this.#startProcess();
      this.#unconfigured = undefined;
      connection.process = process;
      const answer = sessionTo(connection).then((session) => ask(session, headers, question));
      configured = { process, answer };
      this.#configured.set(key, configured);
    }
    connection.process = configured.process;
    const answer = await configured.answer;
    // An answer that is not empty says what is wrong, and the next one who asks is to hear it anew.
    if (answer.length !== frameHeader) this.#configured.delete(key);
    return answer;
  }

  async #schema(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    connection: Connection,
  ): Promise<Buffer> {
    const question = await buffer(stream);
    if (existsSync(schemaFile)) return readFileSync(schemaFile);
    const answer = await ask(await sessionTo(connection), headers, question);
    const schema = schemaOf(usedTypes(), answer.subarray(frameHeader));
    const frame = Buffer.alloc(frameHeader + schema.length);
    frame.writeUInt32BE(schema.length, 1);
    schema.copy(frame, frameHeader);
    // Others write it at the same time, and read no half of it.
    const unfinished = `${schemaFile}-${process.pid}`;
    writeFileSync(unfinished, frame);
    renameSync(unfinished, schemaFile);
    return frame;
  }
}

async function sessionTo({ process, to }: Connection): Promise<ClientHttp2Session> {
  const known = to.get(process);
  if (known !== undefined) return known;
  const opened = process.socket.then((path) => {
    const session = connect('http://localhost', { createConnection: () => connectSocket(path) });
    session.on('error', () => undefined);
    return session;
  });
  to.set(process, opened);
  return opened;
}

async function ask(
  session: ClientHttp2Session,
  headers: IncomingHttpHeaders,
  question: Buffer,
): Promise<Buffer> {
  const request = session.request(headers, { endStream: false });
  request.end(question);
  const answer = await buffer(request);
  if (answer.length < frameHeader)
    throw new Error(`the provider did not answer ${String(headers[':path'])}`);
  return answer;
}

function send(stream: ServerHttp2Stream, answer: Buffer): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => {
    stream.sendTrailers({ 'grpc-status': '0' });
  });
  stream.end(answer);
}

function handOn(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  session: ClientHttp2Session,
): Promise<void> {
  const request = session.request(headers, { endStream: false });
  let trailers: IncomingHttpHeaders = {};
  request.on('trailers', (given: IncomingHttpHeaders) => {
    trailers = given;
  });
  request.on('response', (answer, flags) => {
    if (stream.closed || stream.destroyed) return;
    // 1: the answer ends with its headers, as that of a failed call does.
    if ((flags & 1) === 1) {
      stream.respond(answer, { endStream: true });
      return;
    }
    stream.respond(answer, { waitForTrailers: true });
    stream.on('wantTrailers', () => {
      stream.sendTrailers(trailers);
    });
    request.pipe(stream);
  });
  stream.on('close', () => {
    request.close();
  });
  stream.pipe(request);
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('close', resolve);
  });
}
