import { startVendor } from './fault-server';
import { envOf, incomplete, runOfWeek, weeks } from './fixture';
import { startHost } from './host';
import { objectsIn } from './stored-data';
import type { Listing, Market } from './market';
import { dropScratch, scratchFolder } from './scratch';
import { vendors } from './vendors/all';

/** Each thing by itself that makes the rows of a symbol other than a table of prices would be. */

const plain = {
  splits: [],
  dividends: [],
  corrected: undefined,
  nullDays: [],
  closeOnly: new Set<string>(),
  doubled: new Set<string>(),
  unordered: false,
} satisfies Partial<Listing>;
const [before, between] = ['2026-11-10', '2026-11-17'];

const garbles: readonly (readonly [string, Partial<Listing>])[] = [
  ['nothing', {}],
  ['rows of nulls', { nullDays: [before, between] }],
  ['sessions with a close and nothing else', { closeOnly: new Set([before, between]) }],
  ['sessions that come twice', { doubled: new Set([before, between]) }],
  ['rows in disorder', { unordered: true, doubled: new Set([between]) }],
  [
    'a split in the middle of the history',
    { splits: [{ date: before, numerator: 4, denominator: 1 }] },
  ],
  ['a split between two runs', { splits: [{ date: between, numerator: 3, denominator: 2 }] }],
  [
    'shares put together between two runs',
    { splits: [{ date: between, numerator: 1, denominator: 10 }] },
  ],
  ['a dividend in the middle of the history', { dividends: [{ date: before, amount: 0.24 }] }],
  ['a dividend between two runs', { dividends: [{ date: between, amount: 0.01 }] }],
  [
    'a close that is corrected later',
    { corrected: { date: '2026-11-12', at: Date.parse('2026-11-16T12:00:00Z') } },
  ],
];

const host = startHost();
afterAll(() => {
  host.stop();
  dropScratch();
});

const cases = vendors.flatMap((vendor) =>
  garbles.map(([name, garble]) => [vendor.name, name, vendor, garble] as const),
);

test.concurrent.each(cases)('%s: %s', async (_, __, vendor, garble) => {
  const data = scratchFolder();
  const symbols = ['AAPL', 'F'];
  for (const week of weeks) {
    const { market, ...run } = runOfWeek(vendor, 1, week);
    const garbled: Market = new Map(
      [...market].map(([symbol, listing]) => [symbol, { ...listing, ...plain, ...garble }]),
    );
    const before = week === weeks[0] ? new Map<string, Uint8Array>() : await objectsIn(data);
    const server = await startVendor(vendor, garbled, run.now);
    try {
      const asked = { ...run, market: garbled, symbols };
      const env = { ...envOf(asked, server.url), DATA_URI: `file://${data}` };
      const ended = await host.run(env, 1);
      expect(await incomplete(asked, ended, before, await objectsIn(data))).toEqual([]);
    } finally {
      await server.close();
    }
  }
});
