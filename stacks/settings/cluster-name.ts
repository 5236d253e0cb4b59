import type { Settings } from './settings';

/** The cluster that tasks run on: somebody else's, one that was imported, or the project's own. */
export function clusterName({
  existing,
  imports,
  prefix,
}: Pick<Settings, 'existing' | 'imports' | 'prefix'>): string {
  return existing.cluster ?? imports.cluster ?? prefix;
}
