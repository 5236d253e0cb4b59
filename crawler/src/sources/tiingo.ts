import * as z from 'zod/mini';
import { priceOf, roundPrice, volumeOf } from '../bars/bar';
import { leadDays } from '../bars/tidy';
import { dayOfText, textOfDay } from '../day';
import { readAs } from './read-as';
import type { Source } from '../vendor/source';
import { lastFinalDay, usualClose, zoneOf } from '../zone';

const exchangeTz = 'America/New_York';
const price = z.nullable(z.number());
const rowsSchema = z.array(
  z.object({
    date: z.string().check(z.regex(/^\d{4}-\d\d-\d\dT/)),
    open: price,
    high: price,
    low: price,
    close: price,
    volume: price,
    adjClose: price,
    divCash: z.number(),
    splitFactor: z.number().check(z.positive()),
  }),
);

/**
 * Tiingo's end-of-day prices, as they were traded and adjusted in one row.
 * https://www.tiingo.com/documentation/end-of-day
 */
export const tiingo: Source = {
  name: 'tiingo',
  origin: 'https://api.tiingo.com',
  limits: { perMinute: 50, perHour: 50, perDay: 1000 },
  splits: { areApplied: false, areTold: true },
  headers: (token = '') => ({ authorization: `Token ${token}`, accept: 'application/json' }),
  symbolsPerCall: 1,

  classify: ({ text }) => {
    // Says so with status 200, in plain words or as an error of its own.
    const [said] = /you have run over your [^"]*/i.exec(text.slice(0, 2000)) ?? [];
    if (said === undefined) return undefined;
    const message = `the vendor says: ${said}`;
    // Symbols that were looked up in this month already are served as before.
    if (/symbol look ?up/i.test(said)) return { failure: 'rejected', message };
    const isShort = /your (hour|minute)/i.test(said);
    return { failure: isShort ? 'limited' : 'limited-for-today', message };
  },

  async *fetch(asks, { get, asOfMs }) {
    const lastFinal = lastFinalDay(zoneOf(exchangeTz), usualClose, asOfMs);
    for (const { symbol, from, to } of asks) {
      const query = `startDate=${textOfDay(from - leadDays)}&endDate=${textOfDay(to)}&format=json`;
      const path = `/tiingo/daily/${encodeURIComponent(symbol)}/prices?${query}`;
      const rows = readAs(rowsSchema, await get(path, symbol));
      const bars = rows.map((row) => ({
        day: dayOfText(row.date),
        open: priceOf(row.open),
        high: priceOf(row.high),
        low: priceOf(row.low),
        close: priceOf(row.close),
        volume: volumeOf(row.volume),
        adjClose: priceOf(row.adjClose),
        dividend: roundPrice(row.divCash),
        splitFactor: row.splitFactor,
        currency: 'USD',
        exchangeTz,
      }));
      yield { symbol, bars: bars.filter(({ day }) => day <= to && day <= lastFinal) };
    }
  },
};
