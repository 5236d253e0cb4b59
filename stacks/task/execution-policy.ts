import type { Statement } from '../stack/policy';
import { parseSecret } from '../rules/secret';

export interface ExecutionPolicyProps {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly logGroupArn: string;
  /** ARNs of the ECR repositories that the task's images lie in. */
  readonly repositoryArns: readonly string[];
  /** What ECS calls `valueFrom`, of all secrets of the task. */
  readonly secrets: readonly string[];
  readonly secretKeyArns: readonly string[];
}

/** What ECS itself needs to start a task: pull the images, read the secrets, write the logs. */
export function executionStatements(props: ExecutionPolicyProps): Statement[] {
  return [...pullImages(props), writeLogs(props), ...readSecrets(props)];
}

function pullImages({ repositoryArns }: ExecutionPolicyProps): Statement[] {
  if (repositoryArns.length === 0) return [];
  return [
    {
      Sid: 'LogInToEcr',
      Effect: 'Allow',
      Action: ['ecr:GetAuthorizationToken'],
      // The action knows no resource.
      Resource: ['*'],
    },
    {
      Sid: 'PullImage',
      Effect: 'Allow',
      Action: [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:GetDownloadUrlForLayer',
      ],
      Resource: repositoryArns,
    },
  ];
}

function writeLogs({ logGroupArn }: ExecutionPolicyProps): Statement {
  return {
    Sid: 'WriteLogs',
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: [`${logGroupArn}:*`],
  };
}

function readSecrets(props: ExecutionPolicyProps): Statement[] {
  const { partition, region, accountId, secretKeyArns } = props;
  const found = [...new Set(props.secrets)]
    .map(parseSecret)
    .filter((secret) => secret !== undefined);
  const arnsIn = (service: 'secretsmanager' | 'ssm'): string[] => {
    const arns = found
      .filter((secret) => secret.service === service)
      .map(
        ({ arn, parameter = '' }) =>
          arn ??
          `arn:${partition}:ssm:${region}:${accountId}:parameter/${parameter.replace(/^\//, '')}`,
      );
    return [...new Set(arns)];
  };
  return [
    ...allow('ReadSecrets', 'secretsmanager:GetSecretValue', arnsIn('secretsmanager')),
    ...allow('ReadParameters', 'ssm:GetParameters', arnsIn('ssm')),
    ...allow('DecryptSecrets', 'kms:Decrypt', secretKeyArns),
  ];
}

function allow(sid: string, action: string, resources: readonly string[]): Statement[] {
  return resources.length === 0
    ? []
    : [{ Sid: sid, Effect: 'Allow', Action: [action], Resource: resources }];
}
