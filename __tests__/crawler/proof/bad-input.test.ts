import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { startCrawler } from './crawler';
import { startVendor, type FaultServer } from './fault-server';
import { envOf, runOfWeek, weeks } from './fixture';
import { memoryS3, s3Env, s3Error, startS3 } from './s3';
import { dropScratch, scratchFolder } from './scratch';
import { vendors } from './vendors/all';
import type { Vendor } from './vendors/vendor';

/** What somebody gets wrong before anything has begun: one line says what, and nothing was done. */

const [yahoo, alpaca, tiingo, massive] = vendors as readonly [Vendor, Vendor, Vendor, Vendor];
const run = { ...runOfWeek(yahoo, 1, weeks[0]), symbols: ['AAPL', 'F'] };
const secret = 'hush-0123456789';
const directory = scratchFolder();
let server: FaultServer;

beforeAll(async () => {
  server = await startVendor(yahoo, run.market, run.now);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'odd.txt'), 'AAPL\nnot a symbol\n');
  writeFileSync(join(directory, 'empty.txt'), '\n');
});

afterAll(async () => {
  await server.close();
  dropScratch();
});

/** Lines of the log, each with its message. */
function linesOf(output: string): { level: number; msg: string }[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { level: number; msg: string });
}

const fatal = 60;
const noSymbols = { SYMBOLS: '' };

test.each<[string, Record<string, string>, RegExp]>([
  [
    'an unknown source',
    { PRICE_SOURCE: 'bloomberg' },
    /PRICE_SOURCE must be one of yahoo, alpaca, tiingo, massive, got "bloomberg"$/,
  ],
  [
    'a bad symbol',
    { SYMBOLS: 'AAPL,../x' },
    /SYMBOLS must be symbols separated by commas, got "\.\.\/x"$/,
  ],
  [
    'no list of symbols',
    { ...noSymbols, SYMBOLS_URI: `file://${directory}/none.txt` },
    /SYMBOLS_URI .*none\.txt cannot be read: ENOENT/,
  ],
  [
    'a list with something else in it',
    { ...noSymbols, SYMBOLS_URI: `file://${directory}/odd.txt` },
    /SYMBOLS_URI .*odd\.txt must hold one symbol a line, got "not a symbol"$/,
  ],
  [
    'an empty list',
    { ...noSymbols, SYMBOLS_URI: `file://${directory}/empty.txt` },
    /SYMBOLS_URI .*empty\.txt names no symbol$/,
  ],
  [
    'a clock that is years behind the schedule',
    { SCHEDULED_TIME: '2099-01-01T00:00:00Z' },
    /SCHEDULED_TIME must not be more than a day ahead of the clock, .*got "2099-01-01T00:00:00Z"$/,
  ],
  [
    'a time that is none',
    { SCHEDULED_TIME: 'next friday' },
    /SCHEDULED_TIME must be a time such as .*, got "next friday"$/,
  ],
  [
    'a key that is not given',
    { PRICE_SOURCE: 'alpaca', ALPACA_KEY_ID: secret },
    /ALPACA_SECRET_KEY is required for this PRICE_SOURCE$/,
  ],
  [
    'several things at once',
    { CONCURRENCY: 'many', FROM: 'then' },
    /FROM must be .*; CONCURRENCY must be /,
  ],
])('%s', async (_, env, message) => {
  const data = join(directory, 'data');
  const asked = server.requests.length;
  const { exitCode, output } = await startCrawler({
    ...envOf(run, server.url),
    DATA_URI: `file://${data}`,
    ...env,
  }).ended;
  expect(exitCode).toBe(2);
  expect(linesOf(output)).toEqual([
    expect.objectContaining({ level: fatal, msg: expect.stringMatching(message) as string }),
  ]);
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(output).not.toContain(secret);
  expect(server.requests).toHaveLength(asked);
  expect(existsSync(data)).toBe(false);
});

test('a data folder that is a file', async () => {
  const { exitCode, output } = await startCrawler({
    ...envOf(run, server.url),
    DATA_URI: `file://${directory}/odd.txt`,
  }).ended;
  expect(exitCode).toBe(2);
  expect(linesOf(output).filter(({ level }) => level >= 40)).toEqual([
    expect.objectContaining({
      level: fatal,
      msg: expect.stringMatching(
        /DATA_URI must be a directory to write to, got .*odd\.txt/,
      ) as string,
    }),
  ]);
});

describe('a bucket', () => {
  const objects = new Map<string, Uint8Array>();
  const serve = memoryS3(objects);

  test.each([
    [
      'that is not there',
      404,
      'NoSuchBucket',
      'GET',
      /must name a bucket that exists, got s3:\/\/prices$/,
    ],
    [
      'that may not be read',
      403,
      'AccessDenied',
      'GET',
      /must name a bucket .* that we may read and write, got s3:\/\/prices: S3 answered 403 AccessDenied/,
    ],
    [
      'that may not be written',
      403,
      'AccessDenied',
      'PUT',
      /must name a bucket .* that we may read and write, got s3:\/\/prices: S3 answered 403 AccessDenied/,
    ],
    [
      'with credentials that have expired',
      400,
      'ExpiredToken',
      'GET',
      /the credentials for s3:\/\/prices have expired, get new ones: S3 answered 400 ExpiredToken/,
    ],
    [
      'at another time than the clock shows',
      403,
      'RequestTimeTooSkewed',
      'GET',
      /the clock must be right within a quarter of an hour, and shows \d{4}-.*: S3 answered 403/,
    ],
    [
      'with another key than ours',
      403,
      'SignatureDoesNotMatch',
      'GET',
      /got s3:\/\/prices: S3 answered 403 SignatureDoesNotMatch/,
    ],
  ] as const)('%s', async (_, status, code, method, message) => {
    const s3 = await startS3(serve, (request) =>
      request.method === method ? () => s3Error(status, code) : undefined,
    );
    try {
      const env = { ...envOf(run, server.url), ...s3Env(s3.url), AWS_SECRET_ACCESS_KEY: secret };
      const { exitCode, output } = await startCrawler(env).ended;
      expect(exitCode).toBe(2);
      expect(linesOf(output).filter(({ level }) => level >= 40)).toEqual([
        expect.objectContaining({ level: fatal, msg: expect.stringMatching(message) as string }),
      ]);
      expect(output).not.toContain(secret);
      expect([...objects.keys()]).toEqual([]);
    } finally {
      await s3.close();
    }
  });
});

test.each([
  [alpaca, { ALPACA_KEY_ID: `${secret}-id`, ALPACA_SECRET_KEY: secret }],
  [tiingo, { TIINGO_TOKEN: secret }],
  [massive, { MASSIVE_API_KEY: secret }],
] as const)('a key that $name refuses', async (vendor, keys) => {
  const run = { ...runOfWeek(vendor, 1, weeks[0]), symbols: ['AAPL', 'F'] };
  const server = await startVendor(vendor, run.market, run.now);
  const refusal = {
    name: '401',
    passing: false,
    // Vendors like to repeat what they were told.
    play: ({ response }: { response: ServerResponse }) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: `bad key ${secret}`, detail: secret, error: secret }));
    },
  };
  for (const symbol of run.symbols)
    server.spoil(
      symbol,
      Array.from({ length: 9 }, () => refusal),
    );
  const objects = new Map<string, Uint8Array>();
  const s3 = await startS3(memoryS3(objects));
  try {
    const env = { ...envOf(run, server.url), ...s3Env(s3.url), ...keys, LOG_LEVEL: 'trace' };
    const { exitCode, output } = await startCrawler(env).ended;
    expect(exitCode).toBe(1);
    expect(linesOf(output).at(-1)).toMatchObject({
      msg: 'run finished',
      why: expect.stringMatching(/401|refuse|key/) as string,
    });
    expect(server.requests.length).toBeLessThanOrEqual(run.symbols.length);
    expect(output).not.toContain(secret);
    const written = [...objects].filter(([, bytes]) => Buffer.from(bytes).includes(secret));
    expect(written).toEqual([]);
    // Nobody's prices, and a manifest that says why.
    expect([...objects.keys()].filter((key) => key.endsWith('.parquet'))).toEqual([]);
    expect([...objects.keys()].filter((key) => key.startsWith('_manifests/'))).toHaveLength(1);
  } finally {
    await s3.close();
    await server.close();
  }
});
