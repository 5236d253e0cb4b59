import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { s3Store } from '../../crawler/src/store/s3-store';
import { createHttp } from '../../crawler/src/vendor/http';
import { startProxy, type Proxy } from './proxy';

const environment = { ...process.env };
const forever = new AbortController().signal;
let server: Server;
/** Only the proxy knows where it is. */
let host: string;
let proxy: Proxy;

beforeEach(async () => {
  server = createServer((_, response) => response.writeHead(200, { etag: '"1"' }).end('bars'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `vendor.test:${(server.address() as AddressInfo).port}`;
  proxy = await startProxy();
  process.env = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
});
afterEach(() => {
  process.env = environment;
  proxy.close();
  server.close();
  server.closeAllConnections();
});

function get(url: string): Promise<string> {
  return createHttp(5_000)
    .get(url, {}, forever)
    .then(({ text }) => text);
}

test.each(['HTTP_PROXY', 'http_proxy'])(
  'a vendor is asked through the proxy of %s',
  async (name) => {
    process.env[name] = proxy.url;
    await expect(get(`http://${host}/AAPL`)).resolves.toBe('bars');
    expect(proxy.asked).toEqual([host]);
  },
);

test('and over HTTPS through that of HTTPS_PROXY, which a plain request does not take', async () => {
  process.env['HTTPS_PROXY'] = proxy.url;
  // What answers there knows no TLS.
  await expect(get(`https://${host}/AAPL`)).rejects.toThrow('the request failed');
  expect(proxy.asked).toEqual([host]);
  await expect(get(`http://${host.replace('vendor.test', '127.0.0.1')}/`)).resolves.toBe('bars');
  expect(proxy.asked).toEqual([host]);
});

test('S3 is asked through the proxy as well', async () => {
  process.env['HTTP_PROXY'] = proxy.url;
  const s3 = s3Store({
    bucket: 'prices',
    prefix: '',
    region: 'us-east-1',
    endpoint: `http://${host}`,
  });
  await expect(s3.read('bars')).resolves.toMatchObject({ etag: '"1"' });
  expect(proxy.asked).toEqual([host]);
  await s3.close();
});

test.each(['127.0.0.1', '*', 'localhost, 127.0.0.1'])(
  'what NO_PROXY names, such as %s, is asked without one',
  async (hosts) => {
    Object.assign(process.env, { HTTP_PROXY: proxy.url, NO_PROXY: hosts });
    await expect(get(`http://${host.replace('vendor.test', '127.0.0.1')}/`)).resolves.toBe('bars');
    expect(proxy.asked).toEqual([]);
  },
);

test('a proxy that refuses is named as what failed', async () => {
  const refusing = await startProxy(403);
  process.env['HTTP_PROXY'] = refusing.url;
  await expect(get(`http://${host}/AAPL`)).rejects.toMatchObject({
    failure: 'network',
    message: 'the request failed: Proxy response (403) !== 200 when HTTP Tunneling',
  });
  refusing.close();
});
