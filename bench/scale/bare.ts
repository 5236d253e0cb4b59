import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { EcsCluster } from '@cdktf/provider-aws/lib/ecs-cluster';
import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { SchedulerSchedule } from '@cdktf/provider-aws/lib/scheduler-schedule';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { App, TerraformStack } from 'cdktf';
import { measured } from './measured';
import { jobNames, scheduleOf } from './jobs';

/**
 * As many resources a job, of the same kinds, as one would write them with nothing but cdktf: one
 * stack, no checks, no settings, and the shortest policies that work.
 */
measured((outdir, count) => {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, 'bare');
  new AwsProvider(stack, 'aws', { region: 'us-east-1' });
  const cluster = new EcsCluster(stack, 'cluster', { name: 'acme' });
  const queue = new SqsQueue(stack, 'queue', { name: 'acme-undelivered' });
  const role = (id: string, service: string, policy: object): IamRole => {
    const made = new IamRole(stack, `${id}-role`, {
      name: id,
      assumeRolePolicy: document({ Action: 'sts:AssumeRole', Principal: { Service: service } }),
    });
    new IamRolePolicy(stack, `${id}-policy`, { role: made.id, policy: document(policy) });
    return made;
  };
  jobNames(count).forEach((name, index) => {
    const logs = new CloudwatchLogGroup(stack, `${name}-logs`, { name: `/acme/${name}` });
    const execution = role(`${name}-execution`, 'ecs-tasks.amazonaws.com', {
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: `${logs.arn}:*`,
    });
    const task = role(`${name}-task`, 'ecs-tasks.amazonaws.com', {
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: 'arn:aws:s3:::acme-data/*',
    });
    const definition = new EcsTaskDefinition(stack, `${name}-task-definition`, {
      family: name,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      executionRoleArn: execution.arn,
      taskRoleArn: task.arn,
      containerDefinitions: JSON.stringify([
        {
          name,
          image: 'acme/crawler:v1',
          logConfiguration: {
            logDriver: 'awslogs',
            options: {
              'awslogs-group': logs.name,
              'awslogs-region': 'us-east-1',
              'awslogs-stream-prefix': name,
            },
          },
        },
      ]),
    });
    const scheduler = role(`${name}-schedule`, 'scheduler.amazonaws.com', {
      Action: ['ecs:RunTask', 'iam:PassRole'],
      Resource: [definition.arn, execution.arn, task.arn],
    });
    new SchedulerSchedule(stack, `${name}-schedule`, {
      name,
      scheduleExpression: scheduleOf(index),
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: cluster.arn,
        roleArn: scheduler.arn,
        ecsParameters: {
          taskDefinitionArn: definition.arn,
          launchType: 'FARGATE',
          networkConfiguration: { subnets: ['subnet-1'], assignPublicIp: true },
        },
        deadLetterConfig: { arn: queue.arn },
      },
    });
  });
  app.synth();
});

function document(statement: object): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', ...statement }],
  });
}
