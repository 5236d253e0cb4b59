import { claimsFolder } from '../../rules/data';
import { dataFolder } from '../../settings/data-folder';
import type { JobSettings, Settings } from '../../settings/settings';

/** What the keys of a job's claims, notes and plans begin with. */
export function runsPrefix(
  job: JobSettings,
  settings: Pick<Settings, 'existing' | 'project' | 'environment'>,
): string {
  return `${dataFolder(settings)}${claimsFolder}/job=${job.name}/`;
}
