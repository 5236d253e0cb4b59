import type { EnvironmentConfig } from '../../config/config';
import type { Problem } from '../../config/config-error';
import { accountProblems } from '../../rules/account';
import { arnPlaceProblems } from '../../rules/arn-places';
import { boundaryProblems, roleArnProblems, rolePathProblems } from '../../rules/iam';
import { logRetentionProblems } from '../../rules/log-retention';
import { regionProblems } from '../../rules/region';
import { wholeNumberProblems } from '../../rules/whole-number';
import type { JobSettings, Settings } from '../settings';
import { alarmProblems } from './alarms';
import { dataBucketProblems } from './data-bucket';
import { encryptionProblems } from './encryption';
import { existingProblems } from './existing';
import { imageProblems } from './images';
import { importProblems } from './imports';
import { namesProblems } from './names';
import { networkProblems } from './network';
import { at, firstOf, optional } from './problems';
import { stateProblems } from './state';
import { projectTagProblems } from './tags';

/** What is wrong with the values that all jobs share. Paths are those of the shared part. */
export function projectProblems(settings: Settings, environment: EnvironmentConfig): Problem[] {
  const { logs, role } = settings;
  return [
    ...namesProblems(settings, environment),
    ...at(['region'], regionProblems(settings.region)),
    ...networkProblems(settings),
    ...alarmProblems(settings),
    ...encryptionProblems(settings),
    ...dataBucketProblems(settings),
    ...stateProblems(settings),
    ...importProblems(settings),
    ...existingProblems(settings),
    ...at(['role', 'path'], role.path === undefined ? [] : rolePathProblems(role.path)),
    ...at(
      ['role', 'permissionsBoundary'],
      role.permissionsBoundary === undefined
        ? []
        : firstOf(
            boundaryProblems(role.permissionsBoundary),
            arnPlaceProblems('boundary', role.permissionsBoundary, settings),
          ),
    ),
    ...projectTagProblems(settings),
    ...at(['logs', 'retentionDays'], logRetentionProblems(logs.retentionDays)),
    ...at(
      ['history', 'days'],
      optional(settings.history, ({ days }) => logRetentionProblems(days)),
    ),
    ...at(['scheduleStacks'], wholeNumberProblems(settings.scheduleStacks, 1, 100, 'stacks')),
    ...imageProblems(settings),
    ...at(
      ['environments', settings.environment, 'accountId'],
      optional(environment.accountId, accountProblems),
    ),
    ...at(
      ['environments', settings.environment, 'deployRoleArn'],
      settings.deployRoleArn === undefined
        ? []
        : firstOf(
            roleArnProblems(settings.deployRoleArn),
            arnPlaceProblems('deployRole', settings.deployRoleArn, settings),
          ),
    ),
    ...unknownJobProblems(settings, environment),
    ...duplicateJobProblems(settings.jobs),
  ];
}

function unknownJobProblems(settings: Settings, environment: EnvironmentConfig): Problem[] {
  const known = settings.jobs.map((job) => job.name);
  return Object.keys(environment.jobs ?? {})
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: ['environments', settings.environment, 'jobs', name],
      text: `must name one of the jobs ${known.join(', ')}, got "${name}"`,
    }));
}

function duplicateJobProblems(jobs: readonly JobSettings[]): Problem[] {
  const firsts = new Map(jobs.map(({ name }, index) => [name, index] as const).reverse());
  return jobs.flatMap(({ name }, index) => {
    const first = firsts.get(name) ?? index;
    return first === index
      ? []
      : [
          {
            path: ['jobs', index, 'name'],
            text: `must differ from every other job's, got "${name}", which is jobs[${first}]'s`,
          },
        ];
  });
}
