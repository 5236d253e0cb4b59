import { createLog } from '../../../crawler/src/run/log';

function lines(write: (log: ReturnType<typeof createLog>) => void, job?: string): unknown[] {
  const written: string[] = [];
  write(createLog('warn', job, { write: (line) => written.push(line) }));
  return written.map((line) => JSON.parse(line) as unknown);
}

test('a line has its level, its time, the job, what it is about and the text', () => {
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string;
  const [line] = lines((log) => {
    log.warn('symbol not done', { symbol: 'AAPL', shard: undefined });
  }, 'weekly');
  expect(line).toEqual({ level: 40, time, job: 'weekly', symbol: 'AAPL', msg: 'symbol not done' });
});

test('what is below the level is not written', () => {
  expect(
    lines((log) => {
      log.info('symbol done');
    }),
  ).toEqual([]);
});

test('an error has its message, its stack and its causes', () => {
  const error = new Error('the run broke', { cause: new Error('the disk is full') });
  const [line] = lines((log) => {
    log.fatal('the run failed', { err: error });
  });
  expect(line).toMatchObject({
    level: 60,
    err: {
      message: 'the run broke',
      stack: expect.stringMatching(/log\.test[^]*the disk is full/) as string,
    },
    msg: 'the run failed',
  });
});
