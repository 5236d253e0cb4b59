import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import type { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import type { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Annotations, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { dataPrefix } from '../settings/data-folder';
import { containerDefinitions } from '../settings/container-definitions';
import { environmentFilesOf, secretsOf } from '../settings/container-needs';
import { taskParameters } from './task-parameters';
import { executionStatements } from './execution-policy';
import { policyDocument, trustService } from '../stack/policy';
import { ecrRepositoryOf } from '../rules/image-reference';
import { inlinePoliciesLimit, lengthOf } from '../rules/text-limits';
import { finalText, longestText } from '../stack/final-text';
import type { JobSettings, Settings } from '../settings/settings';
import type { DataSettings } from '../settings/task';
import { taskStatements } from './task-policy';

export interface JobTaskProps {
  readonly settings: Settings;
  readonly job: JobSettings;
  /** The image of the job's own container and, of the image stack's, the repository it lies in. */
  readonly image: { readonly uri: string; readonly repositoryArn?: string };
  /** The bucket the job reads and writes. */
  readonly dataBucket: { readonly arn: string; readonly bucket: string };
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
    const { settings, job, image, dataBucket } = props;
    const tags = tagsOf(job, settings);
    const importedLogGroup = settings.imports.logGroups[job.name];
    this.logGroup = new CloudwatchLogGroup(this, 'logs', {
      name: importedLogGroup ?? `${settings.logGroupPath}/${job.name}`,
      retentionInDays: settings.logs.retentionDays,
      ...(settings.encryption !== undefined && { kmsKeyId: settings.encryption.kmsKeyArn }),
      // An audit asks for the lines of a job that is gone.
      skipDestroy: settings.protectData,
      tags,
      // It may have a key.
      ...(importedLogGroup !== undefined &&
        settings.encryption === undefined && { lifecycle: { ignoreChanges: ['kms_key_id'] } }),
    });
    if (importedLogGroup !== undefined) this.logGroup.importFrom(importedLogGroup);
    this.executionRole = this.#executionRole(props);
    this.taskRole = this.#taskRole(props);
    this.taskDefinition = new EcsTaskDefinition(this, 'task-definition', {
      family: `${settings.prefix}-${job.name}`,
      // Schedules and runs under way name the revision before this one until `schedule` is applied,
      // and ECS starts no task of a revision that is deregistered.
      // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html
      skipDestroy: settings.protectData,
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
      containerDefinitions: containerDefinitions({
        settings,
        job,
        image: image.uri,
        environment: {
          ...dataUri(settings, job.data, dataBucket.bucket),
          PROJECT: settings.project,
          ENVIRONMENT: settings.environment,
          JOB_NAME: job.name,
        },
        logGroup: this.logGroup.name,
      }),
      ...taskParameters(job),
      tags,
    });
  }

  /** For ECS itself. */
  #executionRole(props: JobTaskProps): IamRole {
    const { settings, job, caller, partition } = props;
    const role = this.#role('execution', props);
    const statements = executionStatements(
      {
        partition: partition.partition,
        region: settings.region,
        accountId: caller.accountId,
        logGroupArn: this.logGroup.arn,
        repositoryArns: repositoryArns(props),
        secrets: [job, ...job.sidecars].flatMap(secretsOf),
        environmentFiles: [job, ...job.sidecars].flatMap(environmentFilesOf),
        secretKeyArns: job.secretKeyArns,
      },
      (all) => this.#fits(policyDocument(...all), settings),
    );
    const gathered = statements
      .filter(({ Sid }) => Sid === 'ReadSecrets' || Sid === 'ReadParameters')
      .flatMap(({ Resource = [] }) => Resource.filter((arn) => arn.endsWith('*')));
    if (gathered.length > 0) {
      Annotations.of(this).addWarning(
        `the job ${job.name} has more secrets than its policy can name: ECS may read all of ${gathered.join(', ')} for it`,
      );
    }
    new IamRolePolicy(this, 'execution-policy', {
      name: 'start-task',
      role: role.id,
      policy: policyDocument(...statements),
    });
    return role;
  }

  /** Whether IAM takes a policy for a role that has no other. */
  #fits(policy: string, settings: Settings): boolean {
    const { most } = inlinePoliciesLimit;
    return (
      longestText(settings, policy) <= most ||
      lengthOf(finalText(TerraformStack.of(this), settings, policy), inlinePoliciesLimit) <= most
    );
  }

  /** For the containers. */
  #taskRole(props: JobTaskProps): IamRole {
    const { settings, job, dataBucket, caller, partition } = props;
    const role = this.#role('task', props);
    new IamRolePolicy(this, 'task-policy', {
      name: 'data',
      role: role.id,
      policy: policyDocument(
        ...taskStatements({
          dataBucketArn: dataBucket.arn,
          efsArn: `arn:${partition.partition}:elasticfilesystem:${settings.region}:${caller.accountId}`,
          job,
          settings,
          fansOut: settings.jobs.some(
            ({ task, fanOut }) => task === job.name && fanOut !== undefined,
          ),
        }),
      ),
    });
    return role;
  }

  #role(purpose: 'execution' | 'task', { settings, job, caller, partition }: JobTaskProps) {
    return new IamRole(this, `${purpose}-role`, {
      name: `${settings.prefix}-${job.name}-${purpose}`,
      tags: tagsOf(job, settings),
      description: `ECS ${purpose} role of the job ${job.name}`,
      assumeRolePolicy: trustService(
        'ecs-tasks.amazonaws.com',
        caller,
        `arn:${partition.partition}:ecs:${settings.region}:${caller.accountId}:*`,
      ),
    });
  }
}

/** Where the job's data lies, for a job that has any. */
function dataUri(settings: Settings, data: DataSettings, bucket: string): Record<string, string> {
  if (data.access === 'none') return {};
  const prefix = dataPrefix(settings, data);
  return { DATA_URI: prefix === undefined ? `s3://${bucket}` : `s3://${bucket}/${prefix}` };
}

/** The ECR repositories that a task pulls from. A public image needs no right. */
function repositoryArns({ job, image, partition }: JobTaskProps): string[] {
  const { uri, repositoryArn } = image;
  const named = job.sidecars.map((sidecar) => sidecar.image);
  const own = (repositoryArn === undefined ? [uri, ...named] : named)
    .map(ecrRepositoryOf)
    .filter((repository) => repository !== undefined)
    .map(
      ({ region, account, name }) =>
        `arn:${partition.partition}:ecr:${region}:${account}:repository/${name}`,
    );
  return [...new Set(repositoryArn === undefined ? own : [repositoryArn, ...own])];
}

/** Tasks get the tags of their definition, so the job's splits the bill by job. */
function tagsOf(job: JobSettings, settings: Settings): Record<string, string> {
  return { [settings.tagKeys.job]: job.name, ...job.tags };
}
