import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { awsClient } from '../../aws/aws-client';
import { orNothing } from '../../aws/aws-errors';
import type { Settings } from '../../../stacks/settings/settings';
import type { Subject } from '../subject';
import type { Finding } from '../finding';

/** Whether the secrets of the task exist. Their values are not read. */
export async function checkSecrets({ settings, task }: Subject): Promise<Finding[]> {
  const unique = secretsOfTask(task);
  if (unique.length === 0) return [{ result: 'ok', detail: 'it has none' }];
  return Promise.all(
    unique.map((reference) =>
      reference.includes(':secretsmanager:')
        ? checkSecret(new SecretsManagerClient(awsClient(placeOf(reference, settings))), reference)
        : checkParameter(reference, settings),
    ),
  );
}

/** What ECS reads before a task starts, each once. It keeps no order of them. */
export function secretsOfTask({ containerDefinitions = [] }: TaskDefinition): string[] {
  return [...new Set(containerDefinitions.flatMap(secretsOf))].sort();
}

/** The secret itself: what follows the seventh part of its ARN chooses a key or a version in it. */
export function secretIdOf(reference: string): string {
  return reference.split(':').slice(0, 7).join(':');
}

/** What ECS reads for a container before it starts: its secrets, and how to pull its image. */
export function secretsOf({ secrets = [], repositoryCredentials }: ContainerDefinition): string[] {
  return [
    repositoryCredentials?.credentialsParameter,
    ...secrets.map(({ valueFrom }) => valueFrom),
  ].filter((reference) => reference !== undefined);
}

/** The names that a parameter may have. The ARN of one without a path has a slash that its name lacks. */
export function parameterNamesOf(reference: string): [string, ...string[]] {
  if (!reference.startsWith('arn:')) return [reference];
  const path = reference.replace(/^.*:parameter/, '');
  return path.lastIndexOf('/') === 0 ? [path, path.slice(1)] : [path];
}

/** Where a secret is: an ARN may name another region than the project's. */
export function placeOf(reference: string, settings: Settings): Settings {
  const [, region] = /^arn:[^:]+:(?:secretsmanager|ssm):([^:]+):/.exec(reference) ?? [];
  return { ...settings, region: region ?? settings.region };
}

async function checkSecret(client: SecretsManagerClient, reference: string): Promise<Finding> {
  const SecretId = secretIdOf(reference);
  try {
    const { DeletedDate: deleted } = await client.send(new DescribeSecretCommand({ SecretId }));
    return deleted === undefined
      ? { result: 'ok', detail: SecretId }
      : { result: 'failed', detail: `${SecretId} is scheduled for deletion: restore it` };
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') {
      return { result: 'failed', detail: `${SecretId} does not exist: create it` };
    }
    throw error;
  }
}

async function checkParameter(reference: string, settings: Settings): Promise<Finding> {
  const names = parameterNamesOf(reference);
  const { InvalidParameters: invalid = [] } = await new SSMClient(
    awsClient(placeOf(reference, settings)),
  ).send(new GetParametersCommand({ Names: names, WithDecryption: false }));
  const name = names.find((each) => !invalid.includes(each));
  if (name !== undefined) return { result: 'ok', detail: name };
  const missing = `the parameter ${names[0]} does not exist`;
  const secret = reference.startsWith('arn:') ? undefined : await secretNamed(reference, settings);
  return {
    result: 'failed',
    detail:
      secret === undefined
        ? `${missing}: create it`
        : `${missing}, but a secret of that name does in Secrets Manager: write its ARN ${secret}`,
  };
}

/**
 * The ARN of a secret that has the name of a parameter: ECS takes a name without an ARN for a parameter's.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html
 *
 * @returns nothing where it may not be looked for
 */
async function secretNamed(SecretId: string, settings: Settings): Promise<string | undefined> {
  const client = new SecretsManagerClient(awsClient(settings));
  const found = await orNothing(client.send(new DescribeSecretCommand({ SecretId })));
  return found?.DeletedDate === undefined ? found?.ARN : undefined;
}
