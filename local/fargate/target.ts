import {
  DescribeRuleCommand,
  ListTargetsByRuleCommand,
  type Target as RuleTarget,
} from '@aws-sdk/client-eventbridge';
import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  type Target as ScheduleTarget,
} from '@aws-sdk/client-scheduler';
import { previousRun } from '../../stacks/rules/next-runs';
import { parseScheduleExpression, type Grammar } from '../../stacks/rules/schedule-expression';
import type { LocalClients } from './aws';

/** Which schedule or rule to fire. */
export interface Trigger {
  readonly trigger: Grammar;
  /** The schedule group. Rules have none. */
  readonly group: string;
  /** Name of the schedule or rule. */
  readonly name: string;
  /** Whether somebody starts what it would start, disabled or not. */
  readonly byHand?: boolean;
}

/** One firing, as the deployed schedule or rule says. */
interface Firing {
  /** RFC 3339 in UTC. */
  readonly scheduledTime: string;
  readonly roleArn: string;
  /** The service that assumes the role, and what it says it does so for. */
  readonly service: string;
  readonly sourceArn: string;
}

export interface TaskTarget extends Firing {
  readonly clusterArn: string;
  readonly taskDefinitionArn: string;
  /** The `overrides` of RunTask. */
  readonly overrides: {
    readonly containerOverrides?: readonly {
      readonly name: string;
      readonly command?: readonly string[];
      readonly environment?: readonly { readonly name: string; readonly value: string }[];
    }[];
  };
}

export interface MachineTarget extends Firing {
  readonly stateMachineArn: string;
  readonly input: unknown;
}

export type Target = TaskTarget | MachineTarget;

/**
 * Reads the applied schedule or rule and works out one firing of it.
 *
 * @param at the scheduled time; the latest past one when not given
 */
export async function readTarget(
  clients: LocalClients,
  trigger: Trigger,
  at: Date | undefined,
): Promise<Target> {
  return trigger.trigger === 'scheduler'
    ? readSchedule(clients, trigger, at)
    : readRule(clients, trigger, at);
}

async function readSchedule(
  { scheduler }: LocalClients,
  { group, name, byHand }: Trigger,
  at: Date | undefined,
): Promise<Target> {
  const schedule = await scheduler.send(new GetScheduleCommand({ GroupName: group, Name: name }));
  if (byHand !== true) refuseDisabled(schedule.State, name);
  const { Target: target, ScheduleExpression, ScheduleExpressionTimezone } = schedule;
  const scheduledTime =
    at === undefined
      ? lastTime(ScheduleExpression, 'scheduler', ScheduleExpressionTimezone)
      : inSeconds(at);
  const input = required(target?.Input, 'input')
    .replaceAll('<aws.scheduler.scheduled-time>', scheduledTime)
    .replaceAll('<aws.scheduler.schedule-arn>', schedule.Arn ?? '')
    .replaceAll('<aws.scheduler.attempt-number>', '1');
  return {
    scheduledTime,
    ...startedBy(target, input),
    service: 'scheduler.amazonaws.com',
    sourceArn: groupArn(schedule),
  };
}

async function readRule(
  { events }: LocalClients,
  { name, byHand }: Trigger,
  at: Date | undefined,
): Promise<Target> {
  const rule = await events.send(new DescribeRuleCommand({ Name: name }));
  if (byHand !== true) refuseDisabled(rule.State, name);
  const { Targets: [target] = [] } = await events.send(
    new ListTargetsByRuleCommand({ Rule: name }),
  );
  const scheduledTime =
    at === undefined ? lastTime(rule.ScheduleExpression, 'rule') : inSeconds(at);
  const template = required(target?.InputTransformer?.InputTemplate, 'input transformer');
  return {
    scheduledTime,
    ...startedBy(target, template.replaceAll('<time>', scheduledTime)),
    service: 'events.amazonaws.com',
    sourceArn: required(rule.Arn, 'ARN'),
  };
}

function refuseDisabled(state: string | undefined, name: string): void {
  if (state === 'DISABLED') throw new Error(`${name} is disabled: it would never fire`);
}

/** What a schedule's target and a rule's spell the same. */
function startedBy(target: ScheduleTarget | RuleTarget | undefined, input: string) {
  const arn = required(target?.Arn, 'ARN');
  const roleArn = required(target?.RoleArn, 'role');
  if (arn.includes(':stateMachine:')) {
    return { roleArn, stateMachineArn: arn, input: JSON.parse(input) as unknown };
  }
  return {
    roleArn,
    clusterArn: arn,
    taskDefinitionArn: required(target?.EcsParameters?.TaskDefinitionArn, 'task definition'),
    overrides: JSON.parse(input) as TaskTarget['overrides'],
  };
}

function inSeconds(time: Date): string {
  return time.toISOString().replace(/\.\d+/, '');
}

function lastTime(expression: string | undefined, grammar: Grammar, timeZone = 'UTC'): string {
  const text = required(expression, 'expression');
  const parsed = parseScheduleExpression(text, grammar);
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const run = previousRun(parsed.expression, { timeZone, before: new Date() });
  if (run === undefined) throw new Error(`${text} has never fired yet`);
  return run.utc;
}

/** `arn:…:schedule/<group>/<name>` to `arn:…:schedule-group/<group>`. */
function groupArn({ Arn = '' }: GetScheduleCommandOutput): string {
  return Arn.replace(/:schedule\/([^/]+)\/.*$/, ':schedule-group/$1');
}

function required<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`the deployed target has no ${what}`);
  return value;
}
