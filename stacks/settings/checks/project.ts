import type { EnvironmentConfig } from '../../config/config';
import { formatPath, type Problem } from '../../config/config-error';
import { jobsOfCrawlerImage } from '../crawler-image';
import { boundaryProblems, rolePathProblems } from '../../rules/iam';
import { imageReferenceProblems } from '../../rules/image-reference';
import { logRetentionProblems } from '../../rules/log-retention';
import { nameProblems } from '../../rules/names';
import { partitionProblems } from '../../rules/partition';
import { tagKeyProblems, tagProblems } from '../../rules/tags';
import type { JobSettings, Settings } from '../settings';
import { alarmProblems } from './alarms';
import { importProblems } from './imports';
import { networkProblems } from './network';
import { at, firstOf } from './problems';
import { stateProblems } from './state';
import { wholeNumberProblems } from '../../rules/whole-number';

/** What is wrong with the values that all jobs share. Paths are those of the shared part. */
export function projectProblems(settings: Settings, environment: EnvironmentConfig): Problem[] {
  const { project, prefix, logs, image, role, tags } = settings;
  return [
    ...at(
      ['project'],
      firstOf(
        nameProblems('project', project),
        nameProblems('cluster', prefix),
        nameProblems('repository', `${prefix}-crawler`),
        nameProblems('bucket', `${prefix}-data-${'0'.repeat(12)}`),
      ),
    ),
    ...networkProblems(settings),
    ...alarmProblems(settings),
    ...stateProblems(settings),
    ...importProblems(settings),
    ...at(['role', 'path'], role.path === undefined ? [] : rolePathProblems(role.path)),
    ...at(
      ['role', 'permissionsBoundary'],
      role.permissionsBoundary === undefined
        ? []
        : firstOf(
            boundaryProblems(role.permissionsBoundary),
            partitionProblems(role.permissionsBoundary, settings.region),
          ),
    ),
    ...Object.entries(tags).flatMap(([key, value], index) =>
      at(
        ['tags', key],
        firstOf(tagProblems(key, value), tagKeyProblems(key, Object.keys(tags).slice(0, index))),
      ),
    ),
    ...at(['logs', 'retentionDays'], logRetentionProblems(logs.retentionDays)),
    ...at(['scheduleStacks'], wholeNumberProblems(settings.scheduleStacks, 1, 100, 'stacks')),
    ...at(['image', 'reference'], referenceProblems(image)),
    ...at(['image', 'baseImage'], baseImageProblems(image)),
    ...architectureProblems(settings),
    ...at(['environments', settings.environment, 'accountId'], accountProblems(environment)),
    ...unknownJobProblems(settings, environment),
    ...duplicateJobProblems(settings.jobs),
  ];
}

function accountProblems({ accountId }: EnvironmentConfig): string[] {
  return accountId === undefined || /^\d{12}$/.test(accountId)
    ? []
    : [`must be the 12 digits of an AWS account, got "${accountId}"`];
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageIdentifier.html */
function referenceProblems(image: Settings['image']): string[] {
  if (image.from !== 'prebuilt' || image.reference === undefined) return [];
  return /^(sha256:[0-9a-f]{64}|[A-Za-z0-9_][A-Za-z0-9._-]{0,127})$/.test(image.reference)
    ? []
    : [`must be a tag or sha256:<64 hex digits>, got "${image.reference}"`];
}

function baseImageProblems(image: Settings['image']): string[] {
  return image.from !== 'build' || image.baseImage === undefined
    ? []
    : imageReferenceProblems(image.baseImage);
}

/** Terraform builds the crawler's image once, for one architecture. */
function architectureProblems({ image, jobs }: Settings): Problem[] {
  const all = jobsOfCrawlerImage(jobs);
  const other = all.find(({ architecture }) => architecture !== all[0]?.architecture);
  if (image.from !== 'build' || other === undefined) return [];
  const field = (job: JobSettings) => ['jobs', jobs.indexOf(job), 'architecture'];
  const got = all.map((job) => `${job.architecture} in ${formatPath(field(job))}`);
  return at(field(other), [
    `must be one for all jobs of the crawler's image, got ${got.join(', ')}; write one, or set their image`,
  ]);
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
