import { IAMClient } from '@aws-sdk/client-iam';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { awsClient } from '../../aws/aws-client';
import { unknownFor, type Finding } from '../finding';
import type { Subject } from '../subject';
import { parameterNamesOf, placeOf, secretIdOf, secretsOfTask } from './secrets';
import { deniedCalls } from './simulation';

/** Whether ECS may decrypt those secrets of the task that a key of the customer encrypts. */
export async function checkSecretKeys(subject: Subject): Promise<Finding[]> {
  const found = secretsOfTask(subject.task).map(async (reference) => {
    try {
      return await checkKey(subject, reference);
    } catch (error) {
      const { result, detail } = unknownFor(error);
      return [{ result, detail: `the key of ${reference}: ${detail}` }];
    }
  });
  return (await Promise.all(found)).flat();
}

async function checkKey({ settings, job, task }: Subject, reference: string): Promise<Finding[]> {
  const key = await keyOf(settings, reference);
  const role = task.executionRoleArn;
  // AWS's own key of a service is open to whoever may read the secret.
  if (key === undefined || /(^|[:/])alias\/aws\//.test(key) || role === undefined) return [];
  const [, partition = '', , region = '', account = ''] = (task.taskDefinitionArn ?? '').split(':');
  if (key.includes('alias/')) {
    return job.secretKeyArns.length > 0
      ? [
          {
            result: 'unknown',
            detail: `${reference} is encrypted by ${key}; whether that is one of secretKeyArns cannot be told from an alias`,
          },
        ]
      : [
          {
            result: 'failed',
            detail: `${reference} is encrypted by ${key}, which ${role} may not use: write the ARN of the key into secretKeyArns, and deploy`,
          },
        ];
  }
  const arn = key.startsWith('arn:') ? key : `arn:${partition}:kms:${region}:${account}:key/${key}`;
  const denied = await deniedCalls(new IAMClient(awsClient(settings)), role, {
    actions: ['kms:Decrypt'],
    resources: [arn],
  });
  return denied.length === 0
    ? [{ result: 'ok', detail: `${reference} by ${arn}` }]
    : [
        {
          result: 'failed',
          detail: `${reference} is encrypted by ${arn}, which ${role} may not use: write it into secretKeyArns, and deploy`,
        },
      ];
}

/** As AWS names it: an ARN, an ID or an alias. Nothing for what is not there or not encrypted. */
async function keyOf(
  settings: Subject['settings'],
  reference: string,
): Promise<string | undefined> {
  if (reference.includes(':secretsmanager:')) {
    const client = new SecretsManagerClient(awsClient(placeOf(reference, settings)));
    try {
      const SecretId = secretIdOf(reference);
      return (await client.send(new DescribeSecretCommand({ SecretId }))).KmsKeyId;
    } catch (error) {
      // The check of secrets says so.
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }
  const client = new SSMClient(awsClient(placeOf(reference, settings)));
  const { Parameters: [parameter] = [] } = await client.send(
    new DescribeParametersCommand({
      ParameterFilters: [{ Key: 'Name', Values: parameterNamesOf(reference) }],
    }),
  );
  return parameter?.Type === 'SecureString' ? parameter.KeyId : undefined;
}
