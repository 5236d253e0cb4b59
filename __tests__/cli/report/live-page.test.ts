import { request } from 'node:http';
import { serveLive, type LivePage } from '../../../cli/report/live-page';

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

/** fetch() sets the header Host itself. */
function ask(live: LivePage, path: string, host?: string, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = host === undefined ? {} : { host };
    request(new URL(path, live.url), { headers, method }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += String(chunk)));
      response.on('end', () => {
        resolve({ status: response.statusCode, body });
      });
    })
      .on('error', reject)
      .end();
  });
}

let live: LivePage;
let clock = 0;
let data = 'one';
let said: string[] = [];
beforeEach(async () => {
  [clock, data, said] = [0, 'one', []];
  const make = () => {
    if (data === 'broken') return Promise.reject(new Error('no credentials'));
    return Promise.resolve({ page: `<body>at ${clock} ms: ${data}</body>`, time: `${clock} ms` });
  };
  live = await serveLive(
    make,
    0,
    (problem) => said.push(problem),
    () => clock,
  );
});
afterEach(() => live.close());

test('listens on this machine and answers who names it', async () => {
  expect(live.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  const port = new URL(live.url).port;
  const { status, body } = await ask(live, '/');
  expect(status).toBe(200);
  expect(body).toContain('at 0 ms: one');
  expect((await ask(live, '/', `localhost:${port}`)).status).toBe(200);
});

test.each(['evil.example', '127.0.0.1', 'localhost:1', '127.0.0.1.evil.example:80'])(
  'refuses a page of %s that was led to this machine',
  async (host) => {
    for (const path of ['/', '/newest']) {
      const { status, body } = await ask(live, path, host);
      expect(status).toBe(403);
      expect(body).not.toContain('<body');
    }
  },
);

test('has one page, to be read only', async () => {
  expect((await ask(live, '/etc/passwd')).status).toBe(404);
  expect((await ask(live, '/', undefined, 'POST')).status).toBe(405);
});

test('is made anew after a minute of looking, and is another one only where its data is', async () => {
  const newest = async () => (await ask(live, '/newest')).body;
  const first = await newest();
  expect((await ask(live, '/')).body).toContain(`data-version="${first}"`);
  clock = 61_000;
  await newest();
  expect(await newest()).toBe(first);
  expect((await ask(live, '/')).body).toContain('at 61000 ms');
  data = 'two';
  expect(await newest()).toBe(first);
  clock = 130_000;
  await newest();
  expect(await newest()).not.toBe(first);
});

test('keeps the page where the next one cannot be made, and says why', async () => {
  data = 'broken';
  clock = 61_000;
  await ask(live, '/newest');
  expect((await ask(live, '/')).body).toContain('one');
  expect(said).toEqual(['no credentials']);
});

test('says that a port is taken', async () => {
  const port = Number(new URL(live.url).port);
  const make = () => Promise.resolve({ page: '', time: 'x' });
  await expect(serveLive(make, port, String)).rejects.toThrow(`port ${port} is taken`);
});
