/** States by name, in the words of the Amazon States Language with JSONata. */
export type States = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * What a definition needs to know of its surroundings. At synth most of it are Terraform references;
 * a test that executes a definition gives plain values.
 */
export interface Surroundings {
  /** What ARNs have after `arn:`. */
  readonly partition: string;
  readonly clusterArn: string;
  readonly taskDefinitionArn: string;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  /** `ENABLED` or `DISABLED`. */
  readonly assignPublicIp: string;
  /** Bucket of the claims. */
  readonly bucket: string;
  /** Whether its objects are locked when they are written. */
  readonly locked: boolean;
  /** ARNs of the state machines of the jobs that run after this one, by job. */
  readonly followers: Readonly<Record<string, string>>;
  /** What the keys of the job's claims, notes and plans begin with. */
  readonly runs: string;
}

/**
 * The `Resource` of a state that calls a service.
 *
 * @param action the service and what it does: `ecs:runTask.sync`, `aws-sdk:s3:putObject`
 */
export function integration(partition: string, action: string): string {
  return `arn:${partition}:states:::${action}`;
}

/** A JSONata expression, marked as one and on one line. */
export function jsonata(expression: string): string {
  return `{% ${expression.replaceAll(/\s*\n\s*/g, ' ')} %}`;
}

/**
 * What S3 asks of who writes to a bucket that locks its objects.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export function checksum({ locked }: Pick<Surroundings, 'locked'>) {
  return locked ? { ChecksumAlgorithm: 'SHA256' } : {};
}

/** For calls of AWS that fail in passing: a throttled request, a connection that broke. */
export const retryCall = { ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 1, MaxAttempts: 2 };
