import * as z from 'zod/mini';
import { ConfigError } from '../errors';
import { sourceNames, sources, type SourceName } from '../sources/table';
import { shown } from './shown';
import { parseSymbols, wrongSymbols } from './symbols';

const dayMs = 86_400_000;

function isDay(text: string): boolean {
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    new Date(text).toISOString().startsWith(text)
  );
}

const day = z.string().check(z.refine(isDay, { error: 'must be a day such as 2026-11-20' }));

function number(least: number, most: number, whole = true) {
  return z.pipe(
    z.string(),
    z.transform(Number).check(
      z.refine((value) => value >= least && value <= most && (!whole || Number.isInteger(value)), {
        error: `must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}`,
      }),
    ),
  );
}

const url = z.optional(z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }));
const proxy = z.optional(
  z.url({
    protocol: /^https?$/,
    error: 'must be the http or https URL of a proxy, such as http://proxy:3128',
  }),
);
const text = z.optional(z.string());

const keep = z._default(
  z.pipe(
    z.enum(['keep', 'off'], { error: 'must be keep or off' }),
    z.transform((value) => value === 'keep'),
  ),
  false,
);

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

export type LogLevel = (typeof logLevels)[number];

const schema = z.object({
  PRICE_SOURCE: z._default(
    z.enum(sourceNames, { error: `must be one of ${sourceNames.join(', ')}` }),
    'yahoo',
  ),
  SYMBOLS: text,
  SYMBOLS_URI: z.optional(
    z
      .string()
      .check(
        z.regex(/^(s3|file):\/\/.+/, { error: 'must be like s3://bucket/key or file:///path' }),
      ),
  ),
  DATA_URI: z.string({ error: 'is required, such as s3://bucket/prefix or file:///dir' }).check(
    z.regex(/^(s3:\/\/[a-z0-9][a-z0-9.-]+(\/.*)?|file:\/\/\/.+)$/, {
      error: 'must be like s3://bucket/prefix or file:///dir',
    }),
  ),
  SCHEDULED_TIME: z.optional(
    z.string().check(
      z.refine((time) => /^\d{4}-\d\d-\d\dT/.test(time) && !Number.isNaN(Date.parse(time)), {
        error: 'must be a time such as 2026-11-27T23:00:00Z',
      }),
    ),
  ),
  ACCEPT: text,
  FROM: z.optional(day),
  TO: z.optional(day),
  SOURCE_BASE_URL: url,
  CONCURRENCY: z._default(number(1, 64), 4),
  REQUESTS_PER_MINUTE: z.optional(number(1, 100_000)),
  REQUESTS_PER_HOUR: z.optional(number(1, 10_000_000)),
  REQUESTS_PER_DAY: z.optional(number(1, 100_000_000)),
  REQUEST_TIMEOUT_SECONDS: z._default(number(1, 300), 20),
  BACKOFF_MS: z._default(number(1, 60_000), 500),
  DEADLINE_SECONDS: z._default(number(1, 86_400), 3600),
  FAILURE_THRESHOLD: z._default(number(0, 1, false), 0.1),
  LOG_LEVEL: z._default(
    z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }),
    'info',
  ),
  CROSS_SECTION_DAYS: z._default(number(0, 100_000), 400),
  WEEKLY: keep,
  RAW: keep,
  SHARD: z.optional(
    z.string().check(z.regex(/^\d{4}$/, { error: 'must be four digits such as 0001' })),
  ),
  SYMBOLS_PER_TASK: z._default(number(1, 10_000), 500),
  PROJECT: text,
  ENVIRONMENT: text,
  JOB_NAME: text,
  AWS_REGION: text,
  AWS_DEFAULT_REGION: text,
  AWS_ENDPOINT_URL: url,
  AWS_ENDPOINT_URL_S3: url,
  // Read by the HTTP client itself.
  HTTP_PROXY: proxy,
  HTTPS_PROXY: proxy,
  http_proxy: proxy,
  https_proxy: proxy,
});

const commands = ['crawl', 'plan', 'finish', 'check'] as const;

/**
 * To crawl; where several tasks share a run, to deal out its symbols and to put it together; to check
 * what is stored.
 */
type Command = (typeof commands)[number];

/** @throws ConfigError when it is no command of ours */
export function commandOf(args: readonly string[]): Command {
  const [given = 'crawl', ...more] = args;
  const command = commands.find((name) => name === given);
  if (command !== undefined && more.length === 0) return command;
  throw new ConfigError(`the command must be crawl, plan, finish or check${shown(args.join(' '))}`);
}

/** What the environment says, checked. */
export interface Config {
  /** Name of the source of the prices. */
  readonly source: SourceName;
  /** The source's keys, in the order of its table. */
  readonly keys: readonly string[];
  /** The symbols themselves, or where they are to be read; none to finish a run that has a plan. */
  readonly symbols: readonly string[] | { readonly uri: string };
  readonly dataUri: string;
  readonly scheduledTime: Date;
  /** Symbols of which an answer is taken however suspect it is. */
  readonly accept: readonly string[];
  /** First and last day to fetch, when they do not follow from the stored data. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly sourceBaseUrl: string | undefined;
  readonly concurrency: number;
  /** What stands in for the source's own limits. */
  readonly requestsPerMinute: number | undefined;
  readonly requestsPerHour: number | undefined;
  readonly requestsPerDay: number | undefined;
  readonly requestTimeoutSeconds: number;
  /** Longest wait before the first retry; other waits are made of it. */
  readonly backoffMs: number;
  readonly deadlineSeconds: number;
  /** Share of symbols that may fail. */
  readonly failureThreshold: number;
  /** Which part of a run that several tasks share this task is to do. */
  readonly shard: string | undefined;
  /** Most symbols that the plan of a run gives to one task. */
  readonly symbolsPerTask: number;
  /** Days before the scheduled time whose cross-sections get every symbol. */
  readonly crossSectionDays: number;
  /** Whether weekly bars, and the vendor's answers as they came, are kept, too. */
  readonly weekly: boolean;
  readonly raw: boolean;
  readonly logLevel: LogLevel;
  /** What tells this job from others, in metrics and logs. */
  readonly project: string | undefined;
  readonly environment: string | undefined;
  readonly jobName: string | undefined;
  /** Where S3 is: its region, and its endpoint when it is not AWS's. */
  readonly s3: { readonly region: string | undefined; readonly endpoint: string | undefined };
}

/**
 * @param now stands for the scheduled time of a run that was started by hand
 * @throws ConfigError with every problem there is
 */
export function loadConfig(command: Command, env: NodeJS.ProcessEnv, now: Date): Config {
  // What is set to nothing is not set.
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  // A part of a run has its symbols from the plan; the list they came from stays set beside them.
  if (set['SHARD'] !== undefined && set['SYMBOLS'] !== undefined) delete set['SYMBOLS_URI'];
  if (command === 'finish') {
    delete set['SYMBOLS'];
    delete set['SYMBOLS_URI'];
    delete set['SHARD'];
  }
  const { data, error } = schema.safeParse(set);
  const problems = (error?.issues ?? []).map(({ path, message }) => {
    const name = path.join('.');
    // The URL of a proxy may have a password in it.
    return `${name} ${message}${/proxy/i.test(name) ? '' : shown(set[name])}`;
  });

  const symbols = parseSymbols(set['SYMBOLS'] ?? '');
  if (command !== 'finish' && symbols.length > 0 === (set['SYMBOLS_URI'] !== undefined)) {
    problems.push('one of SYMBOLS and SYMBOLS_URI must be set, and only one');
  }
  const accept = parseSymbols(set['ACCEPT'] ?? '');
  for (const [name, list] of Object.entries({ SYMBOLS: symbols, ACCEPT: accept })) {
    const wrong = wrongSymbols(list).join(',');
    if (wrong !== '') problems.push(`${name} must be symbols separated by commas${shown(wrong)}`);
  }
  const [from, to] = [set['FROM'], set['TO']];
  if (from !== undefined && to !== undefined && from > to) {
    problems.push(`FROM must not be after TO${shown(`${from} and ${to}`)}`);
  }
  const source = sourceNames.find((name) => name === (set['PRICE_SOURCE'] ?? 'yahoo'));
  const keyNames = source === undefined ? [] : sources[source].keys;
  for (const name of command === 'crawl' ? keyNames : []) {
    if (set[name] === undefined) problems.push(`${name} is required for this PRICE_SOURCE`);
  }
  const aheadMs = Date.parse(set['SCHEDULED_TIME'] ?? '') - now.getTime();
  if (aheadMs > dayMs) {
    problems.push(
      `SCHEDULED_TIME must not be more than a day ahead of the clock, which shows ${now.toISOString()}${shown(set['SCHEDULED_TIME'])}`,
    );
  }
  if (data === undefined || problems.length > 0) throw new ConfigError(problems.join('; '));

  return {
    source: data.PRICE_SOURCE,
    keys: keyNames.map((name) => set[name] ?? ''),
    symbols: data.SYMBOLS_URI === undefined ? symbols : { uri: data.SYMBOLS_URI },
    dataUri: data.DATA_URI,
    scheduledTime: data.SCHEDULED_TIME === undefined ? now : new Date(data.SCHEDULED_TIME),
    accept,
    from,
    to,
    sourceBaseUrl: data.SOURCE_BASE_URL,
    concurrency: data.CONCURRENCY,
    requestsPerMinute: data.REQUESTS_PER_MINUTE,
    requestsPerHour: data.REQUESTS_PER_HOUR,
    requestsPerDay: data.REQUESTS_PER_DAY,
    requestTimeoutSeconds: data.REQUEST_TIMEOUT_SECONDS,
    backoffMs: data.BACKOFF_MS,
    crossSectionDays: data.CROSS_SECTION_DAYS,
    weekly: data.WEEKLY,
    raw: data.RAW,
    deadlineSeconds: data.DEADLINE_SECONDS,
    failureThreshold: data.FAILURE_THRESHOLD,
    shard: command === 'crawl' ? data.SHARD : undefined,
    symbolsPerTask: data.SYMBOLS_PER_TASK,
    logLevel: data.LOG_LEVEL,
    project: data.PROJECT,
    environment: data.ENVIRONMENT,
    jobName: data.JOB_NAME,
    s3: {
      region: data.AWS_REGION ?? data.AWS_DEFAULT_REGION,
      endpoint: data.AWS_ENDPOINT_URL_S3 ?? data.AWS_ENDPOINT_URL,
    },
  };
}
