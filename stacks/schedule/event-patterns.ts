import { arnOf, type Surroundings } from '../rules/arns';
import { partitionOf } from '../rules/partition';
import { eventPatternLimit } from '../rules/text-limits';
import type { Settings } from '../settings/settings';

/**
 * Values that event patterns name, as many in each as it has room for.
 *
 * @param patternOf a pattern in such surroundings that it is as long as the real one
 */
export function byPattern(
  { region }: Settings,
  values: readonly string[],
  patternOf: (values: readonly string[], surroundings: Surroundings) => string,
): string[][] {
  // Of the account only the length is known, which is always the same.
  const surroundings = { accountId: '0'.repeat(12), region, partition: partitionOf(region) };
  const patterns: string[][] = [];
  for (const value of values) {
    const last = patterns.at(-1);
    const fits = (some: readonly string[]) =>
      patternOf(some, surroundings).length <= eventPatternLimit.most;
    if (last !== undefined && fits([...last, value])) last.push(value);
    else patterns.push([value]);
  }
  return patterns;
}

/**
 * The groups of our tasks by pattern on a cluster that others use, too; none on one of our own. Each is
 * named: what begins with `family:acme-prod-` may be of `acme-prod-eu`, and nothing else in an event says
 * whose a task is.
 */
export function groupsByPattern(
  settings: Settings,
  patternOf: (clusterArn: string, groups: readonly string[]) => string,
): string[][] {
  const { existing, jobs, prefix } = settings;
  const name = existing.cluster;
  if (name === undefined) return [];
  const groups = jobs
    .filter((job) => job.name === job.task)
    .map((job) => `family:${prefix}-${job.name}`);
  return byPattern(settings, groups, (some, surroundings) =>
    patternOf(arnOf('aws_ecs_cluster', { name }, surroundings), some),
  );
}
