import { claimsFolder } from '../rules/data';
import { literal } from '../rules/literal';
import { dataFolder, dataPrefix } from '../settings/data-folder';
import { useKeyForBucket } from '../stack/encryption';
import type { Statement } from '../stack/policy';
import type { Settings } from '../settings/settings';
import type { TaskSettings } from '../settings/task';

export interface TaskPolicyProps {
  /** ARN of the bucket the job reads and writes. */
  readonly dataBucketArn: string;
  /** What every ARN of an EFS resource of this account and region begins with. */
  readonly efsArn: string;
  readonly settings: Pick<
    Settings,
    'encryption' | 'region' | 'existing' | 'project' | 'environment'
  >;
  readonly job: Pick<TaskSettings, 'data' | 'debug' | 'statements' | 'volumes'>;
  /** Whether the task deals a run out to others, by a plan that lies beside the claims. */
  readonly fansOut: boolean;
}

/** What the containers may do: what `data` lets the job, and its own statements. */
export function taskStatements(props: TaskPolicyProps): Statement[] {
  const { efsArn, job } = props;
  return [
    ...dataStatements(props),
    keepOffClaims(props),
    ...job.volumes.flatMap((volume) => mountStatements(volume, efsArn)),
    ...(job.debug ? [openShell] : []),
    ...job.statements.map(({ Action, Resource, Condition }): Statement => ({
      Effect: 'Allow',
      Action,
      Resource: Resource.map(literal),
      ...(Condition !== undefined && { Condition: literals(Condition) }),
    })),
  ];
}

/**
 * For ECS Exec, whose agent runs beside the job. The actions know no resource.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#ecs-exec-required-iam-permissions
 */
const openShell: Statement = {
  Sid: 'OpenShell',
  Effect: 'Allow',
  Action: [
    'ssmmessages:CreateControlChannel',
    'ssmmessages:CreateDataChannel',
    'ssmmessages:OpenControlChannel',
    'ssmmessages:OpenDataChannel',
  ],
  Resource: ['*'],
};

function dataStatements({ job, settings, dataBucketArn: bucketArn }: TaskPolicyProps): Statement[] {
  const { access } = job.data;
  if (access === 'none') return [];
  const prefix = dataPrefix(settings, job.data);
  return [
    {
      ...(access === 'write'
        ? { Sid: 'ReadAndReplaceObjects', Action: ['s3:GetObject', 's3:PutObject'] }
        : { Sid: 'ReadObjects', Action: ['s3:GetObject'] }),
      Effect: 'Allow',
      Resource: [prefix === undefined ? `${bucketArn}/*` : `${bucketArn}/${prefix}/*`],
    },
    {
      // Without it S3 answers 403, not 404, for an object that does not exist yet. That question
      // names no prefix, so it stays unanswered for who may list one folder only.
      Sid: prefix === undefined ? 'TellMissingFromForbidden' : 'ListFolder',
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: [bucketArn],
      ...(prefix !== undefined && {
        // `${prefix}*` would tell of folders whose names begin alike.
        Condition: { StringLike: { 's3:prefix': [`${prefix}/*`] } },
      }),
    },
    ...useKeyForBucket(settings, bucketArn, access, dataFolder(settings)),
  ];
}

/** Whatever else lets the job in: who writes a claim decides which runs take place. */
function keepOffClaims({ dataBucketArn, settings, fansOut }: TaskPolicyProps): Statement {
  const claims = `${dataBucketArn}/${dataFolder(settings)}${claimsFolder}/*`;
  return {
    Sid: 'KeepOffClaims',
    Effect: 'Deny',
    Action: ['s3:*'],
    Resource: fansOut
      ? ['claim', 'latest', 'skipped'].map((name) => `${claims}/${name}.json`)
      : [claims],
  };
}

function mountStatements(
  { efs, readOnly = false }: TaskSettings['volumes'][number],
  efsArn: string,
): Statement[] {
  if (efs === undefined) return [];
  const { fileSystemId, accessPointId } = efs;
  return [
    {
      Effect: 'Allow',
      Action: [
        'elasticfilesystem:ClientMount',
        ...(readOnly ? [] : ['elasticfilesystem:ClientWrite']),
      ],
      Resource: [`${efsArn}:file-system/${fileSystemId}`],
      ...(accessPointId !== undefined && {
        Condition: {
          ArnEquals: {
            'elasticfilesystem:AccessPointArn': `${efsArn}:access-point/${accessPointId}`,
          },
        },
      }),
    },
  ];
}

function literals(condition: NonNullable<Statement['Condition']>): Statement['Condition'] {
  // Policy variables such as ${aws:PrincipalTag/team} are IAM's to resolve, not Terraform's.
  return JSON.parse(literal(JSON.stringify(condition))) as Statement['Condition'];
}
