import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** What holds this package's own files: the repository, or the `dist/` that npm installed, laid out alike. */
export const packageFolder = join(__dirname, '..', '..');

const installed = join('node_modules', 'fargate-cron', 'dist');

/**
 * The same folder as seen from a project, in a form that is the same on every machine: what a package
 * manager puts behind `node_modules/fargate-cron` is named by a hash.
 */
export function packageFolderFrom(project: string): string {
  const path = relative(project, packageFolder);
  if (!path.startsWith('..') && !path.includes('node_modules')) return path;
  for (let folder = project; ; folder = dirname(folder)) {
    const found = join(folder, installed);
    if (existsSync(found)) return relative(project, found);
    if (folder === dirname(folder)) return path;
  }
}
