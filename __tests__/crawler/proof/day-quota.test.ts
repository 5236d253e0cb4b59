import { startCrawler } from './crawler';
import { startVendor } from './fault-server';
import { envOf, runOfWeek, weeks } from './fixture';
import { judge } from './judge';
import { objectsIn } from './stored-data';
import { dropScratch, scratchFolder } from './scratch';
import { vendors } from './vendors/all';

afterAll(dropScratch);

test('what a task has spent of the day the next task does not have', async () => {
  const vendor = vendors[0];
  const run = { ...runOfWeek(vendor, 1, weeks[0]), symbols: ['AAPL', 'BRK-B', 'F', 'GE', 'MSFT'] };
  const data = scratchFolder();
  const server = await startVendor(vendor, run.market, run.now);
  const env = {
    ...envOf(run, server.url),
    DATA_URI: `file://${data}`,
    REQUESTS_PER_DAY: '3',
    CONCURRENCY: '1',
  };
  try {
    const first = await startCrawler(env).ended;
    const after = await objectsIn(data);
    const verdict = await judge(run, first, new Map(), after);
    expect(verdict.problems).toEqual([]);
    expect([...verdict.missing.keys()]).toEqual(['GE', 'MSFT']);
    expect(first.output).toContain('the 3 requests that the vendor allows in a day are spent');
    expect(server.requests).toHaveLength(3);

    // A run of its own, so that nothing but the quota is known to it.
    const next = await startCrawler({ ...env, SCHEDULED_TIME: weeks[1] }).ended;
    expect(next.exitCode).toBe(1);
    expect(next.output).toContain('the 3 requests that the vendor allows in a day are spent');
    expect(server.requests).toHaveLength(3);
  } finally {
    await server.close();
  }
});
