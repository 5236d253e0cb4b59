import { wholeNumberProblems } from './whole-number';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html */
export function taskCountProblems(count: number): string[] {
  return wholeNumberProblems(count, 1, 10, 'tasks a firing');
}

/**
 * Volumes on EFS and disks above 20 GiB came with 1.4.0; there is no reason to ask for an older one.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html
 */
export function platformVersionProblems(version: string): string[] {
  const [, major = 0, minor = 0] = (/^(\d+)\.(\d+)\.\d+$/.exec(version) ?? []).map(Number);
  return version === 'LATEST' || major > 1 || (major === 1 && minor >= 4)
    ? []
    : [`must be LATEST or a version of at least 1.4.0, got "${version}"`];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
export function userProblems(user: string): string[] {
  return /^[\w.-]+(:[\w.-]+)?$/.test(user)
    ? []
    : [`must be a user or user:group, by name or number, got "${user}"`];
}

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
const mostContainers = 10;

export function containerCountProblems(count: number): string[] {
  return count <= mostContainers
    ? []
    : [
        `must leave a task at most ${mostContainers} containers, the job's own included, got ${count}`,
      ];
}
