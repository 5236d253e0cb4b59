import type { Problem } from '../../config/config-error';
import { arnPlaceProblems } from '../../rules/arn-places';
import { nameProblems } from '../../rules/names';
import type { Settings } from '../settings';
import { existingRepository, imagesOf } from '../images';
import { ofKind } from './imports';
import { at, firstOf, optional } from './problems';

/** What is wrong with the names of what others keep. */
export function existingProblems(settings: Settings): Problem[] {
  const { existing, imports, environment } = settings;
  const { cluster, dataBucket } = existing;
  return [
    ...at(
      ['existing', 'cluster'],
      optional(cluster, (name) => ofKind('cluster', name)),
    ),
    ...at(
      ['existing', 'dataBucket'],
      optional(dataBucket, (name) => ofKind('bucket', name)),
    ),
    ...at(['existing', 'repository'], repositoryProblems(settings)),
    ...(['cluster', 'dataBucket', 'repository'] as const).flatMap((what) =>
      existing[what] === undefined || imports[what] === undefined
        ? []
        : at(
            ['environments', environment, 'imports', what],
            [
              `must not stand beside existing.${what}, which is used and stays its owner's; leave one of them out, got "${imports[what]}"`,
            ],
          ),
    ),
  ];
}

function repositoryProblems(settings: Settings): string[] {
  const { repository } = settings.existing;
  const { name } = existingRepository(settings) ?? {};
  if (repository === undefined || name === undefined) return [];
  const built = imagesOf(settings).find(({ from }) => from === 'build');
  return firstOf(
    nameProblems('repository', name),
    arnPlaceProblems('repository', repository, settings),
    built === undefined
      ? []
      : [
          `must go with images: 'prebuilt', because all who use it give the same content the same tag, which \`fargate-cron push\` pushes once and Terraform for each of them; of ${built.name} got 'build'`,
        ],
  );
}
