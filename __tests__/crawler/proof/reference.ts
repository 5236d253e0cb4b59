import { moment } from './exchange';
import { servedAt, type Market } from './market';
import type { StoredRow } from './stored-row';
import type { Vendor } from './vendors/vendor';

/**
 * What has to be stored of a symbol after a run, worked out from what is served and from
 * nothing of the crawler.
 *
 * @param now when the vendor was asked
 * @param scheduled the time that the run stands for: what was not over by then is not its business
 */
export function referenceRows(
  vendor: Vendor,
  market: Market,
  symbol: string,
  now: number,
  scheduled: number,
  from: string,
): StoredRow[] {
  const listing = market.get(symbol);
  if (listing === undefined) return [];
  const { closes, timeZone, currency } = listing.exchange;
  return servedAt(listing, now)
    .filter(
      ({ date, isLeftOut = false }) =>
        date >= from && moment(date, closes, timeZone) <= scheduled && !isLeftOut,
    )
    .map((row) => ({
      date: row.date,
      ...vendor.told(row),
      currency,
      exchange_tz: timeZone,
    }));
}
