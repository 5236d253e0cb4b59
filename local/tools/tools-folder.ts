import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Where the tools of a checkout lie that were installed because the machine lacks them. */
export function toolsFolder(directory: string): string {
  return join(directory, '.fargate-cron', 'tools');
}

/**
 * Gives a tool that was installed under a passing name its own, where it is found. A folder of that
 * name that is not empty refuses it: another command was faster, or the tool was removed from it.
 *
 * @param program what is there once the tool is
 */
export function putInPlace(partial: string, folder: string, program: string): void {
  try {
    renameSync(partial, folder);
  } catch {
    if (existsSync(program)) return;
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  }
}
