import type { Task } from '@aws-sdk/client-ecs';
import { z } from 'zod';
import type { Execution } from './execution-run';

/** When a job was paused, or went on. */
export interface PauseEvent {
  readonly job: string;
  readonly paused: boolean;
  readonly time: Date;
  readonly by: string | undefined;
  readonly until: Date | undefined;
  readonly reason: string | undefined;
}

/** What a line of the history tells. */
export type HistoryEvent =
  | { readonly kind: 'task'; readonly task: Task }
  | { readonly kind: 'execution'; readonly execution: Execution }
  | { readonly kind: 'pause'; readonly pause: PauseEvent };

const optional = <Kind extends z.ZodType>(kind: Kind) =>
  kind.nullish().transform((value) => value ?? undefined);
const text = optional(z.string());
// ECS writes the times of a task, Step Functions counts milliseconds.
const moment = z
  .union([z.iso.datetime({ offset: true }), z.number()])
  .transform((value) => new Date(value))
  .refine((date) => !Number.isNaN(date.getTime()), 'must be a time');

/**
 * The end of a task is told as DescribeTasks would, but for the times, and without its tags.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
const task = z.object({
  'detail-type': z.literal('ECS Task State Change'),
  detail: z.object({
    taskArn: z.string(),
    taskDefinitionArn: z.string(),
    version: optional(z.number()),
    lastStatus: z.string(),
    startedBy: text,
    createdAt: moment,
    startedAt: optional(moment),
    stoppedAt: optional(moment),
    stopCode: text,
    stoppedReason: text,
    containers: optional(
      z.array(z.object({ name: text, exitCode: optional(z.number()), reason: text })),
    ),
    overrides: optional(
      z.object({
        containerOverrides: optional(
          z.array(
            z.object({
              name: text,
              environment: optional(z.array(z.object({ name: text, value: text }))),
            }),
          ),
        ),
      }),
    ),
  }),
});

/**
 * Input and output are left out where they are too large.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
const execution = z.object({
  'detail-type': z.literal('Step Functions Execution Status Change'),
  detail: z.object({
    executionArn: z.string(),
    stateMachineArn: z.string(),
    status: z.string(),
    startDate: moment,
    stopDate: optional(moment),
    input: text,
    output: text,
    error: text,
    cause: text,
  }),
});

const pause = z.object({
  'detail-type': z.enum(['Job Paused', 'Job Resumed']),
  time: z.iso.datetime({ offset: true }).transform((value) => new Date(value)),
  detail: z.object({ job: z.string(), by: text, until: optional(moment), reason: text }),
});

const event = z.discriminatedUnion('detail-type', [task, execution, pause]);

/** @returns the event, or what is wrong with it; nothing for one of another kind */
export function parseHistoryEvent(message: string): HistoryEvent | string | undefined {
  let json: unknown;
  try {
    json = JSON.parse(message);
  } catch {
    return message === '' ? 'it is empty' : 'it is not JSON';
  }
  const parsed = event.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    if (issue?.code === 'invalid_union' && issue.path[0] === 'detail-type') return undefined;
    return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is wrong'}`;
  }
  const { data } = parsed;
  switch (data['detail-type']) {
    case 'ECS Task State Change':
      return { kind: 'task', task: data.detail as Task };
    case 'Step Functions Execution Status Change':
      return { kind: 'execution', execution: data.detail };
    default:
      return {
        kind: 'pause',
        pause: { ...data.detail, time: data.time, paused: data['detail-type'] === 'Job Paused' },
      };
  }
}
