import type { Settings } from './settings';
import type { DataSettings } from './task';

type Place = Pick<Settings, 'existing' | 'project' | 'environment'>;

/**
 * What all keys of an environment begin with: nothing in a bucket of its own, and in one that others
 * keep a folder, with a slash at the end.
 */
export function dataFolder({ existing, project, environment }: Place): string {
  return existing.dataBucket === undefined ? '' : `${project}/${environment}/`;
}

/** The folder that a job is let into, without a slash at the end; nothing for the whole bucket. */
export function dataPrefix(place: Place, { prefix = '' }: DataSettings): string | undefined {
  const folder = `${dataFolder(place)}${prefix}`.replace(/\/$/, '');
  return folder === '' ? undefined : folder;
}
