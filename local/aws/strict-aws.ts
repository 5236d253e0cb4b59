import {
  createServer,
  request,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { keepAlive } from '../keep-alive';
import { jsonAnswer, refusal, type Answer } from './answer';
import { callOf, headOf, withInput, type AwsCall } from './aws-call';
import { isAbout, type Moto, type Rule } from './rule';
import { Turns } from './turns';

// moto loads a service at its first call, which takes minutes where much else is done; whoever asks waits.
const answerMs = 300_000;

/** Where it tells which rules it follows. No bucket has such a name. */
export const rulesPath = '/_rules';

export interface StrictAws {
  readonly endpoint: string;
  /** Lets the process end without `close`. */
  unref(): void;
  close(): Promise<void>;
}

export interface StrictAwsOptions {
  /** Where the moto answers that stands behind it. */
  readonly target: string;
  readonly rules: readonly Rule[];
  /** @default - any that is free */
  readonly port?: number;
}

/** A local AWS: moto, and before it the rules that make it answer as AWS does. */
export async function startStrictAws({
  target,
  rules,
  port = 0,
}: StrictAwsOptions): Promise<StrictAws> {
  const ask = inTurn(target);
  const moto = motoAt(target, ask);
  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/', headers } = incoming;
    if (url === rulesPath) {
      send(response, jsonAnswer(rules.map(({ name, does }) => ({ name, does }))));
      return;
    }
    const head = headOf(method, url, headers);
    if (head === undefined) {
      passOn(target, incoming, response);
      return;
    }
    const isStream = head.service === 's3';
    const call = callOf(head, isStream ? undefined : await buffer(incoming));
    const about = rules.filter((rule) => isAbout(rule, call));
    const failed = (error: unknown): Answer => {
      console.error(error);
      // A connection that breaks off would be tried again and again.
      return refusal(call, 'LocalAwsFailure', `a rule of the local AWS failed: ${String(error)}`);
    };
    const correct = (of: AwsCall, answer: Answer): Promise<Answer> =>
      corrected(about, of, answer, moto).catch(failed);
    const asked = await ruled(about, call, moto).catch(failed);
    if ('status' in asked) {
      // What is left unread would be taken for the connection's next request.
      if (isStream) incoming.resume();
      send(response, asked);
    } else if (isStream) {
      passOn(target, incoming, response, (answer) => correct(call, answer));
    } else {
      send(response, await correct(asked, await ask(asked)));
    }
  };

  const server = createServer(keepAlive, (incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    unref: () => {
      server.unref();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What is left of a request after the rules: an answer, or what moto is asked. */
async function ruled(rules: readonly Rule[], call: AwsCall, moto: Moto): Promise<Answer | AwsCall> {
  let asked = call;
  for (const rule of rules) {
    const result = await rule.request?.(asked, moto);
    if (result === undefined) continue;
    if ('status' in result) return result;
    asked = result;
  }
  return asked;
}

async function corrected(
  rules: readonly Rule[],
  call: AwsCall,
  given: Answer,
  moto: Moto,
): Promise<Answer> {
  let answer = given;
  for (const rule of rules) answer = (await rule.response?.(call, answer, moto)) ?? answer;
  return answer;
}

function motoAt(target: string, askMoto: AskMoto): Moto {
  return {
    endpoint: target,
    ask: (call, operation, input) => {
      const [prefix = ''] = String(call.headers['x-amz-target']).split('.');
      const headers = { ...call.headers, 'x-amz-target': `${prefix}.${operation}` };
      return askMoto(withInput({ ...call, headers }, { ...input }));
    },
    askIam: (action, input) => {
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/iam/aws4_request',
      };
      const form = new URLSearchParams({ Action: action, Version: '2010-05-08', ...input });
      const head = headOf('POST', '/', headers);
      if (head === undefined) throw new Error('the request to IAM is signed by nobody');
      return askMoto(callOf(head, Buffer.from(form.toString())));
    },
  };
}

type AskMoto = (call: AwsCall) => Promise<Answer>;

/**
 * Asks moto for one call of a service at a time. It takes several at once, and fails over one that looks
 * through what another adds to meanwhile, such as `create_role` does:
 * https://github.com/getmoto/moto/blob/5.2.1/moto/iam/models.py
 * SQS may hold a call until there are messages.
 */
function inTurn(target: string): AskMoto {
  const turns = new Turns();
  return (call) =>
    call.service === 'sqs'
      ? answerOf(target, call)
      : turns.take(call.service, () => answerOf(target, call));
}

/** moto's answer. */
function answerOf(target: string, call: AwsCall): Promise<Answer> {
  const { method, url } = call;
  const body = call.body ?? Buffer.alloc(0);
  const headers = { ...withoutHop(call.headers), 'content-length': body.length };
  return new Promise((resolve) => {
    const fail = (): void => {
      resolve(silence(call));
    };
    const outgoing = request(new URL(url, target), { method, headers }, (answer) => {
      buffer(answer).then((answered) => {
        resolve({ status: statusOf(answer), headers: answer.headers, body: answered });
      }, fail);
    });
    outgoing.setTimeout(answerMs, () => outgoing.destroy());
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

/** Without what is said of one connection, and not of what comes over it. */
function withoutHop(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const hop = ['connection', 'keep-alive', 'transfer-encoding'];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hop.includes(name)));
}

/** Not with status 500, after which clients ask again for minutes. */
function silence(call: AwsCall): Answer {
  return refusal(call, 'LocalAwsUnavailable', 'moto, behind the local AWS, gives no answer');
}

function statusOf({ statusCode = 502 }: IncomingMessage): number {
  return statusCode;
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  // The answer to HEAD tells the length of what it leaves out.
  const length = body.length === 0 ? {} : { 'content-length': body.length };
  response.writeHead(status, { ...withoutHop(headers), ...length });
  response.end(body);
}

/**
 * Hands request and answer on as they come, objects of any size.
 *
 * @param correct may answer in place of an answer that is an error
 */
function passOn(
  target: string,
  incoming: IncomingMessage,
  response: ServerResponse,
  correct?: (answer: Answer) => Promise<Answer>,
): void {
  const { method, url = '/', headers } = incoming;
  const outgoing = request(new URL(url, target), { method, headers }, (answer) => {
    const status = statusOf(answer);
    if (correct === undefined || status < 400) {
      response.writeHead(status, answer.rawHeaders);
      // An answer that breaks off breaks off here, too.
      pipeline(answer, response, () => undefined);
      return;
    }
    buffer(answer)
      .then((body) => correct({ status, headers: answer.headers, body }))
      .then(
        (corrected) => {
          send(response, corrected);
        },
        () => response.destroy(),
      );
  });
  outgoing.setTimeout(answerMs, () => outgoing.destroy());
  outgoing.on('error', () => response.destroy());
  incoming.on('aborted', () => outgoing.destroy());
  incoming.pipe(outgoing);
}
