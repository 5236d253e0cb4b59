import { relative, resolve, sep } from 'node:path';

/** A folder as `config.ts` writes it, from its own on. */
export function folderFrom(project: string, path: string): string {
  const way = relative(project, resolve(path)).split(sep).join('/');
  return way.startsWith('..') ? way : `./${way}`;
}
