import type { Settings } from '../stacks/settings/settings';
import { removeDemo } from './demo-files';
import { countResources, destroyStacks } from './deployment';
import { startLocalAws } from './local-aws';
import { localEnvironment } from './terraform';
import { terraformBinary } from './tools/terraform-binary';

/**
 * Destroys the demo's stacks, stops the local AWS it started and removes what it wrote.
 *
 * @param directory the project's folder
 * @param load asked for the settings where something stands
 */
export async function destroyDemo(
  directory: string,
  load: () => Pick<Settings, 'region'>,
): Promise<void> {
  const resources = Object.values(countResources(directory)).reduce((sum, count) => sum + count, 0);
  if (resources > 0) {
    const { region } = load();
    await terraformBinary(directory, { say: console.log });
    const aws = await startLocalAws(directory);
    // A local AWS that had to be started anew holds nothing, and its state went with the old one.
    if (Object.values(countResources(directory)).some((count) => count > 0)) {
      const env = localEnvironment(directory, aws.endpoint, region);
      await destroyStacks({ directory, env, onLine: console.log });
    }
  }
  await removeDemo(directory);
  console.log('Nothing is left of the demo.');
}
