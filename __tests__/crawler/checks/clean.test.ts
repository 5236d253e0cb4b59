import { roundPrice, type StoredBar } from '../../../crawler/src/bars/bar';
import { dayOfText } from '../../../crawler/src/day';
import { sources } from '../../../crawler/src/sources/table';
import { vendorBars } from '../../../local/vendor';
import { moment } from '../proof/exchange';
import { market, type Market } from '../proof/market';
import { referenceRows } from '../proof/reference';
import { vendors } from '../proof/vendors/all';
import type { Vendor } from '../proof/vendors/vendor';
import { adjusted, cleanLake, findingsIn, lakeOf, stored } from './lake';

test('the lake that others spoil has no fault', async () => {
  expect(await findingsIn(cleanLake())).toEqual([]);
});

test('real prices of an index by day, and of companies by month, have no fault', async () => {
  const histories = new Map(
    [...vendorBars()].map(([symbol, bars]): [string, StoredBar[]] => [
      symbol,
      bars.map(({ date, adjClose, ...bar }) =>
        stored({
          ...bar,
          day: dayOfText(date),
          adjClose: adjClose === null ? null : roundPrice(adjClose),
          ...{ dividend: 0, splitFactor: 1, currency: 'USD', exchangeTz: 'America/New_York' },
        }),
      ),
    ]),
  );
  expect(await findingsIn(lakeOf(adjusted, histories))).toEqual([]);
});

/** What is stored of a market when a week is over. */
function historiesOf(vendor: Vendor, stocks: Market, date: string): Map<string, StoredBar[]> {
  const now = moment(date, '23:00', 'UTC');
  return new Map(
    [...stocks.keys()].map((symbol) => [
      symbol,
      referenceRows(vendor, stocks, symbol, now, now, '2026-10-26').map(
        ({ date: day, adj_close, split_factor, exchange_tz, ...row }) =>
          stored({
            ...row,
            day: dayOfText(day),
            adjClose: adj_close,
            splitFactor: split_factor,
            exchangeTz: exchange_tz,
          }),
      ),
    ]),
  );
}

/** The sessions on which a symbol of a market was off while its exchange was not. */
function daysOff(stocks: Market, symbol: string): string[] {
  const dates = new Set(stocks.get(symbol)?.sessions.map(({ date }) => date));
  return ['2026-11-03', '2026-11-11'].filter((date) => !dates.has(date));
}

test.each(vendors.map((vendor) => [vendor.name, vendor] as const))(
  'what %s serves of any market has no fault but the days on which a symbol was off by itself',
  async (name, vendor) => {
    const { splits } = await sources[name as keyof typeof sources].load();
    const wrong: unknown[] = [];
    let gaps = 0;
    for (let seed = 1; seed <= 20; seed += 1) {
      const stocks = market(seed, vendor);
      for (const date of ['2026-11-13', '2026-11-20', '2026-12-04']) {
        const lake = lakeOf(splits, historiesOf(vendor, stocks, date));
        for (const finding of await findingsIn(lake)) {
          const isOff =
            finding.check === 'gap' &&
            daysOff(stocks, finding.symbol).join() === finding.first &&
            finding.count === 1;
          if (isOff) gaps += 1;
          else wrong.push({ seed, date, ...finding });
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(gaps).toBeGreaterThan(5);
  },
);
