import pino from 'pino';
import { systemClock } from './clock';
import { checkSymbols, loadConfig, parseSymbols, type Config } from './config';
import { crawl } from './crawl';
import { ConfigError, StopError } from './errors';
import type { Manifest } from './manifest';
import { Pacer } from './pacer';
import { openStore, readText } from './stores';
import { yahoo } from './yahoo';

const attemptTimeoutMs = 20_000;
const exitCodes = { done: 0, failed: 1, interrupted: 75 } satisfies Record<
  Manifest['outcome'],
  number
>;
const wrongConfiguration = 2;

async function main(): Promise<number> {
  let log = logger('info');
  try {
    const config = loadConfig(process.env, new Date());
    log = logger(config.logLevel, config.jobName);
    const symbols = await symbolsOf(config);
    return await run(config, symbols, log);
  } catch (error) {
    if (error instanceof ConfigError) {
      log.fatal(`wrong configuration: ${error.message}`);
      return wrongConfiguration;
    }
    log.fatal({ err: error }, 'the run failed');
    return exitCodes.failed;
  }
}

async function run(config: Config, symbols: string[], log: pino.Logger): Promise<number> {
  const stop = new AbortController();
  const interrupt = (): void => {
    stop.abort(new StopError('interrupted'));
  };
  process.once('SIGTERM', interrupt).once('SIGINT', interrupt);
  const deadline = setTimeout(() => {
    stop.abort(new StopError('deadline'));
  }, config.deadlineSeconds * 1000);
  try {
    const store = await openStore(config.dataUri, config.s3Endpoint);
    log.info({ symbols: symbols.length, scheduledTime: config.scheduledTime }, 'run started');
    const manifest = await crawl(
      { ...config, symbols },
      {
        source: yahoo(config.sourceBaseUrl),
        store,
        clock: systemClock,
        http: {
          pacer: new Pacer(config.requestsPerMinute, systemClock),
          clock: systemClock,
          signal: stop.signal,
          attemptTimeoutMs,
        },
        log,
      },
    );
    const { run: id, outcome, counts } = manifest;
    log.info({ run: id, outcome, ...counts }, 'run finished');
    return exitCodes[outcome];
  } finally {
    clearTimeout(deadline);
  }
}

async function symbolsOf({ symbols, s3Endpoint }: Config): Promise<string[]> {
  if (!('uri' in symbols)) return [...symbols];
  const read = parseSymbols(await readText(symbols.uri, s3Endpoint));
  checkSymbols(read, symbols.uri);
  return read;
}

/** One line of JSON an event, written at once: the last line before an exit is not lost. */
function logger(level: string, job?: string): pino.Logger {
  return pino(
    { level, base: job === undefined ? null : { job }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ sync: true }),
  );
}

void main().then((exitCode) => {
  // Idle connections would keep the process for a while; everything is written by now.
  process.exit(exitCode);
});
