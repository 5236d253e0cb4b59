import { z } from 'zod';
import { parseDay, type Day } from './calendar-day';
import { ConfigError } from './errors';
import { sourceNames } from './sources/table';
import { parseSymbols } from './symbol-list';

const dayMs = 86_400_000;

/** What one run is told, read from the environment once. */
export interface Config {
  readonly source: (typeof sourceNames)[number];
  /** The symbols themselves, or where a list of them lies. */
  readonly symbols: readonly string[] | { readonly uri: string };
  /** `s3://bucket/prefix` or `file:///directory`. */
  readonly dataUri: string;
  /** Identity of the run, in milliseconds since 1970. */
  readonly scheduledMs: number;
  readonly from: Day | undefined;
  readonly to: Day | undefined;
  /** Base of the source's URLs, without a slash at the end. */
  readonly sourceBaseUrl: string | undefined;
  readonly concurrency: number;
  /** `undefined`: the source's own. */
  readonly requestsPerMinute: number | undefined;
  readonly deadlineSeconds: number;
  /** Share of the symbols that may fail before the run counts as failed, 0 to 1. */
  readonly failureThreshold: number;
  readonly logLevel: (typeof logLevels)[number];
  /** Whether another S3 than AWS's answers, as the SDK's own variables say. */
  readonly pathStyle: boolean;
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most, {
      error: ({ input }) =>
        `must be a whole number from ${least} to ${most}, got ${JSON.stringify(input)}`,
    })
    .transform(Number);

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, {
    error: ({ input }) => `must be one of ${values.join(', ')}, got ${JSON.stringify(input)}`,
  });

const day = z.string().transform((text, context) => {
  const parsed = parseDay(text);
  if (parsed === undefined) {
    context.addIssue(`must be a day such as 2026-01-31, got ${JSON.stringify(text)}`);
    return z.NEVER;
  }
  return parsed;
});

const scheduledTime = z.iso
  .datetime({
    offset: true,
    error: ({ input }) =>
      `must be an instant such as 2026-11-20T23:00:00Z, got ${JSON.stringify(input)}`,
  })
  .transform((text) => Math.floor(Date.parse(text) / 1000) * 1000);

const lakeUri = z.string().refine(isLakeUri, {
  error: ({ input }) =>
    `must be s3://bucket/prefix or file:///directory, got ${JSON.stringify(input)}`,
});

const symbolList = z.string().transform((text, context) => {
  const { symbols, problems } = parseSymbols(text);
  for (const problem of problems) context.addIssue(problem);
  return symbols;
});

const environment = z.object({
  PRICE_SOURCE: oneOf(sourceNames).default('yahoo'),
  SYMBOLS: symbolList.optional(),
  SYMBOLS_URI: lakeUri.optional(),
  DATA_URI: lakeUri,
  SCHEDULED_TIME: scheduledTime.optional(),
  FROM: day.optional(),
  TO: day.optional(),
  SOURCE_BASE_URL: z
    .url({
      protocol: /^https?$/,
      error: ({ input }) =>
        `must be an http or https URL such as http://127.0.0.1:8080, got ${JSON.stringify(input)}`,
    })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  CONCURRENCY: wholeNumber(1, 64).default(4),
  REQUESTS_PER_MINUTE: wholeNumber(1, 60_000).optional(),
  DEADLINE_SECONDS: wholeNumber(1, 604_800).default(3600),
  FAILURE_THRESHOLD: z
    .string()
    .refine((text) => /^\d*\.?\d+$/.test(text) && Number(text) <= 1, {
      error: ({ input }) =>
        `must be a share from 0 to 1, such as 0.1 for a tenth, got ${JSON.stringify(input)}`,
    })
    .transform(Number)
    .default(0),
  LOG_LEVEL: oneOf(logLevels).default('info'),
});

/**
 * Checks the environment.
 *
 * @param nowMs stands in for the scheduled time where there is none
 * @throws ConfigError that names every problem
 */
export function loadConfig(env: NodeJS.ProcessEnv, nowMs: number): Config {
  // ECS passes a variable without a value as an empty string: as good as none.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const { success, data, error } = environment.safeParse(given);
  const problems = success ? [] : error.issues.map(describeIssue);
  if ((given['SYMBOLS'] === undefined) === (given['SYMBOLS_URI'] === undefined)) {
    const got = given['SYMBOLS'] === undefined ? 'neither' : 'both';
    problems.push(
      `SYMBOLS or SYMBOLS_URI must be set, one of the two, got ${got}; write SYMBOLS=AAPL,MSFT`,
    );
  }
  if (data?.FROM !== undefined && data.TO !== undefined && data.FROM > data.TO) {
    problems.push(
      `FROM must not be after TO, got FROM=${given['FROM'] ?? ''} and TO=${given['TO'] ?? ''}`,
    );
  }
  const scheduledMs = data?.SCHEDULED_TIME ?? Math.floor(nowMs / 1000) * 1000;
  if (scheduledMs < 0 || scheduledMs > nowMs + 366 * dayMs) {
    problems.push(
      `SCHEDULED_TIME must lie between 1970 and a year from now (${new Date(nowMs).toISOString()}), got ${given['SCHEDULED_TIME'] ?? ''}`,
    );
  }
  if (!success || problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({
    source: data.PRICE_SOURCE,
    symbols: data.SYMBOLS ?? { uri: data.SYMBOLS_URI ?? '' },
    dataUri: data.DATA_URI,
    scheduledMs,
    from: data.FROM,
    to: data.TO,
    sourceBaseUrl: data.SOURCE_BASE_URL,
    concurrency: data.CONCURRENCY,
    requestsPerMinute: data.REQUESTS_PER_MINUTE,
    deadlineSeconds: data.DEADLINE_SECONDS,
    failureThreshold: data.FAILURE_THRESHOLD,
    logLevel: data.LOG_LEVEL,
    pathStyle: ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'].some((name) => name in given),
  });
}

function describeIssue({ path, code, message, input }: z.core.$ZodIssue): string {
  const name = path.join('.');
  return code === 'invalid_type' && input === undefined
    ? `${name} must be set`
    : `${name} ${message}`;
}

function isLakeUri(text: string): boolean {
  return /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.*)?$|^file:\/\/\/./.test(text);
}
