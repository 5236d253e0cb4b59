import type { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { CloudwatchLogResourcePolicy } from '@cdktf/provider-aws/lib/cloudwatch-log-resource-policy';
import { Construct } from 'constructs';
import { historyName } from '../../rules/history-name';
import type { Settings } from '../../settings/settings';
import type { Inputs } from '../../stack/project-stack';
import { policyDocument } from '../../stack/policy';
import type { Surroundings } from '../arn';
import { endedExecutions, endedTasks } from './ended-runs';

export interface HistoryProps extends Surroundings {
  readonly history: NonNullable<Settings['history']>;
  readonly task: Inputs<'task'>;
  /** Keeps what could not be delivered. */
  readonly deadLetterQueue: { readonly arn: string };
}

/**
 * The name of the log group of the history, '' where there is none. EventBridge writes to any name; only
 * its console wants a slash first, and lists what begins with `/aws/events/`.
 * https://repost.aws/knowledge-center/cloudwatch-log-group-eventbridge
 */
export function historyLogGroup({ history, logGroupPath }: Settings): string {
  return history === undefined ? '' : `${logGroupPath}${historyName}`;
}

/** Keeps how runs ended, as EventBridge tells it: ECS forgets a task within hours. */
export class History extends Construct {
  /** The rules that see runs that ended. */
  readonly rules: readonly CloudwatchEventRule[];

  constructor(scope: Construct, id: string, props: HistoryProps) {
    super(scope, id);
    const { settings, history, task, deadLetterQueue } = props;
    const group = new CloudwatchLogGroup(this, 'logs', {
      name: historyLogGroup(settings),
      retentionInDays: history.days,
      ...(settings.encryption !== undefined && { kmsKeyId: settings.encryption.kmsKeyArn }),
      skipDestroy: settings.protectData,
    });
    const policy = history.resourcePolicy ? letEventsWrite(this, settings, group) : undefined;
    this.rules = [
      ...endedTasks(this, props, task.string('cluster_arn')),
      ...endedExecutions(this, props),
    ];
    for (const rule of this.rules) {
      // A role would be refused: EventBridge writes with the resource policy alone.
      // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
      new CloudwatchEventTarget(this, `${rule.node.id}-target`, {
        rule: rule.name,
        // No job is called so, whose target's id is its name.
        targetId: 'history_log',
        arn: group.arn,
        deadLetterConfig: { arn: deadLetterQueue.arn },
        ...(policy !== undefined && { dependsOn: [policy] }),
      });
    }
  }
}

/**
 * Both principals and no condition, as the console writes it: EventBridge documents none for log groups,
 * and what the policy refused would be lost without a word. It is on this group alone, which rules of
 * other accounts cannot have as a target.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html
 */
function letEventsWrite(
  scope: Construct,
  { prefix }: Settings,
  group: CloudwatchLogGroup,
): CloudwatchLogResourcePolicy {
  const statements = ['events.amazonaws.com', 'delivery.logs.amazonaws.com'].map((Service) => ({
    Effect: 'Allow' as const,
    Principal: { Service },
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: [`${group.arn}:*`],
  }));
  return new CloudwatchLogResourcePolicy(scope, 'policy', {
    policyName: `${prefix}-history`,
    policyDocument: policyDocument(...statements),
  });
}
