import { roundPrice, type Bar, type StoredBar } from '../../../crawler/src/bars/bar';
import type { Splits } from '../../../crawler/src/bars/doubts/doubt';
import { checkStoredData } from '../../../crawler/src/checks/stored-data';
import { dayOfText, msOfDay, textOfDay, weekday, type Day } from '../../../crawler/src/day';
import type { Finding } from '../../../crawler/src/public/check-record';

/** What is stored of a source, to be spoiled. */
export interface Lake {
  readonly splits: Splits;
  readonly histories: Map<string, StoredBar[] | { unreadable: string }>;
  readonly sections: Map<Day, Map<string, StoredBar> | { unreadable: string }>;
  readonly openSince: Map<string, Day>;
}

export const adjusted: Splits = { areApplied: true, areTold: true };
const crossSectionDays = 400;
const [firstDay, lastDay] = [dayOfText('2026-01-01'), dayOfText('2026-11-20')];
const holiday = dayOfText('2026-07-03');

/** A lake without a fault: five shares and an index of New York, and three shares of London. */
export function cleanLake(): Lake {
  const symbols = ['AAPL', 'F', 'GE', 'IBM', 'MSFT', 'BP.L', 'HSBA.L', 'VOD.L', '^GSPC'];
  return lakeOf(adjusted, new Map(symbols.map((symbol, index) => [symbol, series(symbol, index)])));
}

/** A lake whose cross-sections are what follows from the histories. */
export function lakeOf(splits: Splits, histories: ReadonlyMap<string, StoredBar[]>): Lake {
  const lake: Lake = {
    splits,
    histories: new Map(histories),
    sections: new Map(),
    openSince: new Map(),
  };
  for (const symbol of histories.keys()) bringToSections(lake, symbol);
  return lake;
}

/** Brings a history to the cross-sections, as a run does that has written it. */
export function bringToSections({ histories, sections }: Lake, symbol: string): void {
  for (const rows of sections.values()) if (rows instanceof Map) rows.delete(symbol);
  const bars = histories.get(symbol) ?? [];
  if ('unreadable' in bars) return;
  for (const bar of bars) {
    const rows = sections.get(bar.day) ?? new Map<string, StoredBar>();
    if (rows instanceof Map) sections.set(bar.day, rows.set(symbol, bar));
  }
}

export async function findingsIn(lake: Lake): Promise<Finding[]> {
  const { findings } = await checkStoredData(
    {
      history: (symbol) => {
        const bars = lake.histories.get(symbol);
        return Promise.resolve(
          bars === undefined || 'unreadable' in bars
            ? bars
            : { bars, openSince: lake.openSince.get(symbol) },
        );
      },
      section: (day) => Promise.resolve(lake.sections.get(day)),
    },
    { symbols: [...lake.histories.keys()], splits: lake.splits, crossSectionDays },
  );
  return findings;
}

/** A bar whose run came when the day was over. */
export function stored(bar: Bar): StoredBar {
  return { ...bar, ingestedAtMs: msOfDay(bar.day + 1) };
}

/** Weekdays of a year with a split in April, already taken out, and four dividends. */
function series(symbol: string, index: number): StoredBar[] {
  const abroad = symbol.endsWith('.L');
  const days: Day[] = [];
  for (let day = firstDay; day <= lastDay; day += 1) {
    if (weekday(day) % 6 !== 0 && (abroad || day !== holiday)) days.push(day);
  }
  const closes = days.map((_, at) => roundPrice((20 + 60 * index) * (1 + 0.2 * Math.sin(at / 9))));
  const bars: StoredBar[] = [];
  let factor = 1;
  for (let at = days.length - 1; at >= 0; at -= 1) {
    const [day = 0, close = 0] = [days[at], closes[at]];
    const pays = at % 60 === 30 && !symbol.startsWith('^');
    const dividend = pays ? roundPrice(close * 0.01) : 0;
    bars.push(
      stored({
        ...{ day, open: close, high: close + 1, low: close - 1, close, volume: 1000 },
        adjClose: roundPrice(close * factor),
        dividend,
        splitFactor: textOfDay(day) === '2026-04-20' ? 4 : 1,
        currency: abroad ? 'GBp' : 'USD',
        exchangeTz: abroad ? 'Europe/London' : 'America/New_York',
      }),
    );
    factor *= 1 - dividend / (closes[at - 1] ?? Infinity);
  }
  return bars.reverse();
}
