import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { Construct } from 'constructs';
import {
  capacity,
  networkConfiguration,
  stateMachineInput,
  targetArn,
  triggerRole,
  type JobTargetProps,
} from './job-target';
import { targetInput } from '../settings/target-input';
import { literal } from '../rules/literal';
import { ServiceRole } from '../stack/service-role';

/** One job on an EventBridge rule, for teams that want rules. */
export class JobRule extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: JobTargetProps) {
    super(scope, id);
    const { settings, job, task, deadLetterQueue, stateMachineArn } = props;
    const rule = new CloudwatchEventRule(this, 'rule', {
      name: `${settings.prefix}-${job.name}`,
      description: literal(job.description),
      scheduleExpression: job.schedule,
      state: job.enabled ? 'ENABLED' : 'DISABLED',
    });
    const { role } = new ServiceRole(this, 'role', {
      ...triggerRole(props),
      description: `An EventBridge rule starts the job ${job.name}`,
      service: 'events.amazonaws.com',
      sourceArn: rule.arn,
    });
    new CloudwatchEventTarget(this, 'target', {
      rule: rule.name,
      targetId: job.name,
      arn: targetArn(props),
      roleArn: role.arn,
      ...(stateMachineArn === undefined && {
        ecsTarget: {
          taskDefinitionArn: task.of('task_definition_arns', job.name),
          ...capacity(props),
          platformVersion: job.platformVersion,
          propagateTags: 'TASK_DEFINITION',
          ...(job.debug && { enableExecuteCommand: true }),
          networkConfiguration: networkConfiguration(props),
        },
      }),
      inputTransformer: {
        inputPaths: { time: '$.time' },
        inputTemplate:
          stateMachineArn === undefined
            ? targetInput(job, '<time>', settings.jobs)
            : stateMachineInput('<time>'),
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
