import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import type { Construct } from 'constructs';
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
 * The pattern of tasks that come to a status.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 *
 * @param group whose tasks; all of the cluster when not given
 * @param more what else is asked of a task
 */
export function taskPattern(
  clusterArn: string,
  group: readonly string[] | undefined,
  lastStatus: readonly string[],
  more: object | false = false,
): string {
  return JSON.stringify({
    source: ['aws.ecs'],
    'detail-type': ['ECS Task State Change'],
    detail: {
      clusterArn: [clusterArn],
      ...(group !== undefined && { group }),
      lastStatus,
      ...more,
    },
  });
}

/** Rules with an id and a name, of which the second and later ones are numbered. */
export function numberedRules(
  scope: Construct,
  id: string,
  { name, description }: { readonly name: string; readonly description: string },
  patterns: readonly string[],
): CloudwatchEventRule[] {
  return patterns.map((eventPattern, index) => {
    // No job's name has an underscore, so that no rule's name is a job's.
    const further = index === 0 ? '' : `_${index + 1}`;
    return new CloudwatchEventRule(scope, `${id}${further}`, {
      name: `${name}${further}`,
      description,
      eventPattern,
    });
  });
}

/**
 * Patterns of all our tasks: one, or on a cluster that others use, too, as many as name the groups of our
 * tasks. Each is named: what begins with `family:acme-prod-` may be of `acme-prod-eu`, and nothing else in
 * an event says whose a task is.
 */
export function taskPatterns(
  settings: Settings,
  clusterArn: string,
  patternOf: (clusterArn: string, groups?: readonly string[]) => string,
): string[] {
  const { existing, jobs, prefix } = settings;
  const name = existing.cluster;
  if (name === undefined) return [patternOf(clusterArn)];
  const groups = jobs
    .filter((job) => job.name === job.task)
    .map((job) => `family:${prefix}-${job.name}`);
  return byPattern(settings, groups, (some, surroundings) =>
    patternOf(arnOf('aws_ecs_cluster', { name }, surroundings), some),
  ).map((some) => patternOf(clusterArn, some));
}
