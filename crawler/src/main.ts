import pino from 'pino';
import { systemClock } from './clock';
import { checkSymbols, commandOf, loadConfig, parseSymbols, type Config } from './config';
import { crawl } from './crawl';
import { ConfigError, StopError } from './errors';
import { finish } from './finish';
import { runId } from './layout';
import type { Manifest } from './manifest';
import { Pacer } from './pacer';
import { batchesOf, writePlan } from './plan';
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
    const command = commandOf(process.argv.slice(2));
    const config = loadConfig(command, process.env, new Date());
    log = logger(config.logLevel, config.jobName);
    if (command === 'plan') return await plan(config, log);
    if (command === 'finish') return await putTogether(config, log);
    return await run(config, await symbolsOf(config), log);
  } catch (error) {
    if (error instanceof ConfigError) {
      log.fatal(`wrong configuration: ${error.message}`);
      return wrongConfiguration;
    }
    log.fatal({ err: error }, 'the run failed');
    return exitCodes.failed;
  }
}

/** Deals the symbols of a run out to tasks, each of which then crawls with a SHARD of its own. */
async function plan(config: Config, log: pino.Logger): Promise<number> {
  const batches = batchesOf(await symbolsOf(config), config.symbolsPerTask);
  const store = await openStore(config.dataUri, config.s3Endpoint);
  const written = await writePlan(store, config.source, config.scheduledTime, batches);
  log.info({ run: runId(config.scheduledTime), tasks: batches.length, written }, 'run planned');
  return exitCodes.done;
}

async function putTogether(config: Config, log: pino.Logger): Promise<number> {
  const store = await openStore(config.dataUri, config.s3Endpoint);
  return exitCodeOf(await finish(config, store, systemClock), log);
}

function exitCodeOf({ run, outcome, counts }: Manifest, log: pino.Logger): number {
  log.info({ run, outcome, ...counts }, 'run finished');
  return exitCodes[outcome];
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
    return exitCodeOf(manifest, log);
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
