import { accountOfRole } from '../rules/iam';
import { kindOf, type StackName } from './outputs';
import type { Settings } from './settings';

export type State = Settings['state'];
export type StateKind = State['backend'];
/** The state of one kind of backend. */
export type StateOf<Kind extends StateKind> = Extract<State, { backend: Kind }>;

/** Where a stack's state is kept. */
export function stateOf({ state, stateOf }: Settings, stack: StackName): State {
  return stateOf[kindOf(stack)] ?? state;
}

/** Where a stack's state lies on this disk, relative to the checkout. */
export function stateFile({ environment }: Settings, stack: StackName): string {
  return `.fargate-cron/state/${environment}/${stack}.tfstate`;
}

/** Where a stack's state lies in an object store. */
export function stateKey({ project, environment }: Settings, stack: StackName): string {
  return `${project}/${environment}/${stack}`;
}

/** Where a stack's state lies in S3. */
export function stateObject(
  settings: Settings,
  state: StateOf<'s3'>,
  stack: StackName,
): { bucket: string; key: string; region: string } {
  return {
    bucket: state.bucket,
    key: `${state.keyPrefix === undefined ? '' : `${state.keyPrefix}/`}${stateKey(settings, stack)}.tfstate`,
    region: state.region ?? settings.region,
  };
}

/** The account that has the state of this kind; nothing where that is not known. */
export function stateAccount(
  { accountId, deployRoleArn }: Settings,
  { roleArn }: StateOf<'s3'>,
): string | undefined {
  if (roleArn !== undefined) return accountOfRole(roleArn);
  // Who assumes a role to deploy may be of an account of their own, and the state with them.
  return deployRoleArn === undefined ? accountId : undefined;
}

/** What a stack's state is called where names know no folders. */
export function stateName({ prefix }: Settings, stack: StackName): string {
  return `${prefix}-${stack}`;
}
