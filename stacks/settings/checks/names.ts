import type { EnvironmentConfig } from '../../config/config';
import type { Problem } from '../../config/config-error';
import { nameProblems } from '../../rules/names';
import { crawlerName } from '../images';
import type { Settings } from '../settings';
import { at, firstOf, optional } from './problems';

/** What is wrong with what AWS names are made of; those of jobs are checked with the jobs. */
export function namesProblems(settings: Settings, { names = {} }: EnvironmentConfig): Problem[] {
  const { project, environment, prefix } = settings;
  const made = firstOf(
    nameProblems('cluster', prefix),
    nameProblems('repository', `${prefix}-${crawlerName}`),
    nameProblems('bucket', `${prefix}-data-${'0'.repeat(12)}`),
  );
  return [
    ...at(
      ['project'],
      firstOf(
        nameProblems('project', project),
        // States are called so, whatever the prefix is.
        nameProblems('cluster', `${project}-${environment}`),
        names.prefix === undefined ? made : [],
      ),
    ),
    ...at(
      ['names', 'prefix'],
      optional(names.prefix, (own) => firstOf(nameProblems('prefix', own), made)),
    ),
    ...at(
      ['names', 'logGroups'],
      optional(names.logGroups, (path) => nameProblems('path of log groups', path)),
    ),
  ];
}
