import type { JobSettings } from './settings';

/** The TCP port of EFS, which tasks may connect to where a job has a volume there. */
export const nfsPort = 2049;

/** Whether a job has a volume in EFS. */
export function usesEfs(jobs: readonly JobSettings[]): boolean {
  return jobs.some(({ volumes }) => volumes.some(({ efs }) => efs !== undefined));
}
