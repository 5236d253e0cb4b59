import { startProxy } from '../proxy';
import { startVendor } from './fault-server';
import { envOf, incomplete, runOfWeek, weeks } from './fixture';
import { startHost } from './host';
import { dropScratch, scratchFolder } from './scratch';
import { objectsIn } from './stored-data';
import { vendors } from './vendors/all';

/** A vendor that nobody but a proxy finds. */

const [vendor] = vendors;
const run = { ...runOfWeek(vendor, 1, weeks[0]), symbols: ['AAPL'] };
const host = startHost();

afterAll(() => {
  host.stop();
  dropScratch();
});

async function play(status: number) {
  const data = scratchFolder();
  const server = await startVendor(vendor, run.market, run.now);
  const proxy = await startProxy(status);
  try {
    const env = {
      ...envOf(run, server.url.replace('127.0.0.1', 'vendor.test')),
      DATA_URI: `file://${data}`,
      HTTP_PROXY: proxy.url,
      BACKOFF_MS: '1',
    };
    const ended = await host.run(env, 10);
    return { ended, after: await objectsIn(data), asked: proxy.asked.length };
  } finally {
    proxy.close();
    await server.close();
  }
}

test('everything is fetched through the proxy', async () => {
  const { ended, after, asked } = await play(200);
  expect(await incomplete(run, ended, new Map(), after)).toEqual([]);
  expect(asked).toBeGreaterThan(0);
});

test('a proxy that refuses fails the run and is named', async () => {
  const { ended } = await play(403);
  expect(ended.exitCode).toBe(1);
  expect(ended.output).toContain('Proxy response (403)');
});
