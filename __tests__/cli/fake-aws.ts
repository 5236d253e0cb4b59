import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What an action answers: an object, the XML of a query protocol, or an error. */
type Answer = object | string | FakeError;

/** An error of AWS. */
export class FakeError {
  readonly code: string;
  readonly message: string;

  constructor(code: string, message: string) {
    this.code = code;
    this.message = message;
  }
}

/** A server that answers AWS's clients in another process as a test says, and keeps what was asked. */
export class FakeAws {
  /** The actions, oldest first. */
  readonly calls: string[] = [];
  readonly #answers = new Map<string, Answer[]>();
  readonly #server = createServer((request, response) => {
    void text(request).then((body) => {
      const target = request.headers['x-amz-target'];
      const isForm = target === undefined;
      const action = isForm
        ? (new URLSearchParams(body).get('Action') ?? '')
        : String(target).split('.').at(-1);
      const answers = this.#answers.get(action ?? '') ?? [];
      const answer =
        (answers.length > 1 ? answers.shift() : answers[0]) ??
        new FakeError('Unexpected', String(action));
      this.calls.push(action ?? '');
      response.writeHead(answer instanceof FakeError ? 400 : 200);
      response.end(isForm ? xml(action ?? '', answer) : json(answer));
    });
  });

  /** @returns what a process needs to call it */
  async start(): Promise<NodeJS.ProcessEnv> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'fake',
      AWS_SECRET_ACCESS_KEY: 'fake',
    };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** @param answers one a call, the last for ever */
  answer(action: string, ...answers: readonly Answer[]): void {
    this.#answers.set(action, [...answers]);
  }

  forget(): void {
    this.calls.length = 0;
    this.#answers.clear();
  }
}

function json(answer: Answer): string {
  return JSON.stringify(
    answer instanceof FakeError ? { __type: answer.code, message: answer.message } : answer,
  );
}

function xml(action: string, answer: Answer): string {
  if (answer instanceof FakeError) {
    return `<ErrorResponse><Error><Code>${answer.code}</Code><Message>${answer.message}</Message></Error></ErrorResponse>`;
  }
  const result = typeof answer === 'string' ? answer : '';
  return `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`;
}
