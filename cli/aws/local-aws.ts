import { localAwsLeft } from '../../local/local-aws-left';
import { localVariables } from '../../local/terraform';
import type { Settings } from '../../stacks/settings/settings';
import { projectFolder } from '../deployed/project';
import { Failure } from '../failure';

/**
 * Lets a verb of the environment `local` ask the AWS that the demo left running. `AWS_ENDPOINT_URL`
 * goes before it.
 *
 * @throws Failure when it does not run any more: what the credentials of the shell reach instead, such
 * as a real account, is not what was deployed
 */
export async function askLocalAws(env = process.env): Promise<void> {
  if ((env['FARGATE_CRON_ENV'] ?? 'local') !== 'local' || given(env['AWS_ENDPOINT_URL'])) return;
  const directory = projectFolder();
  const left = await localAwsLeft(directory);
  if (left === undefined) return;
  if (!left.answers) {
    throw new Failure(
      `the demo's local AWS at ${left.endpoint} does not run any more: npx fargate-cron demo starts another, npx fargate-cron demo --destroy forgets it`,
    );
  }
  for (const [name, value] of Object.entries(localVariables(directory, left.endpoint))) {
    if (value === undefined) Reflect.deleteProperty(env, name);
    else env[name] = value;
  }
  console.error(`asking the demo's local AWS at ${left.endpoint}`);
}

/** Where the demo's local AWS answers, if that is what is asked. */
export async function demoEndpoint(
  { environment, folder }: Pick<Settings, 'environment' | 'folder'>,
  env = process.env,
): Promise<string | undefined> {
  if (environment !== 'local') return undefined;
  const left = await localAwsLeft(folder);
  return left?.endpoint === env['AWS_ENDPOINT_URL'] ? left?.endpoint : undefined;
}

function given(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
