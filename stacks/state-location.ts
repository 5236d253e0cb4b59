import type { StackId } from './outputs';
import type { Settings } from './settings';

type S3State = Extract<Settings['state'], { backend: 's3' }>;

/** Where a stack's state lies on this disk, relative to the checkout. */
export function stateFile({ environment }: Settings, stack: StackId): string {
  return `.fargate-cron/state/${environment}/${stack}.tfstate`;
}

/** Where a stack's state lies in S3. */
export function stateObject(
  { project, environment, region }: Settings,
  state: S3State,
  stack: StackId,
): { bucket: string; key: string; region: string } {
  return {
    bucket: state.bucket,
    key: `${project}/${environment}/${stack}.tfstate`,
    region: state.region ?? region,
  };
}
