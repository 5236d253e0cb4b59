import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stopLocalAws } from './local-aws';
import { pluginLinks } from './plugin-mirror';
import { cliConfigFile } from './terraform';

/** Where the demo puts its copy of the data bucket. */
export function dataCopyOf(directory: string): string {
  return join(directory, '.fargate-cron', 'data');
}

/**
 * Stops the demo's local AWS and removes what the demo wrote. Its folder also holds the local states
 * of other environments and the tools that were installed, which stay.
 *
 * @param directory the project's folder
 */
export async function removeDemo(directory: string): Promise<void> {
  await stopLocalAws(directory);
  rmSync(dataCopyOf(directory), { recursive: true, force: true });
  rmSync(cliConfigFile(directory), { force: true });
  rmSync(pluginLinks(directory), { recursive: true, force: true });
  removeIfEmpty(join(directory, '.fargate-cron', 'state'));
  removeIfEmpty(join(directory, '.fargate-cron'));
}

function removeIfEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}
