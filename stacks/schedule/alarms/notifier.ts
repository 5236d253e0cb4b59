import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { SfnStateMachine } from '@cdktf/provider-aws/lib/sfn-state-machine';
import { Construct } from 'constructs';
import { alarmRules } from '../../rules/alarm-rules';
import { isForeign } from '../../rules/arn-places';
import { watchName } from '../../rules/missed-runs';
import { notifierName } from '../../rules/notifier-name';
import { consoleOf, partitionOf } from '../../rules/partition';
import type { Settings } from '../../settings/settings';
import {
  useKeyOfEndedExecutions,
  useKeyOfExecutions,
  useKeyToPublish,
} from '../../stack/encryption';
import { ServiceRole } from '../../stack/service-role';
import { arnOf, type Surroundings } from '../arn';
import { encryptedMachine } from '../state-machine/encrypted-machine';
import { executionLogs } from '../state-machine/execution-logs';
import { namedMachines } from './failure-rules';
import { notificationDefinition } from './notification-machine';
import type { NotificationFacts } from './notification-text';

export interface NotifierProps extends Surroundings {
  /** The rules that see runs that failed. */
  readonly rules: readonly CloudwatchEventRule[];
  readonly topicArn: string;
  /** Keeps what could not be delivered. */
  readonly deadLetterQueue: { readonly arn: string };
}

/**
 * Notifies of runs that failed, with why. A rule's own text could neither compute how long a run took nor
 * find the job's container among others nor quote what has quotes, so the rules start a state machine. An
 * event that cannot reach it goes to the dead-letter queue, which has an alarm.
 */
export class Notifier extends Construct {
  constructor(scope: Construct, id: string, props: NotifierProps) {
    super(scope, id);
    const { settings, rules, topicArn, caller, deadLetterQueue } = props;
    const machines = namedMachines(settings) ?? [`${settings.prefix}-*`];
    const name = notifierName(settings.prefix);
    const machineArn = (each: string) => arnOf('states', `stateMachine:${each}`, props);
    const encrypted = settings.encryption !== undefined;
    // Which there is where runs are watched.
    const ended = [...machines, watchName(settings.prefix)];
    const { logged, statements } = executionLogs(this, name, props);
    const machineRole = new ServiceRole(this, 'machine-role', {
      name: `${name}-machine`,
      description: `Notifies of runs of ${settings.prefix} that failed`,
      service: 'states.amazonaws.com',
      sourceArn: machineArn(name),
      caller,
      policyName: 'notify',
      statements: [
        { Sid: 'Notify', Effect: 'Allow', Action: ['sns:Publish'], Resource: [topicArn] },
        ...(machines.length > 0
          ? [
              {
                Sid: 'FindLastTask',
                Effect: 'Allow' as const,
                Action: ['states:GetExecutionHistory'],
                Resource: machines.map((each) => arnOf('states', `execution:${each}:*`, props)),
              },
            ]
          : []),
        ...(encrypted
          ? [
              {
                Sid: 'ReadWhatEventsLack',
                Effect: 'Allow' as const,
                Action: ['states:DescribeExecution'],
                Resource: ended.map((each) => arnOf('states', `execution:${each}:*`, props)),
              },
            ]
          : []),
        ...useKeyToPublish(settings, topicArn),
        ...useKeyOfExecutions(settings, [machineArn(name)]),
        ...useKeyOfEndedExecutions(settings, ended.map(machineArn)),
        ...statements,
      ],
    });
    const machine = new SfnStateMachine(this, 'machine', {
      name,
      roleArn: machineRole.role.arn,
      definition: JSON.stringify(
        notificationDefinition({
          topicArn,
          partition: partitionOf(settings.region),
          encrypted,
          facts: factsOf(settings),
        }),
      ),
      ...encryptedMachine(settings),
      ...logged,
      // Step Functions tries the role when the machine is made.
      dependsOn: [machineRole.policy],
    });
    const { role } = new ServiceRole(this, 'rule-role', {
      name: `${name}-rule`,
      description: `EventBridge rules notify of runs of ${settings.prefix} that failed`,
      service: 'events.amazonaws.com',
      sourceArn: arnOf('events', `rule/${settings.prefix}-failed-*`, props),
      caller,
      policyName: 'start-execution',
      statements: [
        {
          Sid: 'StartExecution',
          Effect: 'Allow',
          Action: ['states:StartExecution'],
          Resource: [machine.arn],
        },
      ],
    });
    for (const [index, rule] of rules.entries()) {
      new CloudwatchEventTarget(this, `target-${index}`, {
        rule: rule.name,
        targetId: 'notify',
        arn: machine.arn,
        roleArn: role.arn,
        deadLetterConfig: { arn: deadLetterQueue.arn },
      });
    }
  }
}

/** Sees notifications that failed themselves: of these EventBridge notifies, without Step Functions. */
export function failedNotifications(
  scope: Construct,
  surroundings: Surroundings,
): CloudwatchEventRule {
  const { settings } = surroundings;
  return new CloudwatchEventRule(scope, 'failed-notifications', {
    name: `${settings.prefix}-${alarmRules.notifications}`,
    description: `Runs of ${settings.prefix} that failed and of which nobody was notified`,
    eventPattern: JSON.stringify({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        stateMachineArn: [
          arnOf('states', `stateMachine:${notifierName(settings.prefix)}`, surroundings),
        ],
      },
    }),
  });
}

/**
 * Publishes what a rule of `failedNotifications` sees: with a role to a topic of another account, which
 * is how EventBridge reaches one, and without to one of its own, where a role may end the delivery.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-cross-account.html
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
export function publishFailedNotifications(
  scope: Construct,
  rule: CloudwatchEventRule,
  { topicArn, ...surroundings }: Surroundings & { readonly topicArn: string },
): void {
  const { settings, caller } = surroundings;
  const { prefix, accountId } = settings;
  const role = isForeign(topicArn, accountId)
    ? new ServiceRole(scope, 'failed-notifications-role', {
        name: `${notifierName(prefix)}-topic`,
        description: `An EventBridge rule notifies of runs of ${prefix} that failed`,
        service: 'events.amazonaws.com',
        sourceArn: arnOf('events', `rule/${prefix}-${alarmRules.notifications}`, surroundings),
        caller,
        policyName: 'notify',
        statements: [
          { Sid: 'Notify', Effect: 'Allow', Action: ['sns:Publish'], Resource: [topicArn] },
          ...useKeyToPublish(settings, topicArn),
        ],
      }).role
    : undefined;
  new CloudwatchEventTarget(scope, 'failed-notifications-target', {
    rule: rule.name,
    targetId: 'alarms',
    arn: topicArn,
    ...(role !== undefined && { roleArn: role.arn }),
    inputTransformer: {
      inputPaths: { execution: '$.detail.executionArn' },
      inputTemplate: JSON.stringify({
        version: '1.0',
        source: 'custom',
        content: {
          textType: 'client-markdown',
          title: `${prefix}: a run failed`,
          description: 'Why could not be said. The input of this execution has it: <execution>',
        },
      }),
    },
  });
}

function factsOf(settings: Settings): NotificationFacts {
  const { environment, prefix, logGroupPath, region, imports, jobs } = settings;
  return {
    prefix,
    environment,
    region,
    console: consoleOf(region),
    logGroupPrefix: `${logGroupPath}/`,
    logGroups: imports.logGroups,
    attempts: Object.fromEntries(
      jobs
        .filter(({ retries, fanOut }) => retries > 0 && fanOut === undefined)
        .map(({ name, retries }) => [name, retries + 1]),
    ),
    crawlers: jobs
      .filter(({ name, task, image }) => name === task && image === undefined)
      .map(({ name }) => name),
  };
}
