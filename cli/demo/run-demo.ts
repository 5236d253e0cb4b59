import { demo } from '../../local/demo';
import { destroyDemo } from '../../local/demo-destroy';
import { missingPackage } from '../../stacks/settings/optional-packages';
import { loadProject, projectFolder } from '../deployed/project';
import { Failure } from '../failure';
import { UsageError } from '../usage-error';

export interface DemoVerbOptions {
  readonly destroy?: true;
  readonly realVendor?: true;
  readonly env?: string;
}

/** Runs the demo of the environment `local`, whichever `FARGATE_CRON_ENV` names, or destroys it. */
export async function runDemo({ destroy, realVendor, env }: DemoVerbOptions): Promise<void> {
  if (env !== undefined && env !== 'local') {
    throw new UsageError(`the demo is of the environment local alone, got --env ${env}`);
  }
  process.env['FARGATE_CRON_ENV'] = 'local';
  if (destroy === true) {
    await orFail(() => destroyDemo(projectFolder(), loadProject));
    return;
  }
  const settings = loadProject();
  const fine = await orFail(() => demo({ settings, realVendor: realVendor === true }));
  if (!fine) process.exitCode = 1;
}

/** What Terraform, the engine or the local AWS said is for people; where in the code it was said is not. */
async function orFail<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Error ? new Failure(missingPackage(error) ?? error.message) : error;
  }
}
