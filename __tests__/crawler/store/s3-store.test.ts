import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { s3Store } from '../../../crawler/src/store/s3-store';

const bytes = Buffer.from('bars');

let server: Server;
let url: string;
let objects: Map<string, { body: Buffer; etag: string }>;
let requests: IncomingMessage[];
/** Answers that come before the right ones; `landed` after the object was written. */
let faults: ((response: ServerResponse, landed: boolean) => boolean)[];
const environment = { ...process.env };

beforeEach(async () => {
  objects = new Map();
  requests = [];
  faults = [];
  server = createServer((request, response) => {
    requests.push(request);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      answer(request, Buffer.concat(chunks), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env = { ...environment, AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
});
afterEach(() => {
  process.env = environment;
  server.close();
  server.closeAllConnections();
});

function answer(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const fault = faults.shift();
  if (fault?.(response, false) === true) return;
  const { headers, method, url: path = '' } = request;
  if (path === '/credentials') {
    const Expiration = '2999-01-01T00:00:00Z';
    const credentials = { AccessKeyId: 'task', SecretAccessKey: 'x', Token: 'token', Expiration };
    response.end(JSON.stringify(credentials));
    return;
  }
  const object = objects.get(path);
  if (method === 'GET') {
    if (object === undefined) fail(response, 404, 'NoSuchKey');
    else response.writeHead(200, { etag: object.etag }).end(object.body);
    return;
  }
  const wanted = headers['if-match'];
  if (wanted === undefined ? object !== undefined : object?.etag !== wanted) {
    fail(response, 412, 'PreconditionFailed');
    return;
  }
  const etag = `"${requests.length}"`;
  objects.set(path, { body, etag });
  if (fault?.(response, true) === true) return;
  response.writeHead(200, { etag }).end();
}

function fail(response: ServerResponse, status: number, code: string): boolean {
  response.writeHead(status).end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);
  return true;
}

function open() {
  return s3Store({ bucket: 'prices', prefix: 'p/', region: 'eu-west-1', endpoint: url });
}

it('keeps symbols in keys as they are, encoded once on their way', async () => {
  const etag = await open().write('symbol=^GSPC/data.parquet', bytes, undefined);
  expect([...objects.keys()]).toEqual(['/prices/p/symbol%3D%5EGSPC/data.parquet']);
  await expect(open().read('symbol=^GSPC/data.parquet')).resolves.toMatchObject({ etag });
  await expect(open().read('nothing')).resolves.toBeUndefined();
  expect(requests[0]?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/eu-west-1\/s3\/aws4_request, /,
  );
});

it('sends the checksum without which S3 locks no object', async () => {
  await open().write('key', Buffer.from('hello'), undefined);
  expect(requests.at(-1)?.headers['content-md5']).toBe('XUFAKrxLKna5cZ2REBfFkg==');
});

it('writes only what is as it was read', async () => {
  const store = open();
  const first = await store.write('key', bytes, undefined);
  await expect(store.write('key', bytes, undefined)).resolves.toBeUndefined();
  await expect(store.write('key', Buffer.from('new'), first)).resolves.toBeDefined();
  await expect(store.write('key', bytes, first)).resolves.toBeUndefined();
});

it.each([
  ['a 500', (response: ServerResponse) => fail(response, 500, 'InternalError')],
  ['SlowDown', (response: ServerResponse) => fail(response, 503, 'SlowDown')],
  [
    'a reset',
    (response: ServerResponse) => {
      response.socket?.resetAndDestroy();
      return true;
    },
  ],
])('survives %s', async (_, fault) => {
  faults = [fault, fault];
  await expect(open().write('key', bytes, undefined)).resolves.toBeDefined();
});

it('takes its own object for its own when the answer to the first try was lost', async () => {
  const lost = (response: ServerResponse, landed: boolean): boolean => {
    if (landed) response.socket?.resetAndDestroy();
    return landed;
  };
  faults = [lost];
  await expect(open().write('key', bytes, undefined)).resolves.toBe('"1"');
  expect(requests.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'GET']);
});

it('leaves a conflict to the caller, who reads again', async () => {
  faults = [(response) => fail(response, 409, 'ConditionalRequestConflict')];
  await expect(open().write('key', bytes, undefined)).resolves.toBeUndefined();
  expect(requests).toHaveLength(1);
});

it.each([
  [403, 'AccessDenied', /must name a bucket of AWS_REGION that we may read and write/],
  [404, 'NoSuchBucket', /must name a bucket that exists, got s3:\/\/prices/],
])('takes a %d %s for wrong configuration', async (status, code, message) => {
  faults = [(response) => fail(response, status, code)];
  await expect(open().read('key')).rejects.toMatchObject({
    name: 'ConfigError',
    message: expect.stringMatching(message) as string,
  });
});

describe('of an object that S3 says is forbidden', () => {
  const forbid = (response: ServerResponse): boolean => fail(response, 403, 'AccessDenied');
  const list = (count: number) => (response: ServerResponse) => {
    response.end(`<ListBucketResult><KeyCount>${count}</KeyCount></ListBucketResult>`);
    return true;
  };

  it('finds out that there is none where it may list its folder', async () => {
    faults = [forbid, list(0)];
    await expect(open().read('bars/a b.parquet')).resolves.toBeUndefined();
    expect(requests.map((request) => request.url)).toEqual([
      '/prices/p/bars/a%20b.parquet',
      '/prices/?list-type=2&max-keys=1&prefix=p%2Fbars%2Fa%20b.parquet',
    ]);
  });

  it.each([
    ['it is there', list(1)],
    ['that may not be asked either', forbid],
  ])('says so where %s', async (_, answered) => {
    faults = [forbid, answered];
    await expect(open().read('key')).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringMatching(/may read and write/) as string,
    });
  });
});

describe('a clock that is wrong', () => {
  const hourMs = 3_600_000;
  const right = Date.parse('2026-11-27T23:00:00Z');

  /** Refuses what was signed at another time than its own, as S3 does from a quarter of an hour on. */
  const skewed =
    (headers: Record<string, string> = { date: new Date(right).toUTCString() }) =>
    (response: ServerResponse): boolean => {
      const signed = requests.at(-1)?.headers['x-amz-date'];
      const iso = String(signed).replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5');
      if (Math.abs(Date.parse(iso) - right) < hourMs / 4) return false;
      // The date is the one given here, or there is none.
      response.sendDate = false;
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      return fail(response, 403, 'RequestTimeTooSkewed');
    };

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each([
    ['ahead', hourMs],
    ['behind', -24 * hourMs],
  ])('is put right by that of S3 once: %s', async (_, offMs) => {
    jest.spyOn(Date, 'now').mockReturnValue(right + offMs);
    const store = open();
    faults = [skewed(), skewed(), skewed()];
    await expect(store.write('key', bytes, undefined)).resolves.toBeDefined();
    await expect(store.read('key')).resolves.toBeDefined();
    // From then on it is known how far it is off.
    expect(requests.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'GET']);
  });

  it.each([
    ['says nothing of it', {}, 1],
    ['says another time than it goes by', { date: new Date(right + 24 * hourMs).toUTCString() }, 2],
    ['answers from a cache', { date: new Date(right).toUTCString(), age: '7200' }, 1],
  ])('is named where S3 %s', async (_, headers, asked) => {
    jest.spyOn(Date, 'now').mockReturnValue(right + hourMs);
    faults = [skewed(headers), skewed(headers), skewed(headers)];
    await expect(open().read('key')).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringMatching(
        /^the clock must be right within a quarter of an hour, and shows 2026-11-28T00:00:00\.000Z: S3 answered 403 RequestTimeTooSkewed/,
      ) as string,
    });
    // Only a time that S3 told is tried, and only once.
    expect(requests).toHaveLength(asked);
  });
});

it.each([
  [400, 'ExpiredToken'],
  [400, 'TokenRefreshRequired'],
])('says of credentials that expired that they did: %d %s', async (status, code) => {
  faults = [(response) => fail(response, status, code)];
  await expect(open().read('key')).rejects.toMatchObject({
    name: 'ConfigError',
    message: `the credentials for s3://prices have expired, get new ones: S3 answered ${status} ${code}: no`,
  });
});

it('says of a session of IAM Identity Center that expired that it did', async () => {
  const home = mkdtempSync(join(tmpdir(), 'fargate-cron-aws-'));
  try {
    delete process.env['AWS_ACCESS_KEY_ID'];
    process.env['HOME'] = home;
    process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
    const portal = 'https://acme.awsapps.com/start';
    const profile = {
      ...{ sso_start_url: portal, sso_region: 'eu-west-1' },
      ...{ sso_account_id: '123456789012', sso_role_name: 'reader' },
    };
    const lines = Object.entries(profile).map(([name, value]) => `${name} = ${value}`);
    const cache = join(home, '.aws', 'sso', 'cache');
    mkdirSync(cache, { recursive: true });
    writeFileSync(join(home, '.aws', 'config'), ['[default]', ...lines, ''].join('\n'));
    writeFileSync(
      join(cache, `${createHash('sha1').update(portal).digest('hex')}.json`),
      JSON.stringify({ accessToken: 'x', expiresAt: '2020-01-01T00:00:00Z', startUrl: portal }),
    );
    await expect(open().read('key')).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringMatching(
        /^the credentials for s3:\/\/prices have expired, get new ones: The SSO session .* aws sso login/,
      ) as string,
    });
    expect(requests).toHaveLength(0);
  } finally {
    rmSync(home, { recursive: true });
  }
});

it('uses the credentials of an ECS task', async () => {
  delete process.env['AWS_ACCESS_KEY_ID'];
  process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] = `${url}/credentials`;
  await open().write('key', bytes, undefined);
  const { headers } = requests.at(-1) ?? {};
  expect(headers?.authorization).toContain('Credential=task/');
  expect(headers?.['x-amz-security-token']).toBe('token');
});
