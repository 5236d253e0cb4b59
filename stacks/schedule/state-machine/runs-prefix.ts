import { claimsFolder } from '../../rules/data';
import type { JobSettings } from '../../settings/settings';

/** What the keys of a job's claims, notes and plans begin with. */
export function runsPrefix(job: JobSettings): string {
  return `${claimsFolder}/job=${job.name}/`;
}
