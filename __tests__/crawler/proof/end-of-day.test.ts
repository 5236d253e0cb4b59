import { startCrawler } from './crawler';
import { startVendor } from './fault-server';
import { envOf, incomplete, runOfWeek, weeks } from './fixture';
import { objectsIn, readData } from './stored-data';
import { dropScratch, scratchFolder } from './scratch';
import { massive } from './vendors/massive';

afterAll(dropScratch);

const week = { ...runOfWeek(massive, 1, weeks[1]), from: '2026-11-17' };

test('a day that the vendor does not give before its end is brought by the next run', async () => {
  const data = scratchFolder();
  const play = async (scheduled: string, env: Record<string, string>) => {
    const run = { ...week, scheduled, now: Date.parse(scheduled) };
    const server = await startVendor(massive, run.market, run.now);
    try {
      const given = { ...envOf(run, server.url), DATA_URI: `file://${data}`, ...env };
      const ended = await startCrawler(given).ended;
      return { run, ended, asked: server.requests.length, after: await objectsIn(data) };
    } finally {
      await server.close();
    }
  };

  // Fewer days than symbols, so that it asks day by day for the whole market.
  const friday = await play(week.scheduled, { FROM: week.from });
  expect(friday.ended.exitCode).toBe(0);
  expect(friday.asked).toBe(4);
  const { bars } = await readData(friday.after, massive.name);
  expect([...bars.keys()].sort()).toEqual(week.symbols);
  for (const rows of bars.values()) {
    expect(rows.map(({ date }) => date)).toEqual(['2026-11-17', '2026-11-18', '2026-11-19']);
  }

  const { run, ended, after } = await play('2026-11-21T06:00:00Z', {});
  expect(await incomplete(run, ended, friday.after, after)).toEqual([]);
});
