import { literal } from '../rules/literal';
import type { Statement } from '../stack/policy';
import type { TaskSettings } from '../settings/task';

export interface TaskPolicyProps {
  /** ARN of the bucket the job reads and writes. */
  readonly dataBucketArn: string;
  /** What every ARN of an EFS resource of this account and region begins with. */
  readonly efsArn: string;
  readonly job: Pick<TaskSettings, 'statements' | 'volumes'>;
}

/** What the containers may do: read and write objects of the data bucket, and the job's own statements. */
export function taskStatements({ dataBucketArn, efsArn, job }: TaskPolicyProps): Statement[] {
  return [
    {
      Sid: 'ReadAndReplaceObjects',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: [`${dataBucketArn}/*`],
    },
    {
      // Without it S3 answers 403, not 404, for an object that does not exist yet.
      Sid: 'TellMissingFromForbidden',
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: [dataBucketArn],
    },
    ...job.volumes.flatMap((volume) => mountStatements(volume, efsArn)),
    ...job.statements.map(({ Action, Resource, Condition }): Statement => ({
      Effect: 'Allow',
      Action,
      Resource: Resource.map(literal),
      ...(Condition !== undefined && { Condition: literals(Condition) }),
    })),
  ];
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
