import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Answer, Vendor } from './vendors/vendor';

/** What a fault has to work with: the right answer, and the way out. */
export interface Scene {
  readonly vendor: Vendor;
  readonly answer: Answer;
  readonly response: ServerResponse;
}

export interface Fault {
  readonly name: string;
  /** Whether asking again, a little later, may help. */
  readonly passing: boolean;
  play(scene: Scene): void | Promise<void>;
}

const megabyteOfSpaces = Buffer.alloc(1024 * 1024, ' ');
let bomb: Buffer | undefined;

function passing(name: string, play: Fault['play']): Fault {
  return { name, passing: true, play };
}

function status(code: number, headers: Record<string, string> = {}): Fault {
  const shown = Object.entries(headers).map(([header, value]) => ` with ${header} ${value}`);
  return passing(`${code}${shown.join('')}`, ({ response }) => {
    response.writeHead(code, { 'content-type': 'text/html', ...headers }).end('sorry');
  });
}

function page(name: string, html: string): Fault {
  return passing(name, ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(html);
  });
}

/** Writes the right answer with a length that may be wrong. */
function send(
  { response, answer }: Scene,
  body: string | Buffer,
  length = Buffer.byteLength(body),
) {
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': length,
  });
  response.write(body);
}

/** Everything that a vendor does to those who ask it, which a second or third attempt survives. */
export const passingFaults: readonly [Fault, ...Fault[]] = [
  passing('no answer at all', () => undefined),
  passing('a body that stops half-way and stays open', (scene) => {
    const { body } = scene.answer;
    send(scene, body.slice(0, body.length / 2), Buffer.byteLength(body));
  }),
  passing('a body of which a byte comes now and then', async (scene) => {
    const { response } = scene;
    const body = Buffer.from(scene.answer.body);
    response.writeHead(200, { 'content-type': scene.answer.contentType });
    for (let at = 0; at < body.length && !response.destroyed; at += 1) {
      response.write(body.subarray(at, at + 1));
      await sleep(20);
    }
    response.end();
  }),
  passing('a reset before the answer', ({ response }) => {
    response.socket?.resetAndDestroy();
  }),
  passing('a reset in the middle of the body', (scene) => {
    const { body } = scene.answer;
    send(scene, body.slice(0, body.length / 2), Buffer.byteLength(body));
    setTimeout(() => scene.response.socket?.resetAndDestroy(), 20);
  }),
  passing('an end before the promised length', (scene) => {
    send(scene, scene.answer.body, Buffer.byteLength(scene.answer.body) + 100);
    setTimeout(() => scene.response.socket?.end(), 20);
  }),
  passing('more than the promised length', ({ response, answer: { contentType, body } }) => {
    const head = `HTTP/1.1 200 OK\r\nContent-Type: ${contentType}\r\nContent-Length: ${body.length - 40}\r\n\r\n`;
    response.socket?.end(head + body);
  }),
  passing('half an answer, whole as HTTP', (scene) => {
    send(scene, scene.answer.body.slice(0, scene.answer.body.length / 2));
    scene.response.end();
  }),
  passing('an empty body', (scene) => {
    send(scene, '');
    scene.response.end();
  }),
  passing('bytes that are no text', (scene) => {
    send(scene, Buffer.from([0, 255, 254, 1, 31, 139, 8, 0, 200]));
    scene.response.end();
  }),
  passing('half of a gzip stream', (scene) => {
    const zipped = gzipSync(scene.answer.body);
    scene.response.writeHead(200, { 'content-encoding': 'gzip' });
    scene.response.end(zipped.subarray(0, zipped.length / 2));
  }),
  passing('a gzip bomb', ({ response }) => {
    bomb ??= gzipSync(Buffer.alloc(64 * megabyteOfSpaces.length, ' '), { level: 1 });
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
  }),
  passing('a body without end', async ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const spaces = Array.from({ length: 200 }, () => megabyteOfSpaces);
    // Who has had enough of it hangs up.
    await pipeline(Readable.from(spaces), response).catch(() => undefined);
  }),
  status(408),
  status(429),
  status(429, { 'retry-after': '3' }),
  passing('429 with Retry-After as a date', ({ response }) => {
    // By the vendor's own clock, which is not ours.
    const [date, until] = ['2026-11-20T23:00:00Z', '2026-11-20T23:00:03Z'].map((time) =>
      new Date(time).toUTCString(),
    );
    response.writeHead(429, { date, 'retry-after': until }).end('sorry');
  }),
  status(429, { 'retry-after': 'soon' }),
  status(429, { 'retry-after': '-5' }),
  status(500),
  status(502),
  status(503, { 'retry-after': '2' }),
  status(504),
  page('a challenge page', '<!doctype html><html><title>Just a moment...</title></html>'),
  page('a maintenance page', '<html><body>Will be right back...</body></html>'),
  passing('a complaint of too many requests with 200', ({ response, vendor }) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(vendor.complaints[0]);
  }),
];

/** What another attempt finds as it was: somebody has to read the documentation again. */
export function driftsOf(vendor: Vendor): [Fault, ...Fault[]] {
  const faults = vendor.drifts.map((drift, index): Fault => ({
    name: `another schema (${index + 1})`,
    passing: false,
    play: (scene) => {
      const changed = drift(scene.answer.body);
      send(scene, changed);
      scene.response.end();
    },
  }));
  const [first, ...others] = faults;
  if (first === undefined) throw new Error(`${vendor.name} never changes`);
  return [first, ...others];
}
