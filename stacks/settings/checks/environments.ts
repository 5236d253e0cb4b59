import type { Config, EnvironmentConfig } from '../../config/config';
import { formatPath, type Problem } from '../../config/config-error';
import { rulesOfAlarms } from './job';

/** A name that an environment makes or imports, and what in `config.ts` it comes from. */
interface Made {
  readonly environment: string;
  readonly config: EnvironmentConfig;
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
export function meetingNameProblems(config: Config): Problem[] {
  const byName = new Map<string, Made[]>();
  for (const made of Object.entries(config.environments).flatMap(namesOf(config))) {
    const key = `${made.kind} ${made.name}`;
    byName.set(key, [...(byName.get(key) ?? []), made]);
  }
  const problems = new Map<string, Problem>();
  for (const [first, ...others] of byName.values()) {
    for (const other of others) {
      if (first === undefined || !meet(first, other)) continue;
      const places = [
        first.environment,
        formatPath(first.path),
        other.environment,
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
    one.environment !== other.environment &&
    same(one.config.accountId, other.config.accountId) &&
    same(one.region, other.region)
  );
}

function textOf(made: Made, first: Made): string {
  const { kind, name, environment } = made;
  const known = made.config.accountId !== undefined && first.config.accountId !== undefined;
  return [
    `must not make a ${kind} "${name}" in environment "${environment}", as ${formatPath(first.path)} does in "${first.environment}"; write another name`,
    ...(known ? [] : ['or the accountId of both environments, if these differ']),
  ].join(', ');
}

function namesOf({ project, jobs, region: shared = 'us-east-1', alarms }: Config) {
  return ([environment, config]: [string, EnvironmentConfig]): Made[] => {
    const prefix = `${project}-${environment}`;
    const { region = shared, imports = {} } = config;
    const global = (kind: string, name: string, ...path: PropertyKey[]): Made => ({
      environment,
      config,
      kind,
      name,
      path,
    });
    const regional = (kind: string, name: string, ...path: PropertyKey[]): Made => ({
      ...global(kind, name, ...path),
      region,
    });
    const imported = (['repository', 'cluster'] as const).flatMap((kind) => {
      const name = imports[kind];
      return name === undefined
        ? []
        : [regional(kind, name, 'environments', environment, 'imports', kind)];
    });
    return [
      ...jobs.map(({ name }, index) =>
        global('role', `${prefix}-${name}-schedule`, 'jobs', index, 'name'),
      ),
      ...((config.alarms ?? alarms) === undefined ? [] : rulesOfAlarms).map((name) =>
        regional('rule', `${prefix}-${name}`, 'environments', environment),
      ),
      ...jobs.flatMap(({ name, trigger }, index) =>
        (config.jobs?.[name]?.trigger ?? trigger) === 'rule'
          ? [regional('rule', `${prefix}-${name}`, 'jobs', index, 'name')]
          : [],
      ),
      // Buckets have their names to themselves in all of AWS.
      ...(imports.dataBucket === undefined
        ? []
        : [
            global(
              'bucket',
              imports.dataBucket,
              ...['environments', environment, 'imports', 'dataBucket'],
            ),
          ]),
      ...imported,
      ...Object.entries(imports.logGroups ?? {}).map(([job, name]) =>
        regional('log group', name, 'environments', environment, 'imports', 'logGroups', job),
      ),
    ];
  };
}
