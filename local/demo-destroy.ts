import config from '../config';
import { loadSettings } from '../stacks/settings/load-settings';
import { removeDemo } from './demo-files';
import { countResources, destroyStacks } from './deployment';
import { startLocalAws } from './local-aws';
import { localEnvironment } from './terraform';
import { terraformBinary } from './tools/terraform-binary';

const directory = process.cwd();

/** Destroys the demo's stacks, stops the local AWS it started and removes what it wrote. */
async function destroy(): Promise<void> {
  const resources = Object.values(countResources(directory)).reduce((sum, count) => sum + count, 0);
  if (resources > 0) {
    await terraformBinary(directory, { say: console.log });
    const aws = await startLocalAws(directory);
    // A local AWS that had to be started anew holds nothing, and its state went with the old one.
    if (Object.values(countResources(directory)).some((count) => count > 0)) {
      await destroyStacks({
        directory,
        env: localEnvironment(directory, aws.endpoint, loadSettings(config, process.env).region),
        onLine: console.log,
      });
    }
  }
  await removeDemo(directory);
  console.log('Nothing is left of the demo.');
}

destroy().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
