import type { Statement } from '../stack/policy';
import { literal } from '../rules/literal';
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
  /** ARNs of the objects that hold variables of the containers. */
  readonly environmentFiles: readonly string[];
}

/**
 * What ECS itself needs to start a task: pull the images, read the secrets, write the logs.
 *
 * @param fits whether IAM takes a policy of these statements; where it does not, secrets whose names
 * begin alike are named by that, beginning with those that have most in common
 */
export function executionStatements(
  props: ExecutionPolicyProps,
  fits: (statements: readonly Statement[]) => boolean,
): Statement[] {
  const of = (arns: SecretArns) => [
    ...pullImages(props),
    writeLogs(props),
    ...readSecrets(arns, props),
    ...readEnvironmentFiles(props),
  ];
  const each = secretArns(props);
  let arns = each;
  while (!fits(of(arns))) {
    const shorter = gathered(arns);
    // Nothing has anything in common: the whole list is what is told to be too long.
    if (shorter === undefined) return of(each);
    arns = shorter;
  }
  return of(arns);
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

interface SecretArns {
  readonly secretsmanager: readonly string[];
  readonly ssm: readonly string[];
}

function secretArns({ partition, region, accountId, secrets }: ExecutionPolicyProps): SecretArns {
  const found = [...new Set(secrets)].map(parseSecret).filter((secret) => secret !== undefined);
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
  return { secretsmanager: arnsIn('secretsmanager'), ssm: arnsIn('ssm') };
}

function readSecrets(
  { secretsmanager, ssm }: SecretArns,
  { secretKeyArns }: ExecutionPolicyProps,
): Statement[] {
  return [
    ...allow('ReadSecrets', 'secretsmanager:GetSecretValue', secretsmanager),
    ...allow('ReadParameters', 'ssm:GetParameters', ssm),
    ...allow('DecryptSecrets', 'kms:Decrypt', secretKeyArns),
  ];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html */
function readEnvironmentFiles({ environmentFiles }: ExecutionPolicyProps): Statement[] {
  const buckets = environmentFiles.map((arn) => arn.replace(/\/.*$/, ''));
  return [
    ...allow('ReadEnvironmentFiles', 's3:GetObject', [...new Set(environmentFiles)].map(literal)),
    ...allow('FindEnvironmentFiles', 's3:GetBucketLocation', [...new Set(buckets)]),
  ];
}

/** With those ARNs as one that have the longest beginning in common; nothing where none have any. */
function gathered({ secretsmanager, ssm }: SecretArns): SecretArns | undefined {
  const beginnings = [...commonBeginnings(secretsmanager), ...commonBeginnings(ssm)];
  const [longest] = beginnings.toSorted((a, b) => b.length - a.length);
  if (longest === undefined) return undefined;
  const gather = (arns: readonly string[]) => {
    const others = arns.filter((arn) => !arn.startsWith(longest));
    return others.length === arns.length ? arns : [...others, `${longest}*`];
  };
  return { secretsmanager: gather(secretsmanager), ssm: gather(ssm) };
}

/** What two names begin with, up to a separator, of each two that are neighbours in the alphabet. */
function commonBeginnings(arns: readonly string[]): string[] {
  const sorted = arns.toSorted();
  return sorted.slice(1).flatMap((arn, index) => {
    const before = sorted[index] ?? '';
    let length = 0;
    while (length < arn.length && arn[length] === before[length]) length += 1;
    const [beginning] = /^arn:.*?:(?:secret:|parameter\/).+[/._-]/.exec(arn.slice(0, length)) ?? [];
    return beginning === undefined ? [] : [beginning];
  });
}

function allow(sid: string, action: string, resources: readonly string[]): Statement[] {
  return resources.length === 0
    ? []
    : [{ Sid: sid, Effect: 'Allow', Action: [action], Resource: resources }];
}
