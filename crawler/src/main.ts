import { systemClock } from './clock';
import { loadConfig, type Config } from './config';
import { ConfigError, EndOfRun } from './errors';
import { createLogger, type Logger } from './log';

/** After a signal there are ten seconds: what is not written by then is fetched by the next run. */
const interruptedMs = 8_000;
/** What writes still run when the deadline passes get this long. */
const overdueMs = 30_000;
const wrongConfiguration = 2;

async function main(log: Logger, interruption: AbortSignal): Promise<number> {
  let current = log;
  try {
    const config = loadConfig(process.env, systemClock.now());
    current = createLogger(config.logLevel);
    return await crawl(config, current, interruption);
  } catch (error) {
    if (error instanceof ConfigError) {
      current.fatal({ problems: error.problems }, error.message);
      return wrongConfiguration;
    }
    current.fatal({ err: error }, 'the run failed');
    return 1;
  }
}

async function crawl(config: Config, log: Logger, interruption: AbortSignal): Promise<number> {
  const [{ openStore, readText }, { parseSymbols }, { loadSource }, { createHttp }, { run }] =
    await Promise.all([
      import('./stores/open-store'),
      import('./symbol-list'),
      import('./sources/table'),
      import('./http'),
      import('./run'),
    ]);
  let symbols = config.symbols;
  if ('uri' in symbols) {
    const { uri } = symbols;
    const list = parseSymbols(await readText('SYMBOLS_URI', uri, config.pathStyle));
    if (list.problems.length > 0) {
      throw new ConfigError(list.problems.map((problem) => `SYMBOLS_URI ${uri} ${problem}`));
    }
    symbols = list.symbols;
  }
  const store = await openStore(config.dataUri, config.pathStyle);
  const overdue = setTimeout(() => process.exit(1), config.deadlineSeconds * 1000 + overdueMs);
  const manifest = await run(
    { ...config, sourceName: config.source, symbols },
    {
      source: await loadSource(config.source),
      store,
      http: createHttp(systemClock, config.concurrency),
      clock: systemClock,
      random: Math.random,
      log,
      signal: interruption,
    },
  );
  clearTimeout(overdue);
  await store.close();
  const { run: name, outcome, exitCode, counts, traffic } = manifest;
  log.info({ run: name, outcome, exitCode, ...counts, traffic }, 'run finished');
  return exitCode;
}

const interruption = new AbortController();
const interrupt = (signal: NodeJS.Signals): void => {
  interruption.abort(new EndOfRun('interrupted', `got ${signal}`));
  setTimeout(() => process.exit(75), interruptedMs);
};
process.on('SIGTERM', interrupt).on('SIGINT', interrupt);

void main(createLogger('info'), interruption.signal).then((exitCode) => {
  // Connections that are kept open would keep the process; all is written by now.
  process.exit(exitCode);
});
