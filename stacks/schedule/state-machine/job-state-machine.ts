import { SfnStateMachine } from '@cdktf/provider-aws/lib/sfn-state-machine';
import { Fn, Token } from 'cdktf';
import { Construct } from 'constructs';
import { partitionOf } from '../../rules/partition';
import type { JobSettings } from '../../settings/settings';
import { arnOf } from '../arn';
import { runTaskStatements, type JobTargetProps } from '../job-target';
import { useKeyForBucket, useKeyOfExecutions } from '../../stack/encryption';
import type { Statement } from '../../stack/policy';
import { ServiceRole } from '../../stack/service-role';
import { stateMachineDefinition } from './definition';
import { dataFolder } from '../../settings/data-folder';
import { stateMachineName } from '../../settings/state-machine';
import { ownerCondition } from '../../settings/tags';
import { encryptedMachine } from './encrypted-machine';
import { executionLogs } from './execution-logs';
import { runsPrefix } from './runs-prefix';

/** The state machine that runs one job, and the role it does so with. */
export class JobStateMachine extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: JobTargetProps) {
    super(scope, id);
    const { settings, job, caller } = props;
    const name = stateMachineName(job, settings);
    const stateMachine = arnOf('states', `stateMachine:${name}`, props);
    const executions = arnOf('states', `execution:${name}`, props);
    const { logged, statements } = executionLogs(this, name, props);
    const { role, policy } = new ServiceRole(this, 'role', {
      name: `${name}-machine`,
      description: `The state machine of the job ${job.name} runs its task`,
      service: 'states.amazonaws.com',
      // The children of a fan-out belong to a state machine `<name>/<label of the map>`.
      // https://docs.aws.amazon.com/step-functions/latest/dg/concepts-examine-map-run.html
      sourceArn: job.fanOut === undefined ? stateMachine : [stateMachine, `${stateMachine}/*`],
      caller,
      policyName: 'run-job',
      statements: [
        ...runTaskStatements(props),
        ...followTaskStatements(props),
        ...claimStatements(props, executions),
        ...(job.fanOut === undefined ? [] : fanOutStatements(stateMachine, executions)),
        ...startStatements(props),
        ...useKeyOfExecutions(
          settings,
          // So are the batches', see above.
          job.fanOut === undefined ? [stateMachine] : [stateMachine, `${stateMachine}/*`],
        ),
        ...statements,
      ],
    });
    this.arn = new SfnStateMachine(this, 'machine', {
      name,
      roleArn: role.arn,
      definition: definitionText(props),
      ...encryptedMachine(settings),
      ...logged,
      // Step Functions tries the role when the machine is made.
      dependsOn: [policy],
    }).arn;
  }
}

function definitionText(props: JobTargetProps): string {
  const { settings, job, network, task } = props;
  const text = JSON.stringify(
    stateMachineDefinition(job, {
      partition: partitionOf(settings.region),
      clusterArn: task.string('cluster_arn'),
      taskDefinitionArn: task.of('task_definition_arns', job.name),
      subnets: ['<subnets>'],
      securityGroups: job.securityGroupIds ?? ['<security groups>'],
      assignPublicIp: Token.asString(
        Fn.conditional(network.boolean('assign_public_ip'), 'ENABLED', 'DISABLED'),
      ),
      bucket: task.string('data_bucket'),
      followers: followersOf(props, ({ enabled }) => enabled),
      runs: runsPrefix(job, settings),
      // Whoever keeps another's bucket may lock what is in it.
      locked:
        settings.dataBucket.objectLock !== undefined || settings.existing.dataBucket !== undefined,
    }),
  );
  // A reference to a list cannot stand in a text; its JSON can.
  return text
    .replaceAll('["<subnets>"]', Fn.jsonencode(network.list('subnet_ids')))
    .replaceAll('["<security groups>"]', Fn.jsonencode(network.list('security_group_ids')));
}

/** ARNs of the state machines of some jobs that run after this one; another stack may make them. */
function followersOf(
  props: JobTargetProps,
  which: (follower: JobSettings) => boolean,
): Record<string, string> {
  const { settings, job } = props;
  return Object.fromEntries(
    settings.jobs
      .filter((each) => each.after === job.name && which(each))
      .map((follower) => [
        follower.name,
        arnOf('states', `stateMachine:${stateMachineName(follower, settings)}`, props),
      ]),
  );
}

/** Also to start one that is switched off: what runs meanwhile starts those that were on when it began. */
function startStatements(props: JobTargetProps): Statement[] {
  const stateMachines = Object.values(followersOf(props, () => true));
  return stateMachines.length === 0
    ? []
    : [
        {
          Sid: 'StartFollowers',
          Effect: 'Allow',
          Action: ['states:StartExecution'],
          Resource: stateMachines,
        },
      ];
}

/** To wait for a task and to stop it, for which Step Functions keeps a rule of its own. */
function followTaskStatements(props: JobTargetProps): Statement[] {
  const { task, settings } = props;
  return [
    {
      Sid: 'FollowTask',
      Effect: 'Allow',
      Action: ['ecs:DescribeTasks', 'ecs:StopTask'],
      Resource: [arnOf('ecs', `task/${task.string('cluster_name')}/*`, props)],
      Condition: {
        ArnEquals: { 'ecs:cluster': task.string('cluster_arn') },
        // Others' tasks run there, too. Ours have the tags of their definition.
        // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
        ...(settings.existing.cluster !== undefined && {
          StringEquals: ownerCondition(settings),
        }),
      },
    },
    {
      Sid: 'HearOfTask',
      Effect: 'Allow',
      Action: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
      Resource: [arnOf('events', 'rule/StepFunctionsGetEventsForECSTaskRule', props)],
    },
  ];
}

function claimStatements(
  { settings, job, task, partition }: JobTargetProps,
  executions: string,
): Statement[] {
  const bucket = `arn:${partition.partition}:s3:::${task.string('data_bucket')}`;
  return [
    {
      // A plan of batches lies beside the claims.
      Sid: 'Claim',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: [`${bucket}/${runsPrefix(job, settings)}*`],
    },
    ...useKeyForBucket(settings, bucket, 'write', dataFolder(settings)),
    // Who follows batches may ask of all executions anyway.
    ...(job.fanOut === undefined
      ? [
          {
            Sid: 'AskOfClaimants',
            Effect: 'Allow' as const,
            Action: ['states:DescribeExecution'],
            Resource: [`${executions}:*`],
          },
        ]
      : []),
    ...(job.overlap === 'replace'
      ? [
          {
            Sid: 'StopReplaced',
            Effect: 'Allow' as const,
            Action: ['states:StopExecution'],
            Resource: [`${executions}:*`],
          },
        ]
      : []),
  ];
}

/** A Distributed Map starts its own state machine once for each batch. */
function fanOutStatements(stateMachine: string, executions: string): Statement[] {
  return [
    {
      Sid: 'StartBatches',
      Effect: 'Allow',
      Action: ['states:StartExecution'],
      Resource: [stateMachine],
    },
    {
      Sid: 'FollowBatches',
      Effect: 'Allow',
      Action: ['states:DescribeExecution', 'states:RedriveExecution', 'states:StopExecution'],
      Resource: [`${executions}:*`, `${executions}/*:*`],
    },
  ];
}
