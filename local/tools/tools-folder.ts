import { join } from 'node:path';

/** Where the tools of a checkout lie that were installed because the machine lacks them. */
export function toolsFolder(directory: string): string {
  return join(directory, '.fargate-cron', 'tools');
}
