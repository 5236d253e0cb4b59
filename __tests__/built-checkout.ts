import { cpSync, existsSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage } from '../package/build';

const root = join(__dirname, '..');

/** What is not of the package and makes a project of it. */
const project = ['cdktf.json', 'config.ts', 'main.ts', 'package.json', 'tsconfig.json'];

/**
 * Called once before the tests of a run, or a benchmark: where the first that needs it is to make it.
 *
 * @returns what removes it
 */
export function placeForCheckout(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'fargate-cron-built-'));
  process.env['BUILT_CHECKOUT'] = join(folder, 'checkout');
  return () => {
    rmSync(folder, { recursive: true });
  };
}

/**
 * This project with the command and the stacks as the package has them, for all tests of a run: where
 * they are TypeScript, each start of the command translates them anew, a third of its time. Nobody
 * writes there.
 */
export function builtCheckout(): string {
  const folder = process.env['BUILT_CHECKOUT'];
  if (folder === undefined) throw new Error('call placeForCheckout() before');
  if (existsSync(folder)) return folder;
  const own = `${folder}-${process.pid}`;
  buildPackage(own, false);
  for (const file of project) cpSync(join(root, file), join(own, file));
  symlinkSync(join(root, 'node_modules'), join(own, 'node_modules'));
  try {
    renameSync(own, folder);
  } catch (error) {
    // Another worker was faster.
    if (!existsSync(folder)) throw error;
    rmSync(own, { recursive: true });
  }
  return folder;
}
