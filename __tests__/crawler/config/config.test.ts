import { commandOf, loadConfig as load } from '../../../crawler/src/config/config';

const now = new Date('2026-11-24T12:00:00Z');
const loadConfig = (env: NodeJS.ProcessEnv, at: Date) => load('crawl', env, at);
const least = { SYMBOLS: 'AAPL', DATA_URI: 's3://prices' };

test('two variables are enough', () => {
  expect(loadConfig(least, now)).toMatchObject({
    symbols: ['AAPL'],
    scheduledTime: now,
    concurrency: 4,
    requestsPerMinute: undefined,
    failureThreshold: 0.1,
    from: undefined,
  });
});

test('symbols are taken once each, whatever space is around them', () => {
  expect(loadConfig({ ...least, SYMBOLS: ' AAPL, ^GSPC,BRK-B,AAPL,' }, now).symbols).toEqual([
    'AAPL',
    '^GSPC',
    'BRK-B',
  ]);
});

test.each(['M&M.NS', 'BACpL', 'BAMpAw', 'CRTr', 'ES=F', '^GSPC', 'BRK.B', '7203.T'])(
  "the symbol %s is a vendor's own",
  (symbol) => {
    expect(loadConfig({ ...least, SYMBOLS: symbol }, now).symbols).toEqual([symbol]);
  },
);

test.each(['aapl', 'Aapl', 'pAA', '../x', 'A/B', 'A B', '&', '.A', 'A%3D', 'A'.repeat(21)])(
  'no vendor has a symbol such as %s',
  (symbol) => {
    expect(() => loadConfig({ ...least, SYMBOLS: symbol }, now)).toThrow(
      `SYMBOLS must be symbols separated by commas, got "${symbol}"`,
    );
  },
);

test('every problem is told at once', () => {
  expect(() =>
    loadConfig(
      {
        PRICE_SOURCE: 'bloomberg',
        SYMBOLS: 'aapl',
        SYMBOLS_URI: 'ftp://x',
        SCHEDULED_TIME: 'friday',
        FROM: '2026-02-30',
        CONCURRENCY: '0',
        FAILURE_THRESHOLD: '1.1',
        SOURCE_BASE_URL: 'nowhere',
      },
      now,
    ),
  ).toThrow(
    [
      'PRICE_SOURCE must be one of yahoo, alpaca, tiingo, massive, got "bloomberg"',
      'SYMBOLS_URI must be like s3://bucket/key or file:///path, got "ftp://x"',
      'DATA_URI is required, such as s3://bucket/prefix or file:///dir',
      'SCHEDULED_TIME must be a time such as 2026-11-27T23:00:00Z, got "friday"',
      'FROM must be a day such as 2026-11-20, got "2026-02-30"',
      'SOURCE_BASE_URL must be an http or https URL, got "nowhere"',
      'CONCURRENCY must be a whole number from 1 to 64, got "0"',
      'FAILURE_THRESHOLD must be a number from 0 to 1, got "1.1"',
      'one of SYMBOLS and SYMBOLS_URI must be set, and only one',
      'SYMBOLS must be symbols separated by commas, got "aapl"',
    ].join('; '),
  );
});

test('a proxy has a URL, and its password is told to nobody', () => {
  expect(() =>
    loadConfig({ ...least, HTTPS_PROXY: 'http://me:hush@proxy:3128' }, now),
  ).not.toThrow();
  expect(() => loadConfig({ ...least, https_proxy: 'me:hush@proxy:3128' }, now)).toThrow(
    /^https_proxy must be the http or https URL of a proxy, such as http:\/\/proxy:3128$/,
  );
});

test('ACCEPT names symbols, which need not be among those of this task', () => {
  expect(loadConfig({ ...least, ACCEPT: 'MSFT, ES=F' }, now).accept).toEqual(['MSFT', 'ES=F']);
  expect(loadConfig({ ...least, ACCEPT: '' }, now).accept).toEqual([]);
  expect(() => loadConfig({ ...least, ACCEPT: 'msft,../x' }, now)).toThrow(
    'ACCEPT must be symbols separated by commas, got "msft,../x"',
  );
});

test('FROM may be TO and may not be after it', () => {
  const of = (from: string, to: string) => loadConfig({ ...least, FROM: from, TO: to }, now);
  expect(of('2026-01-02', '2026-01-02').to).toBe('2026-01-02');
  expect(() => of('2026-01-03', '2026-01-02')).toThrow(
    'FROM must not be after TO, got "2026-01-03 and 2026-01-02"',
  );
});

test('a part of a run has its symbols from the plan, whatever list the run is made from', () => {
  const env = { ...least, SYMBOLS_URI: 'file:///symbols.txt', SHARD: '0002' };
  expect(loadConfig(env, now)).toMatchObject({ symbols: ['AAPL'], shard: '0002' });
  expect(() => loadConfig({ ...env, SHARD: '2' }, now)).toThrow(
    'SHARD must be four digits such as 0001, got "2"',
  );
});

test('to finish a run takes no symbols', () => {
  expect(load('finish', { DATA_URI: 's3://prices' }, now).symbols).toEqual([]);
});

test('the command is one of four, and to crawl when there is none', () => {
  expect([[], ['crawl'], ['plan'], ['finish'], ['check']].map(commandOf)).toEqual([
    'crawl',
    'crawl',
    'plan',
    'finish',
    'check',
  ]);
  expect(() => commandOf(['plan', 'now'])).toThrow(
    'the command must be crawl, plan, finish or check, got "plan now"',
  );
});

test('a source that takes keys is refused without them, and no key stands in a message', () => {
  const env = { ...least, PRICE_SOURCE: 'alpaca', ALPACA_SECRET_KEY: 'hush', CONCURRENCY: '0' };
  expect(() => loadConfig(env, now)).toThrow(
    /^CONCURRENCY [^;]*; ALPACA_KEY_ID is required for this PRICE_SOURCE$/,
  );
  expect(loadConfig({ ...env, ALPACA_KEY_ID: 'id', CONCURRENCY: '1' }, now).keys).toEqual([
    'id',
    'hush',
  ]);
});

test('a scheduled time far ahead of the clock is nonsense of one of the two', () => {
  const at = (text: string) => loadConfig({ ...least, SCHEDULED_TIME: text }, now);
  expect(at('2026-11-25T11:00:00Z').scheduledTime).toEqual(new Date('2026-11-25T11:00:00Z'));
  expect(() => at('2026-11-26T11:00:00Z')).toThrow(
    'SCHEDULED_TIME must not be more than a day ahead of the clock, which shows 2026-11-24T12:00:00.000Z, got "2026-11-26T11:00:00Z"',
  );
});
