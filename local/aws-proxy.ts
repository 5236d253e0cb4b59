import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/**
 * What Terraform's provider asks of Step Functions and moto does not know: it crashes at the one's
 * absence and asks for the other for ever.
 */
const answers: Readonly<Record<string, unknown>> = {
  'AWSStepFunctions.ValidateStateMachineDefinition': { result: 'OK', diagnostics: [] },
  'AWSStepFunctions.ListStateMachineVersions': { stateMachineVersions: [] },
};

export interface AwsProxy {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Stands before a local AWS, hands every request on to it and answers what it cannot. */
export async function startAwsProxy(target: string): Promise<AwsProxy> {
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, response) => {
    const answer = answers[String(incoming.headers['x-amz-target'])];
    if (answer === undefined) {
      handOn(incoming, response, { hostname, port });
      return;
    }
    // The whole request is read first: the connection serves the next one, too.
    void buffer(incoming).then(() => {
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function handOn(
  incoming: IncomingMessage,
  response: ServerResponse,
  target: { readonly hostname: string; readonly port: string },
): void {
  const { method, url, headers } = incoming;
  const outgoing = request({ ...target, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  incoming.on('aborted', () => outgoing.destroy());
  incoming.pipe(outgoing);
}
