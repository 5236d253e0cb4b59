import { z } from 'zod';

/** A moment in UTC, as RFC 3339. */
const moment = z.iso.datetime();
const run = z.strictObject({ utc: moment, local: z.iso.datetime({ offset: true }) });

const runResult = {
  job: z.string(),
  scheduledTime: moment,
  exitCode: z.int().nullable(),
  reason: z.string(),
  durationSeconds: z.number().nullable(),
};

const outcomes = [
  'done',
  'failed',
  'timed-out',
  'interrupted',
  'stopped',
  'replaced',
  'skipped',
  'running',
  'missed',
  'paused',
  'unknown',
] as const;

/**
 * What each verb prints with `--json`: strict, so that a field that is new, gone or renamed is seen
 * by the tests, in what docs/json.md says and in what the command prints.
 */
export const jsonShapes = {
  run: z.union([
    z.strictObject({ ...runResult, tasks: z.array(z.string()) }),
    z.strictObject({
      ...runResult,
      executionArn: z.string(),
      outcome: z.enum(['done', 'duplicate', 'skipped']).nullable(),
    }),
  ]),
  backfill: z.strictObject({
    job: z.string(),
    runs: z.array(
      z.strictObject({
        scheduledTime: moment,
        before: z.enum(outcomes),
        outcome: z.enum([...outcomes, 'elsewhere', 'left', 'not started']),
        durationSeconds: z.number().nullable(),
        exitCode: z.int().nullable(),
        reason: z.string().nullable(),
      }),
    ),
  }),
  logs: z.strictObject({ time: moment, stream: z.string(), message: z.string() }),
  status: z.strictObject({
    environment: z.string(),
    jobs: z.array(
      z.strictObject({
        name: z.string(),
        state: z.enum(['deployed', 'not deployed', 'not in config.ts']),
        schedule: z.string(),
        after: z.string().nullable(),
        timeZone: z.string(),
        enabled: z.boolean(),
        paused: z.boolean(),
        next: run.nullable(),
        missing: moment.nullable(),
        runs: z.array(
          z.strictObject({
            scheduledTime: moment,
            outcome: z.enum(outcomes),
            startedAt: moment.nullable(),
            durationSeconds: z.number().nullable(),
            exitCode: z.int().nullable(),
            attempts: z.int().nullable(),
            rows: z.int().nullable(),
            reason: z.string().nullable(),
            byHand: z.strictObject({ name: z.string(), reason: z.string().nullable() }).nullable(),
            tasks: z.array(z.string()),
            executionArn: z.string().nullable(),
          }),
        ),
        alarms: z.array(z.strictObject({ name: z.string(), state: z.string() })),
      }),
    ),
    brokenManifests: z.array(z.strictObject({ key: z.string(), reason: z.string() })),
  }),
  undelivered: z.strictObject({
    environment: z.string(),
    messages: z.array(
      z.strictObject({
        id: z.string(),
        kind: z.enum(['run', 'watch', 'notification', 'history', 'unknown']),
        job: z.string().nullable(),
        scheduledTime: moment.nullable(),
        error: z.string(),
        retries: z.int().nullable(),
        sentAt: moment.nullable(),
        became: z.enum(['started', 'started-before', 'discarded', 'kept']).nullable(),
        detail: z.string().nullable(),
      }),
    ),
  }),
  verify: z.strictObject({
    ok: z.boolean(),
    checks: z.array(
      z.strictObject({
        job: z.string().nullable(),
        check: z.string(),
        result: z.enum(['ok', 'failed', 'unknown']),
        detail: z.string(),
      }),
    ),
  }),
  next: z.strictObject({
    runs: z.array(
      z.strictObject({ utc: moment.nullable(), local: z.string(), marks: z.array(z.string()) }),
    ),
  }),
  cost: z.strictObject({
    usd: z.number(),
    lines: z.array(
      z.strictObject({
        item: z.string(),
        job: z.string().optional(),
        quantity: z.number(),
        unit: z.string(),
        usd: z.number(),
        confirmed: z.boolean(),
      }),
    ),
    unpriced: z.array(z.string()),
    pricesAsOf: z.iso.date(),
    pricesRegion: z.string(),
  }),
  convert: z.strictObject({
    project: z.record(z.string(), z.unknown()),
    jobs: z.array(z.looseObject({ name: z.string() })),
    environments: z.record(z.string(), z.record(z.string(), z.looseObject({}))),
    notes: z.array(
      z.strictObject({
        kind: z.enum(['lost', 'differs', 'missing']),
        file: z.string(),
        line: z.int(),
        path: z.string(),
        text: z.string(),
      }),
    ),
    problems: z.array(z.string()),
  }),
  plan: z.strictObject({
    project: z.string(),
    environment: z.string(),
    changes: z.boolean(),
    stacks: z.array(
      z.strictObject({
        stack: z.string(),
        changes: z.array(
          z.strictObject({
            address: z.string(),
            type: z.string(),
            action: z.enum(['create', 'update', 'replace', 'destroy', 'forget']),
            attributes: z.array(
              z.strictObject({
                path: z.string(),
                before: z.string().optional(),
                after: z.string().optional(),
                afterUnknown: z.literal(true).optional(),
                forcesReplacement: z.literal(true).optional(),
              }),
            ),
          }),
        ),
        outputs: z.array(z.string()),
        waitsFor: z.array(z.string()),
        error: z.string().optional(),
      }),
    ),
    risks: z.array(
      z.strictObject({
        kind: z.string(),
        text: z.string(),
        rows: z.array(z.array(z.string())).optional(),
        stack: z.string(),
        address: z.string(),
      }),
    ),
    cost: z.strictObject({ before: z.number(), after: z.number() }).optional(),
    refusals: z.array(z.string()),
  }),
} as const;

/** @throws ZodError when it has another shape than the docs say */
export function parseJson<Verb extends keyof typeof jsonShapes>(
  verb: Verb,
  text: string,
): z.infer<(typeof jsonShapes)[Verb]> {
  return jsonShapes[verb].parse(JSON.parse(text)) as z.infer<(typeof jsonShapes)[Verb]>;
}
