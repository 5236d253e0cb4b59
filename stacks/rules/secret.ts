import { ecrRepositoryOf } from './image-reference';

/** Where the value of a secret is kept. */
export interface Secret {
  readonly service: 'secretsmanager' | 'ssm';
  /** ARN of the secret or parameter, without the part of it that is wanted. */
  readonly arn?: string;
  /** Name of the parameter, where no ARN was given. */
  readonly parameter?: string;
}

const secretArn =
  /^(arn:aws[\w-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6})(:[^:]*:[^:]*:[^:]*)?$/;
const parameterArn = /^arn:aws[\w-]*:ssm:[a-z0-9-]+:\d{12}:parameter\/[\w./-]+$/;
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
const parameterName = /^(\/[\w.-]+){1,15}$|^[\w.-]+$/;

/**
 * Reads what ECS calls `valueFrom`.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 */
export function parseSecret(valueFrom: string): Secret | undefined {
  const [, arn] = secretArn.exec(valueFrom) ?? [];
  if (arn !== undefined) return { service: 'secretsmanager', arn };
  if (parameterArn.test(valueFrom)) return { service: 'ssm', arn: valueFrom };
  return parameterName.test(valueFrom) ? { service: 'ssm', parameter: valueFrom } : undefined;
}

export function secretProblems(valueFrom: string): string[] {
  if (parseSecret(valueFrom) === undefined) {
    return [
      `must be the ARN of a Secrets Manager secret with its six last characters (…:secret:vendor-key-AbCdEf, and :<json key>:: may follow), the ARN of an SSM parameter or its name (/vendor/key), got "${valueFrom}"`,
    ];
  }
  const [, , stage, version] = secretArn.exec(valueFrom)?.[2]?.split(':') ?? [];
  return stage && version
    ? [`must name a version stage or a version ID, not both, got "${valueFrom}"`]
    : [];
}

/**
 * @param image the image that they are for; in ECR, as the crawler's is, when not set
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html
 */
export function registryCredentialsProblems(arn: string, image: string | undefined): string[] {
  if (image === undefined || ecrRepositoryOf(image) !== undefined) {
    return [
      `must be left out for an image in ECR, which the job may pull by its role, got "${arn}"`,
    ];
  }
  const secret = parseSecret(arn);
  return secret?.service === 'secretsmanager' && secret.arn === arn
    ? []
    : [
        `must be the ARN of a Secrets Manager secret with its six last characters (…:secret:registry-AbCdEf) and nothing after them, got "${arn}"`,
      ];
}
