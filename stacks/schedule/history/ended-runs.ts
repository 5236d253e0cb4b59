import type { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import type { Construct } from 'constructs';
import { arnOf as arnOfType } from '../../rules/arns';
import { historyRules } from '../../rules/history-name';
import { needsStateMachine, stateMachineName } from '../../settings/state-machine';
import { arnOf, type Surroundings } from '../arn';
import { byPattern, numberedRules, taskPattern, taskPatterns } from '../event-patterns';

/** Sees every task of the project that ended, started by whomever; several on a shared cluster. */
export function endedTasks(
  scope: Construct,
  { settings }: Surroundings,
  clusterArn: string,
): CloudwatchEventRule[] {
  const patterns = taskPatterns(settings, clusterArn, (arn, groups) =>
    taskPattern(arn, groups, ['STOPPED']),
  );
  return endRules(scope, settings.prefix, 'tasks', patterns);
}

/** Sees every execution of a job that ended; several where a pattern cannot name all state machines. */
export function endedExecutions(
  scope: Construct,
  surroundings: Surroundings,
): CloudwatchEventRule[] {
  const { settings } = surroundings;
  const names = settings.jobs
    .filter(needsStateMachine)
    .map((job) => stateMachineName(job, settings));
  const machines = byPattern(settings, names, (some, asLong) =>
    endedExecutionPattern(some.map((name) => arnOfType('aws_sfn_state_machine', { name }, asLong))),
  );
  return endRules(
    scope,
    settings.prefix,
    'executions',
    machines.map((some) =>
      endedExecutionPattern(
        some.map((name) => arnOf('states', `stateMachine:${name}`, surroundings)),
      ),
    ),
  );
}

function endRules(
  scope: Construct,
  prefix: string,
  what: string,
  patterns: readonly string[],
): CloudwatchEventRule[] {
  const name = `${prefix}-${historyRules}${what}`;
  return numberedRules(
    scope,
    what,
    { name, description: `How ${what} of ${prefix} ended` },
    patterns,
  );
}

// https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
function endedExecutionPattern(stateMachineArn: readonly string[]): string {
  return JSON.stringify({
    source: ['aws.states'],
    'detail-type': ['Step Functions Execution Status Change'],
    detail: {
      status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'],
      stateMachineArn,
      // The batches of a fan-out are executions as well; their tasks and their run have events.
      executionArn: [{ 'anything-but': { wildcard: '*/*' } }],
    },
  });
}
