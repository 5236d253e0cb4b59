const daySeconds = 86_400;
const opensSeconds = 14.5 * 3600;
const memory = new Map<string, ChartText>();

/** An answer of Yahoo's chart endpoint in two parts, the first of which names the symbol. */
export interface ChartText {
  head(symbol: string): string;
  readonly tail: Buffer;
}

/** Sessions up to yesterday, so that all of them are over. */
export function sessions(count: number): number[] {
  const times: number[] = [];
  const today = Math.floor(Date.now() / 1000 / daySeconds);
  for (let day = today - 1; times.length < count; day -= 1) {
    // 1970-01-01 was a Thursday.
    if ((day + 4) % 7 !== 0 && (day + 4) % 7 !== 6) times.push(day * daySeconds + opensSeconds);
  }
  return times.reverse();
}

/**
 * With as many digits as Yahoo sends: its prices are single floats.
 *
 * @param all sessions there are, of which the last ones are sent
 */
export function chartText(rows: number, all = rows): ChartText {
  const name = `${rows} of ${all}`;
  let text = memory.get(name);
  if (text !== undefined) return text;
  const times = sessions(rows);
  const first = all - rows;
  const price = (offset: number): number[] =>
    times.map((_, index) =>
      Math.fround(100 + offset + 30 * Math.sin((first + index) / 40) + (first + index) / 97),
    );
  const body = JSON.stringify({
    timestamp: times,
    indicators: {
      quote: [
        {
          open: price(0.13),
          high: price(1.07),
          low: price(-1.01),
          close: price(0.31),
          volume: times.map((_, index) => 1_000_000 + (((first + index) * 7919) % 900_001)),
        },
      ],
      adjclose: [{ adjclose: price(0.27) }],
    },
  });
  const end = times.at(-1) ?? 0;
  const period = (start: number) => ({
    timezone: 'EST',
    gmtoffset: -18_000,
    start: end + start,
    end: end + start + 23_400,
  });
  const meta = JSON.stringify({
    currency: 'USD',
    exchangeName: 'NMS',
    fullExchangeName: 'NasdaqGS',
    instrumentType: 'EQUITY',
    firstTradeDate: times[0],
    regularMarketTime: end + 23_400,
    hasPrePostMarketData: true,
    gmtoffset: -18_000,
    timezone: 'EST',
    exchangeTimezoneName: 'America/New_York',
    regularMarketPrice: 100.5,
    chartPreviousClose: 99.5,
    priceHint: 2,
    currentTradingPeriod: {
      pre: period(-19_800),
      regular: period(0),
      post: period(23_400),
    },
    dataGranularity: '1d',
    range: '',
    validRanges: ['1d', '5d', '1mo', '3mo', '6mo', '1y', '2y', '5y', '10y', 'ytd', 'max'],
  });
  text = {
    head: (symbol) => `{"chart":{"result":[{"meta":${meta.slice(0, -1)},"symbol":"${symbol}"},`,
    tail: Buffer.from(`${body.slice(1)}],"error":null}}`),
  };
  memory.set(name, text);
  return text;
}
