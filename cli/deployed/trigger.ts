import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  type Target as RuleTarget,
} from '@aws-sdk/client-eventbridge';
import {
  GetScheduleCommand,
  SchedulerClient,
  type Target as ScheduleTarget,
} from '@aws-sdk/client-scheduler';
import type { Grammar } from '../../stacks/rules/schedule-expression';
import { stateMachineInput } from '../../stacks/schedule/job-target';
import type { Settings } from '../../stacks/settings/settings';
import { awsClient } from '../aws/aws-client';
import { Failure } from '../failure';
import type { DeployedOutputs } from './outputs';

/** A schedule or rule as it is applied, whatever config.ts says by now. */
export interface AppliedTrigger {
  /** The job whose trigger it is, where this one runs after another and has none. */
  readonly first?: string | undefined;
  readonly grammar: Grammar;
  readonly enabled: boolean;
  readonly expression: string;
  readonly timeZone: string;
  readonly startDate?: Date | undefined;
  readonly endDate?: Date | undefined;
  /** Creation time; EventBridge does not publish that of rules. */
  readonly createdAt?: Date | undefined;
  /** When it was last changed, its target included; EventBridge does not publish that either. */
  readonly changedAt?: Date | undefined;
  readonly target: AppliedTarget;
}

/** What a trigger starts, and with what. */
export interface AppliedTarget {
  /** ARN of a cluster or of a state machine. */
  readonly arn: string;
  /** The role that the trigger starts it with. */
  readonly roleArn: string | undefined;
  /** ARN of the queue that the trigger keeps undelivered firings in with that role; a rule needs none. */
  readonly deadLetterQueueArn?: string | undefined;
  /** How the task is run; a state machine knows it itself. */
  readonly ecs: ScheduleTarget['EcsParameters'] | RuleTarget['EcsParameters'];
  /** The input of a firing at this time: the overrides of a task, or the input of an execution. */
  readonly input: (scheduledTime: string) => string;
}

/**
 * Reads what fires for a job, and what is started for it. For a job that is deployed to run after another that
 * is the trigger of the first one, and its own state machine. Since when it does so AWS does not say, nor
 * whether it is switched off.
 *
 * @throws Failure when the job is not deployed
 */
export async function readTrigger(
  settings: Settings,
  schedule: DeployedOutputs<'schedule'>,
  job: string,
): Promise<AppliedTrigger> {
  const arn = schedule.of('schedule_arns', job);
  const machines = schedule.all('state_machine_arns');
  const isOf = (name: string): boolean => isTriggerOf(name, arn, machines.get(name));
  const trigger = await readByArn(settings, arn);
  const machine = machines.get(job);
  if (machine === undefined || isOf(job)) return trigger;
  const { enabled = true } = settings.jobs.find(({ name }) => name === job) ?? {};
  return {
    ...trigger,
    createdAt: undefined,
    changedAt: undefined,
    first: [...machines.keys()].find(isOf) ?? arn.split('/').at(-1),
    enabled: trigger.enabled && enabled,
    target: {
      arn: machine,
      roleArn: undefined,
      ecs: undefined,
      input: stateMachineInput,
    },
  };
}

/** A schedule is called as its job, and a rule as the job's state machine. */
function isTriggerOf(job: string, arn: string, machine: string | undefined): boolean {
  const name = arn.includes(':rule/') ? machine?.split(':').at(-1) : job;
  return arn.split('/').at(-1) === name;
}

async function readByArn(settings: Settings, arn: string): Promise<AppliedTrigger> {
  const [, group, name] = /:schedule\/([^/]+)\/(.+)$/.exec(arn) ?? [];
  if (group !== undefined && name !== undefined) return readSchedule(settings, group, name);
  const [, rule] = /:rule\/(.+)$/.exec(arn) ?? [];
  if (rule !== undefined) return readRule(settings, rule);
  throw new Failure(`schedule_arns must hold schedules or rules, got ${arn}`);
}

async function readSchedule(
  settings: Settings,
  group: string,
  name: string,
): Promise<AppliedTrigger> {
  const client = new SchedulerClient(awsClient(settings));
  const schedule = await client.send(new GetScheduleCommand({ GroupName: group, Name: name }));
  const { Target: target, ScheduleExpression: expression } = schedule;
  if (target?.Arn === undefined || expression === undefined) throw noTarget(name);
  const input = (scheduledTime: string): string =>
    (target.Input ?? '{}')
      .replaceAll('<aws.scheduler.scheduled-time>', scheduledTime)
      .replaceAll('<aws.scheduler.schedule-arn>', schedule.Arn ?? '')
      .replaceAll('<aws.scheduler.execution-id>', `by-hand-${scheduledTime.replaceAll(':', '')}`)
      .replaceAll('<aws.scheduler.attempt-number>', '1');
  return {
    grammar: 'scheduler',
    enabled: schedule.State !== 'DISABLED',
    expression,
    timeZone: schedule.ScheduleExpressionTimezone ?? 'UTC',
    startDate: schedule.StartDate,
    endDate: schedule.EndDate,
    createdAt: schedule.CreationDate,
    changedAt: schedule.LastModificationDate,
    target: {
      arn: target.Arn,
      roleArn: target.RoleArn,
      deadLetterQueueArn: target.DeadLetterConfig?.Arn,
      ecs: target.EcsParameters,
      input,
    },
  };
}

async function readRule(settings: Settings, name: string): Promise<AppliedTrigger> {
  const client = new EventBridgeClient(awsClient(settings));
  const rule = await client.send(new DescribeRuleCommand({ Name: name }));
  // A rule of this project has one target.
  const { Targets: [target] = [] } = await client.send(
    new ListTargetsByRuleCommand({ Rule: name }),
  );
  const { ScheduleExpression: expression } = rule;
  if (target?.Arn === undefined || expression === undefined) throw noTarget(name);
  const { InputTransformer: transformer, Input: constant = '{}' } = target;
  const input = (scheduledTime: string): string => {
    if (transformer === undefined) return constant;
    const event: Readonly<Record<string, string>> = { '$.time': scheduledTime };
    return Object.entries(transformer.InputPathsMap ?? {}).reduce(
      (text, [variable, path]) => text.replaceAll(`<${variable}>`, event[path] ?? ''),
      transformer.InputTemplate ?? '{}',
    );
  };
  return {
    grammar: 'rule',
    enabled: rule.State !== 'DISABLED',
    expression,
    timeZone: 'UTC',
    target: { arn: target.Arn, roleArn: target.RoleArn, ecs: target.EcsParameters, input },
  };
}

function noTarget(name: string): Failure {
  return new Failure(`${name} has no target: deploy the stack schedule again`);
}
