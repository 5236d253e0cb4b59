import { cpSync, existsSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { toolsFolder } from '../../local/tools/tools-folder';
import { builtCheckout } from '../built-checkout';

/** The text of a `config.ts` with other jobs, each as it would be written there. */
export function withJobs(config: string, ...jobs: readonly string[]): string {
  const list = /jobs: \[[^]*?\],\n\n/;
  if (!list.test(config)) throw new Error('the configuration has no list of jobs');
  return config.replace(list, `jobs: [${jobs.join(', ')}],\n\n`);
}

/**
 * Copies the project to a new temporary folder, so that a test has a local AWS, a state and an
 * output folder of its own and never meets those of the demo.
 */
export function copyCheckout(): string {
  const copy = mkdtempSync(join(tmpdir(), 'fargate-cron-e2e-'));
  cpSync(builtCheckout(), copy, { recursive: true });
  shareTools(copy);
  return copy;
}

/** Lets a folder that has no tools use those that were installed for the project. */
export function shareTools(folder: string): void {
  const tools = toolsFolder(join(__dirname, '..', '..'));
  if (!existsSync(tools) || existsSync(toolsFolder(folder))) return;
  mkdirSync(dirname(toolsFolder(folder)), { recursive: true });
  symlinkSync(tools, toolsFolder(folder));
}
