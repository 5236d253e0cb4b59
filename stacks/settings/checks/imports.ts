import type { Problem } from '../../config/config-error';
import { nameProblems } from '../../rules/names';
import type { Settings } from '../settings';
import { at } from './problems';

/** What is wrong with the names of what is imported. */
export function importProblems({ imports, jobs, environment }: Settings): Problem[] {
  const path = (...keys: string[]) => ['environments', environment, 'imports', ...keys];
  const { dataBucket, repository, cluster, logGroups } = imports;
  const owners = jobs.filter(({ name, task }) => name === task).map(({ name }) => name);
  const groups = Object.entries(logGroups);
  return [
    ...(dataBucket === undefined ? [] : at(path('dataBucket'), ofKind('bucket', dataBucket))),
    ...(repository === undefined ? [] : at(path('repository'), ofKind('repository', repository))),
    ...(cluster === undefined ? [] : at(path('cluster'), ofKind('cluster', cluster))),
    ...groups.flatMap(([job, name], index) =>
      at(path('logGroups', job), [
        ...(owners.includes(job)
          ? []
          : [`must be of a job that has a task of its own, ${owners.join(', ')}, got "${job}"`]),
        ...ofKind('log group', name),
        ...(groups.findIndex(([, other]) => other === name) === index
          ? []
          : [`must differ from every other job's, got "${name}" again`]),
      ]),
    ),
  ];
}

/** An ARN is what the console offers to copy, and is no name. */
export function ofKind(kind: Parameters<typeof nameProblems>[0], name: string): string[] {
  const [, resource] = /^arn:(?:[^:]*:){4}(?:log-group:|[\w-]+\/)?([^:]*)/.exec(name) ?? [];
  return resource === undefined
    ? nameProblems(kind, name)
    : [`must be the name, not the ARN, got "${name}"; write "${resource}"`];
}
