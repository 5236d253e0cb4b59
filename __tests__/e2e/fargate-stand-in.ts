import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What becomes of the next task: moto keeps a task but runs no container. */
export interface Play {
  /** What each look at the task finds, the last one for ever. */
  readonly statuses: readonly string[];
  readonly exitCode?: number;
  readonly stoppedReason?: string;
  /** Called once, when the task is first seen running. */
  readonly onRunning?: (taskArn: string) => Promise<void>;
}

interface Call {
  /** Such as `RunTask`, of services whose requests name it. */
  readonly action: string;
  readonly body: Record<string, unknown>;
}

/** An error that a call is answered with. */
interface Refusal {
  readonly type: string;
  readonly message: string;
}

/** Stands before moto, passes everything through, and plays Fargate in what ECS says of tasks. */
export class FargateStandIn {
  /** The calls that came by, oldest first. */
  readonly calls: Call[] = [];
  readonly #moto: string;
  readonly #answers = new Map<string, (body: Record<string, unknown>) => unknown>();
  readonly #refusals = new Map<string, Refusal>();
  readonly #server = createServer((request, response) => {
    this.#answer(request).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      (error: unknown) => response.writeHead(502).end(String(error)),
    );
  });
  #play: Play | undefined;
  readonly #looks = new Map<string, number>();
  #stopped: string | undefined;

  constructor(moto: string) {
    this.#moto = moto;
  }

  /** @returns what `AWS_ENDPOINT_URL` has to be */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  play(play: Play): void {
    this.#play = play;
    this.#looks.clear();
    this.#stopped = undefined;
    this.calls.length = 0;
  }

  /** Answers an action in moto's place, until it is called without an answer. */
  answer(action: string, answer?: (body: Record<string, unknown>) => unknown): void {
    if (answer === undefined) this.#answers.delete(action);
    else this.#answers.set(action, answer);
  }

  /** Answers an action with an error until it is called without one. */
  refuse(action: string, refusal?: Refusal): void {
    if (refusal === undefined) this.#refusals.delete(action);
    else this.#refusals.set(action, refusal);
  }

  async #answer(request: IncomingMessage) {
    const sent = await buffer(request);
    const { call, form } = callOf(request, sent);
    this.calls.push(call);
    const refusal = this.#refusals.get(call.action);
    if (refusal !== undefined) {
      return json(400, { __type: refusal.type, message: refusal.message });
    }
    const answer = this.#answers.get(call.action);
    if (answer !== undefined) {
      const body = answer(call.body);
      return form ? xml(call.action, String(body)) : json(200, body);
    }

    const headers = Object.entries(request.headers).filter(
      ([name]) => name !== 'host' && name !== 'connection',
    );
    const passed = await fetch(this.#moto + (request.url ?? '/'), {
      method: request.method ?? 'GET',
      headers: Object.fromEntries(headers) as Record<string, string>,
      ...(sent.length > 0 && { body: new Uint8Array(sent) }),
      redirect: 'manual',
    });
    const body = Buffer.from(await passed.arrayBuffer());
    if (call.action === 'StopTask' && passed.ok) this.#stopped = String(call.body['reason']);
    const played = call.action === 'DescribeTasks' && passed.ok ? await this.#played(body) : body;
    const kept = [...passed.headers].filter(
      ([name]) =>
        !/^(content-(length|encoding)|transfer-encoding|connection|keep-alive)$/.test(name),
    );
    return { status: passed.status, headers: Object.fromEntries(kept), body: played };
  }

  async #played(body: Buffer): Promise<Buffer> {
    const play = this.#play;
    if (play === undefined) return body;
    const answer = JSON.parse(body.toString()) as { tasks: Record<string, unknown>[] };
    const tasks: unknown[] = [];
    for (const task of answer.tasks) tasks.push(await this.#look(task, play));
    return Buffer.from(JSON.stringify({ ...answer, tasks }));
  }

  /** What the next look at a task finds. */
  async #look(task: Record<string, unknown>, play: Play): Promise<unknown> {
    const taskArn = String(task['taskArn']);
    const looks = this.#looks.get(taskArn) ?? 0;
    this.#looks.set(taskArn, looks + 1);
    const look = Math.min(looks, play.statuses.length - 1);
    const status = this.#stopped === undefined ? (play.statuses[look] ?? '') : 'STOPPED';
    const over = status === 'STOPPED';
    if (status === 'RUNNING' && play.statuses.indexOf('RUNNING') === look) {
      await play.onRunning?.(taskArn);
    }
    const ran = play.statuses.slice(0, look + 1).includes('RUNNING');
    const exitCode = this.#stopped === undefined ? play.exitCode : 137;
    const reason = this.#stopped ?? play.stoppedReason;
    return {
      ...task,
      lastStatus: status,
      ...(ran && { startedAt: 1_795_000_000 }),
      ...(over && { stoppedAt: 1_795_000_065, stoppedReason: reason }),
      containers: (task['containers'] as Record<string, unknown>[]).map((container) => ({
        ...container,
        lastStatus: status,
        exitCode: over && ran ? exitCode : undefined,
      })),
    };
  }
}

/** Which action a request asks for: in a header, or in the form of the query protocol. */
function callOf({ headers }: IncomingMessage, sent: Buffer): { call: Call; form: boolean } {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const action = target.split('.').at(-1) ?? '';
    return {
      call: { action, body: JSON.parse(sent.toString() || '{}') as Call['body'] },
      form: false,
    };
  }
  const form = headers['content-type']?.includes('x-www-form-urlencoded') === true;
  const body = form ? Object.fromEntries(new URLSearchParams(sent.toString())) : {};
  return { call: { action: body['Action'] ?? '', body }, form };
}

function json(status: number, body: unknown) {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** An answer of the query protocol. */
function xml(action: string, result: string) {
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: Buffer.from(
      `<${action}Response><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`,
    ),
  };
}
