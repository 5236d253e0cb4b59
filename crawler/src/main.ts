import { systemClock } from './clock';
import { commandOf, loadConfig, type Config } from './config/config';
import { checkSymbols, parseSymbols } from './config/symbols';
import { check } from './run/check';
import { crawl } from './run/crawl';
import { ConfigError, HeldError, StopError } from './errors';
import { finish } from './run/finish';
import { createHttp } from './vendor/http';
import { runId } from './public/layout';
import { createLog, type Log } from './run/log';
import type { Manifest } from './manifest/manifest';
import { metricsLine, metricsOf } from './run/metrics';
import { Pacer } from './vendor/pacer';
import { batchesOf, writePlan } from './run/plan';
import { Quota } from './vendor/quota';
import { rawKeeper } from './vendor/raw';
import { sources } from './sources/table';
import { openStore, readText } from './store/open-store';
import { Terminal } from './run/terminal';
import { VendorClient } from './vendor/vendor-client';

const exitCodes = { done: 0, failed: 1, interrupted: 75 } satisfies Record<
  Manifest['outcome'],
  number
>;
const wrongConfiguration = 2;
/** After a signal there are ten seconds: what is not written by then is fetched by the next run. */
const interruptedMs = 8_500;
/** Writes that still run when the deadline passes get this long. */
const overdueMs = 60_000;

async function main(): Promise<number> {
  let log: Log | undefined;
  try {
    const command = commandOf(process.argv.slice(2));
    const config = loadConfig(command, process.env, new Date());
    log = createLog(config.logLevel, config.jobName);
    if (command === 'plan') return await plan(config, log);
    if (command === 'finish') return await putTogether(config, log);
    if (command === 'check') return await checkData(config, await symbolsOf(config), log);
    return await run(config, await symbolsOf(config), log);
  } catch (error) {
    log ??= createLog('info');
    if (error instanceof ConfigError) {
      log.fatal(`wrong configuration: ${error.message}`);
      return wrongConfiguration;
    }
    if (error instanceof HeldError) log.fatal(`the run failed: ${error.message}`);
    else log.fatal('the run failed', { err: error });
    return exitCodes.failed;
  }
}

/** Deals the symbols of a run out to tasks, each of which then crawls with a SHARD of its own. */
async function plan(config: Config, log: Log): Promise<number> {
  const batches = batchesOf(await symbolsOf(config), config.symbolsPerTask);
  const store = await openStore(config.dataUri, config.s3);
  const written = await writePlan(store, config, batches);
  await store.close();
  log.info('run planned', { run: runId(config.scheduledTime), tasks: batches.length, written });
  return exitCodes.done;
}

async function putTogether(config: Config, log: Log): Promise<number> {
  const store = await openStore(config.dataUri, config.s3);
  const manifest = await finish(config, store, systemClock);
  await store.close();
  log.info('run finished', summaryOf(manifest));
  return exitCodes[manifest.outcome];
}

/** Fails where it finds something, so that whoever watches the job hears of it. */
async function checkData(config: Config, symbols: string[], log: Log): Promise<number> {
  // Nothing was written by then. A process that is a container's first has no other end by a signal.
  onEnd(config, ({ reason, message }) => {
    log.fatal(`the check ended before it was through: ${message}`);
    process.exit(reason === 'interrupted' ? exitCodes.interrupted : exitCodes.failed);
  }).unref();
  const store = await openStore(config.dataUri, config.s3);
  const { splits } = await sources[config.source].load();
  const { run, findings, absent, ...seen } = await check(
    { ...config, symbols, splits },
    store,
    systemClock,
  );
  await store.close();
  for (const { text, ...finding } of findings) log.warn(text, finding);
  if (absent.length > 0) log.info('nothing is stored of these symbols', { absent });
  const { symbols: checked, rows } = seen;
  log.info('check finished', { run, symbols: checked, rows, findings: findings.length });
  return findings.length === 0 ? exitCodes.done : exitCodes.failed;
}

async function run(config: Config, symbols: string[], log: Log): Promise<number> {
  const stop = new AbortController();
  const deadline = onEnd(config, (end) => {
    stop.abort(end);
    const [exitCode, afterMs] =
      end.reason === 'interrupted'
        ? [exitCodes.interrupted, interruptedMs]
        : [exitCodes.failed, overdueMs];
    setTimeout(() => process.exit(exitCode), afterMs).unref();
  });

  const { keys } = config;
  const deadlineMs = Date.now() + config.deadlineSeconds * 1000;
  const source = await sources[config.source].load();
  const store = await openStore(config.dataUri, config.s3);
  const limits = {
    perHour: config.requestsPerHour ?? source.limits.perHour,
    perDay: config.requestsPerDay ?? source.limits.perDay,
  };
  const quota = new Quota(store, source.name, limits, systemClock, deadlineMs);
  const client = new VendorClient({
    source,
    origin: (config.sourceBaseUrl ?? source.origin).replace(/\/+$/, ''),
    headers: source.headers(...keys),
    secrets: keys,
    http: createHttp(config.requestTimeoutSeconds * 1000),
    pacer: new Pacer(config.requestsPerMinute ?? source.limits.perMinute, systemClock),
    quota,
    clock: systemClock,
    backoffMs: config.backoffMs,
    keep: config.raw ? rawKeeper(store, source.name, config.scheduledTime) : undefined,
  });
  const terminal = process.stdout.isTTY ? new Terminal(symbols.length) : undefined;
  if (terminal === undefined) {
    const { scheduledTime, shard } = config;
    log.info('run started', { source: source.name, symbols: symbols.length, scheduledTime, shard });
  }
  const manifest = await crawl(
    { ...config, symbols },
    {
      source,
      client,
      store,
      clock: systemClock,
      stop,
      onReport: (symbol, report) => {
        if (terminal !== undefined) terminal.show(symbol, report);
        else if (report.error === undefined) log.info('symbol done', { symbol, ...report });
        else log.warn('symbol not done', { symbol, ...report });
      },
    },
  );
  clearTimeout(deadline);
  await quota.close();
  await store.close();

  const reason: unknown = stop.signal.aborted ? stop.signal.reason : undefined;
  const isWhy = reason instanceof StopError && manifest.outcome !== 'done';
  const why = isWhy ? { why: reason.message } : {};
  if (terminal !== undefined) {
    terminal.end(JSON.stringify({ ...summaryOf(manifest), ...why }));
  } else {
    const { project, environment, jobName } = config;
    const dimensions = { Project: project, Environment: environment, Job: jobName };
    const metrics = metricsOf(manifest, client.traffic);
    process.stdout.write(`${metricsLine(metrics, dimensions, Date.now())}\n`);
    log.info('run finished', { ...summaryOf(manifest), ...client.traffic, ...why });
  }
  return exitCodes[manifest.outcome];
}

/** Calls back at a signal, and at the deadline, whose timer it returns. */
function onEnd({ deadlineSeconds }: Config, ended: (end: StopError) => void): NodeJS.Timeout {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      ended(new StopError('interrupted', `the run was interrupted by ${signal}`));
    });
  }
  return setTimeout(() => {
    ended(new StopError('deadline', `the deadline of ${deadlineSeconds} s passed`));
  }, deadlineSeconds * 1000);
}

function summaryOf({ run, shard, outcome, counts }: Manifest) {
  return { run, ...(shard !== undefined && { shard }), outcome, ...counts };
}

async function symbolsOf({ symbols, s3 }: Config): Promise<string[]> {
  if (!('uri' in symbols)) return [...symbols];
  const read = parseSymbols(await readText(symbols.uri, s3));
  checkSymbols(read, symbols.uri);
  return read;
}

void main().then((exitCode) => {
  // Idle connections would keep the process for a while; everything is written by now.
  process.exit(exitCode);
});
