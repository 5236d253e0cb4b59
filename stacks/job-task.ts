import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import type { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import type { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { Construct } from 'constructs';
import { executionStatements } from './execution-policy';
import { policyDocument, trustService } from './policy';
import { ecrRepositoryOf } from './rules/image-reference';
import type { JobSettings, Settings } from './settings';

export interface JobTaskProps {
  readonly settings: Settings;
  readonly job: JobSettings;
  /** The image of jobs that have none of their own. */
  readonly crawler: { readonly imageUri: string; readonly repositoryArn: string };
  /** The bucket the job reads and writes. */
  readonly dataBucket: S3Bucket;
  readonly caller: DataAwsCallerIdentity;
  readonly partition: DataAwsPartition;
}

/** What one job needs to run: a log group, the two roles and the task definition. */
export class JobTask extends Construct {
  readonly logGroup: CloudwatchLogGroup;
  readonly executionRole: IamRole;
  readonly taskRole: IamRole;
  readonly taskDefinition: EcsTaskDefinition;

  constructor(scope: Construct, id: string, props: JobTaskProps) {
    super(scope, id);
    const { settings, job } = props;
    this.logGroup = new CloudwatchLogGroup(this, 'logs', {
      name: `/${settings.project}/${settings.environment}/${job.name}`,
      retentionInDays: settings.logs.retentionDays,
    });
    this.executionRole = this.#executionRole(props);
    this.taskRole = this.#taskRole(props);
    this.taskDefinition = new EcsTaskDefinition(this, 'task-definition', {
      family: `${settings.prefix}-${job.name}`,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: String(job.cpuUnits),
      memory: String(job.memoryMiB),
      ...(job.ephemeralStorageGiB !== undefined && {
        ephemeralStorage: { sizeInGib: job.ephemeralStorageGiB },
      }),
      runtimePlatform: {
        operatingSystemFamily: 'LINUX',
        cpuArchitecture: job.architecture,
      },
      executionRoleArn: this.executionRole.arn,
      taskRoleArn: this.taskRole.arn,
      containerDefinitions: JSON.stringify([this.#container(props)]),
    });
  }

  #container({ settings, job, crawler, dataBucket }: JobTaskProps) {
    const environment = {
      DATA_URI: `s3://${dataBucket.bucket}`,
      JOB_NAME: job.name,
      ...job.environment,
    };
    return {
      name: job.name,
      image: job.image ?? crawler.imageUri,
      essential: true,
      cpu: job.cpuUnits,
      memory: job.memoryMiB,
      ...(job.command !== undefined && { command: job.command }),
      environment: sorted(environment).map(([name, value]) => ({ name, value })),
      secrets: sorted(job.secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
      user: job.user,
      readonlyRootFilesystem: job.readonlyRootFilesystem,
      linuxParameters: { capabilities: { drop: ['ALL'] } },
      stopTimeout: job.stopTimeoutSeconds,
      logConfiguration: {
        logDriver: 'awslogs',
        options: {
          'awslogs-group': this.logGroup.name,
          'awslogs-region': settings.region,
          'awslogs-stream-prefix': job.name,
          // The default, non-blocking, drops lines when its buffer is full: the last ones, which
          // say how a run ended, would be the first to go.
          mode: 'blocking',
        },
      },
    };
  }

  /** For ECS itself. */
  #executionRole(props: JobTaskProps): IamRole {
    const { settings, job, caller, partition } = props;
    const role = this.#role('execution', props);
    new IamRolePolicy(this, 'execution-policy', {
      name: 'start-task',
      role: role.id,
      policy: policyDocument(
        ...executionStatements({
          partition: partition.partition,
          region: settings.region,
          accountId: caller.accountId,
          logGroupArn: this.logGroup.arn,
          repositoryArns: repositoryArns(props),
          secrets: Object.values(job.secrets),
          secretKeyArns: job.secretKeyArns,
        }),
      ),
    });
    return role;
  }

  /** For the container: read and replace objects of the lake, and nothing else. */
  #taskRole(props: JobTaskProps): IamRole {
    const role = this.#role('task', props);
    const { arn } = props.dataBucket;
    new IamRolePolicy(this, 'task-policy', {
      name: 'data',
      role: role.id,
      policy: policyDocument(
        {
          Sid: 'ReadAndReplaceObjects',
          Effect: 'Allow',
          Action: ['s3:GetObject', 's3:PutObject'],
          Resource: [`${arn}/*`],
        },
        {
          // Without it S3 answers 403, not 404, for an object that does not exist yet.
          Sid: 'TellMissingFromForbidden',
          Effect: 'Allow',
          Action: ['s3:ListBucket'],
          Resource: [arn],
        },
      ),
    });
    return role;
  }

  #role(purpose: 'execution' | 'task', { settings, job, caller, partition }: JobTaskProps) {
    return new IamRole(this, `${purpose}-role`, {
      name: `${settings.prefix}-${job.name}-${purpose}`,
      description: `ECS ${purpose} role of the job ${job.name}`,
      assumeRolePolicy: trustService(
        'ecs-tasks.amazonaws.com',
        caller,
        `arn:${partition.partition}:ecs:${settings.region}:${caller.accountId}:*`,
      ),
    });
  }
}

/** ECS keeps names sorted; in any other order every plan would show a change. */
function sorted(byName: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(byName).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The ECR repositories that a task pulls from. A public image needs no right. */
function repositoryArns({ job, crawler, partition }: JobTaskProps): string[] {
  if (job.image === undefined) return [crawler.repositoryArn];
  const repository = ecrRepositoryOf(job.image);
  return repository === undefined
    ? []
    : [
        `arn:${partition.partition}:ecr:${repository.region}:${repository.account}:repository/${repository.name}`,
      ];
}
