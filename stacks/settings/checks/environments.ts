import { formatPath, type Problem } from '../../config/config-error';
import { alarmRuleNames } from '../../rules/alarm-rules';
import { imagesOf, type StackImage } from '../images';
import type { Settings } from '../settings';

/** A name that an environment makes or imports, and what in `config.ts` it comes from. */
interface Made {
  readonly settings: Settings;
  /** Nothing for what is one in the whole account. */
  readonly region?: string | undefined;
  readonly kind: string;
  readonly name: string;
  readonly path: readonly PropertyKey[];
}

/**
 * What two environments both would make in one account: environment `prod` with a job `eu-report` and
 * environment `prod-eu` with a job `report` have roles of the same names, which IAM has once only,
 * whatever the region.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 */
export function meetingNameProblems(environments: readonly Settings[]): Problem[] {
  const prefixes = meetingProblems(environments.map(prefixOf));
  // All other names of these two would meet as well.
  return prefixes.length > 0 ? prefixes : meetingProblems(environments.flatMap(namesOf));
}

function meetingProblems(all: readonly Made[]): Problem[] {
  const byName = new Map<string, Made[]>();
  for (const made of all) {
    const key = `${made.kind} ${made.name}`;
    byName.set(key, [...(byName.get(key) ?? []), made]);
  }
  const problems = new Map<string, Problem>();
  for (const [first, ...others] of byName.values()) {
    for (const other of others) {
      if (first === undefined || !meet(first, other)) continue;
      const places = [
        first.settings.environment,
        formatPath(first.path),
        other.settings.environment,
        formatPath(other.path),
      ];
      // Two jobs whose roles meet have more names that do.
      if (!problems.has(places.join())) {
        problems.set(places.join(), { path: other.path, text: textOf(other, first) });
      }
    }
  }
  return [...problems.values()];
}

function meet(one: Made, other: Made): boolean {
  const same = (a?: string, b?: string) => a === undefined || b === undefined || a === b;
  return (
    one.settings !== other.settings &&
    same(one.settings.accountId, other.settings.accountId) &&
    same(one.region, other.region)
  );
}

function textOf(made: Made, first: Made): string {
  const { kind, name, settings } = made;
  const known = settings.accountId !== undefined && first.settings.accountId !== undefined;
  return [
    `must not make a ${kind} "${name}" in environment "${settings.environment}", as ${formatPath(first.path)} does in "${first.settings.environment}"; write another name`,
    ...(known ? [] : ['or the accountId of both environments, if these differ']),
  ].join(', ');
}

function prefixOf(settings: Settings): Made {
  const path = ['environments', settings.environment, 'names', 'prefix'];
  return { settings, kind: 'prefix', name: settings.prefix, path };
}

function namesOf(settings: Settings): Made[] {
  const { environment, prefix, logGroupPath, region, existing, imports, alarms, jobs } = settings;
  const global = (kind: string, name: string, ...path: PropertyKey[]): Made => ({
    settings,
    kind,
    name,
    path,
  });
  const regional = (kind: string, name: string, ...path: PropertyKey[]): Made => ({
    ...global(kind, name, ...path),
    region,
  });
  const importsPath = ['environments', environment, 'imports'];
  const { cluster, repository } = imports;
  const made = existing.repository === undefined ? imagesOf(settings) : [];
  const repositories = made.map((image) =>
    image.built === undefined && repository !== undefined
      ? regional('repository', repository, ...importsPath, 'repository')
      : regional('repository', image.repository, ...placeOf(settings, image)),
  );
  return [
    ...jobs.map(({ name }, index) =>
      global('role', `${prefix}-${name}-schedule`, 'jobs', index, 'name'),
    ),
    ...(alarms === undefined ? [] : alarmRuleNames).map((name) =>
      regional('rule', `${prefix}-${name}`, 'environments', environment),
    ),
    ...jobs.flatMap(({ name, trigger }, index) =>
      trigger === 'rule' ? [regional('rule', `${prefix}-${name}`, 'jobs', index, 'name')] : [],
    ),
    // Buckets have their names to themselves in all of AWS.
    ...(imports.dataBucket === undefined
      ? []
      : [global('bucket', imports.dataBucket, ...importsPath, 'dataBucket')]),
    ...repositories,
    regional('path of log groups', logGroupPath, 'environments', environment, 'names', 'logGroups'),
    ...(cluster === undefined ? [] : [regional('cluster', cluster, ...importsPath, 'cluster')]),
    ...Object.entries(imports.logGroups).map(([job, name]) =>
      regional('log group', name, ...importsPath, 'logGroups', job),
    ),
  ];
}

/** Where the name of an image comes from: its job, or the image of jobs without one. */
function placeOf({ image, jobs }: Settings, { built, jobs: running }: StackImage): PropertyKey[] {
  const [job] = running;
  return job === undefined || job.image === image
    ? [built === undefined ? 'project' : 'image']
    : ['jobs', jobs.indexOf(job), 'image'];
}
