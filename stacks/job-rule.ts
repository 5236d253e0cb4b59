import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { Construct } from 'constructs';
import {
  capacity,
  networkConfiguration,
  runTaskRights,
  targetInput,
  type JobTargetProps,
} from './job-target';
import { literal } from './literal';
import { RunTaskRole } from './run-task-role';

/** One job on an EventBridge rule, for teams that want rules. */
export class JobRule extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: JobTargetProps) {
    super(scope, id);
    const { settings, job, task, deadLetterQueue } = props;
    const rule = new CloudwatchEventRule(this, 'rule', {
      name: `${settings.prefix}-${job.name}`,
      description: literal(job.description),
      scheduleExpression: job.schedule,
      state: job.enabled ? 'ENABLED' : 'DISABLED',
    });
    const { role } = new RunTaskRole(this, 'role', {
      ...runTaskRights(props),
      description: `An EventBridge rule starts the job ${job.name}`,
      service: 'events.amazonaws.com',
      sourceArn: rule.arn,
    });
    new CloudwatchEventTarget(this, 'target', {
      rule: rule.name,
      targetId: job.name,
      arn: task.string('cluster_arn'),
      roleArn: role.arn,
      ecsTarget: {
        taskDefinitionArn: task.of('task_definition_arns', job.name),
        ...capacity(props),
        platformVersion: job.platformVersion,
        propagateTags: 'TASK_DEFINITION',
        networkConfiguration: networkConfiguration(props),
      },
      inputTransformer: {
        inputPaths: { time: '$.time' },
        inputTemplate: targetInput(job, '<time>'),
      },
      retryPolicy: {
        maximumRetryAttempts: job.delivery.retries,
        maximumEventAgeInSeconds: job.delivery.maxAgeSeconds,
      },
      deadLetterConfig: { arn: deadLetterQueue.arn },
    });
    this.arn = rule.arn;
  }
}
