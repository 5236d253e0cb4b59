import type { Secret } from '@aws-sdk/client-ecs';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { GetParametersCommand } from '@aws-sdk/client-ssm';
import type { LocalClients } from './aws';
import type { Call } from '../../stacks/testing/permissions';

/** Where ECS finds the value of one secret of a container. */
type Place =
  | { readonly kind: 'parameter'; readonly arn: string }
  | {
      readonly kind: 'secret';
      readonly arn: string;
      /** Key in the secret's JSON; the whole secret without one. */
      readonly key?: string;
      readonly stage?: string;
      readonly version?: string;
    };

/**
 * Reads `valueFrom` as ECS does: the ARN of a secret, which may go on with a JSON key, a stage and a
 * version, or the ARN or just the name of a parameter in the task's own account and region.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html
 *
 * @param ecsArn `arn:aws:ecs:<region>:<account>` of the task
 */
function placeOf(valueFrom: string, ecsArn: string): Place {
  if (!valueFrom.startsWith('arn:')) {
    const arn = `${ecsArn.replace(':ecs:', ':ssm:')}:parameter/${valueFrom.replace(/^\//, '')}`;
    return { kind: 'parameter', arn };
  }
  const parts = valueFrom.split(':');
  if (parts[2] === 'ssm') return { kind: 'parameter', arn: valueFrom };
  const [key, stage, version] = parts.slice(7);
  return {
    kind: 'secret',
    arn: parts.slice(0, 7).join(':'),
    ...(key && { key }),
    ...(stage && { stage }),
    ...(version && { version }),
  };
}

/** The calls that the execution role must be allowed to make for a container's secrets. */
export function secretCalls(secrets: readonly Secret[], ecsArn: string): Call[] {
  return secrets.map(({ valueFrom = '' }) => {
    const { kind, arn } = placeOf(valueFrom, ecsArn);
    const action = kind === 'parameter' ? 'ssm:GetParameters' : 'secretsmanager:GetSecretValue';
    return { action, resource: arn };
  });
}

/**
 * The values of a container's secrets by the name of their environment variable.
 *
 * @throws when one cannot be had: ECS would not start the task either
 */
export async function readSecrets(
  clients: LocalClients,
  secrets: readonly Secret[],
  ecsArn: string,
): Promise<Record<string, string>> {
  const values = secrets.map(async ({ name = '', valueFrom = '' }) => {
    const value = await readValue(clients, placeOf(valueFrom, ecsArn));
    if (value === undefined) {
      throw new Error(`the secret ${name} cannot be had: there is nothing at ${valueFrom}`);
    }
    return [name, value] as const;
  });
  return Object.fromEntries(await Promise.all(values));
}

async function readValue(
  { ssm, secrets }: LocalClients,
  place: Place,
): Promise<string | undefined> {
  if (place.kind === 'parameter') {
    // A parameter in a folder has a name that begins with a slash, and its ARN does not show it.
    const name = place.arn.split(':parameter/')[1] ?? '';
    const { Parameters = [] } = await ssm.send(
      new GetParametersCommand({
        Names: [name.includes('/') ? `/${name}` : name],
        WithDecryption: true,
      }),
    );
    return Parameters[0]?.Value;
  }
  const { SecretString: text } = await secrets.send(
    new GetSecretValueCommand({
      SecretId: place.arn,
      VersionStage: place.stage,
      VersionId: place.version,
    }),
  );
  if (text === undefined || place.key === undefined) return text;
  const value = (JSON.parse(text) as Record<string, unknown>)[place.key];
  return typeof value === 'string' ? value : undefined;
}
