import { concurrently } from '../../../crawler/src/concurrently';
import { concurrency, keep, period1, period2, symbols, vendorUrl } from '../../crawler/work';
import YahooFinance from 'yahoo-finance2';

const yahoo = new YahooFinance({
  queue: { concurrency },
  fetch: (url, options) => fetch(String(url).replace(/^https:\/\/[^/]+/, vendorUrl), options),
});

void concurrently(concurrency, symbols, async (symbol) => {
  const { meta, quotes } = await yahoo.chart(symbol, { period1, period2, interval: '1d' });
  const ingestedAtMs = Date.now();
  const bars = quotes.map(({ date, open, high, low, close, volume, adjclose }) => ({
    day: Math.floor(date.getTime() / 86_400_000),
    open,
    high,
    low,
    close,
    volume,
    adjClose: adjclose ?? null,
    dividend: 0,
    splitFactor: 1,
    currency: meta.currency,
    exchangeTz: meta.exchangeTimezoneName,
    ingestedAtMs,
  }));
  await keep(symbol, bars);
}).then(() => process.exit(0));
