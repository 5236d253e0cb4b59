import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Rule } from '../../../local/aws/rule';
import { startStrictAws } from '../../../local/aws/strict-aws';

/** What stands for moto, told by a test. */
export type StubMoto = (call: {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly request: IncomingMessage;
}) => StubAnswer | undefined | Promise<StubAnswer>;

interface StubAnswer {
  readonly status?: number;
  readonly type?: string;
  readonly body?: unknown;
}

export interface StrictStub {
  readonly endpoint: string;
  /** The calls that reached moto. */
  readonly seen: readonly string[];
  /** A call of a JSON protocol. */
  json(service: string, operation: string, input?: object, signer?: Signer): Promise<Reply>;
  /** A call of a query protocol. */
  query(
    service: string,
    action: string,
    input?: Record<string, string>,
    signer?: Signer,
  ): Promise<Reply>;
  close(): Promise<void>;
}

/** Who signs a request, and for which region. */
interface Signer {
  /** @default 'local' */
  readonly accessKeyId?: string;
  /** @default 'us-east-1' */
  readonly region?: string;
}

export interface Reply {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: string;
  readonly output: Record<string, unknown>;
}

/** A strict AWS with some rules before a moto that answers as the test says. */
export async function startStub(rules: readonly Rule[], moto: StubMoto): Promise<StrictStub> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const form = new URLSearchParams(body);
      const target = request.headers['x-amz-target'];
      const operation = target === undefined ? form.get('Action') : String(target).split('.')[1];
      const input = target === undefined ? Object.fromEntries(form) : (JSON.parse(body) as object);
      seen.push(operation ?? `${request.method ?? ''} ${request.url ?? ''}`);
      const answer = await moto({ operation: operation ?? '', input: { ...input }, request });
      const { status = 200, type = 'application/json', body: told = {} } = answer ?? {};
      response.writeHead(status, { 'content-type': type });
      response.end(typeof told === 'string' ? told : JSON.stringify(told));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const strict = await startStrictAws({ target, rules });

  const send = async (headers: Record<string, string>, body: string): Promise<Reply> => {
    const response = await fetch(strict.endpoint, { method: 'POST', headers, body });
    const answered = await response.text();
    const output = answered.startsWith('{') ? (JSON.parse(answered) as Reply['output']) : {};
    const type = output['__type'] as string | undefined;
    const code = type ?? /<Code>(.*?)<\/Code>/.exec(answered)?.[1];
    return { status: response.status, code, body: answered, output };
  };
  return {
    endpoint: strict.endpoint,
    seen,
    json: (service, operation, input = {}, signer = {}) =>
      send(
        { authorization: signed(service, signer), 'x-amz-target': `Prefix.${operation}` },
        JSON.stringify(input),
      ),
    query: (service, action, input = {}, signer = {}) =>
      send(
        {
          authorization: signed(service, signer),
          'content-type': 'application/x-www-form-urlencoded',
        },
        new URLSearchParams({ Action: action, ...input }).toString(),
      ),
    close: async () => {
      await strict.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The header of a signed request; nobody checks the signature. */
export function signed(
  service: string,
  { accessKeyId = 'local', region = 'us-east-1' }: Signer = {},
): string {
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=none`;
}
