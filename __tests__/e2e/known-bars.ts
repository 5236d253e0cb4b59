import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import config from '../../config';

/** The columns that the data sets know. */
export interface KnownBar {
  readonly date: string;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  readonly volume: number | null;
}

/** The symbols of the first job in `config.ts`. */
export function symbolsInConfig(): string[] {
  return (config.jobs[0]?.environment?.['SYMBOLS'] ?? '').split(',');
}

/**
 * What a symbol's rows have to be, read from the data set itself and not through the vendor that
 * serves it: dates moved by 522 weeks (`^GSPC`) or 1,044 weeks, `first` and `last` included.
 */
export function knownBars(symbol: string, first: string, last: string): KnownBar[] {
  const bars =
    symbol === '^GSPC'
      ? rowsOf('sp500-2000.csv').map(([date = '', open, high, low, close, , volume]) => ({
          date: moved(date, 522),
          open: Number(open),
          high: Number(high),
          low: Number(low),
          close: Number(close),
          volume: Number(volume),
        }))
      : rowsOf('stocks.csv')
          .filter(([name]) => name === symbol)
          .map(([, date = '', close]) => ({
            date: moved(`${date} UTC`, 1044),
            open: null,
            high: null,
            low: null,
            close: Number(close),
            volume: null,
          }));
  return bars.filter(({ date }) => date >= first && date <= last);
}

function rowsOf(file: string): string[][] {
  const text = readFileSync(join(__dirname, '../../node_modules/vega-datasets/data', file), 'utf8');
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
}

function moved(date: string, weeks: number): string {
  const day = new Date(date);
  day.setUTCDate(day.getUTCDate() + 7 * weeks);
  return day.toISOString().slice(0, 10);
}
