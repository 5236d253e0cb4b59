import type { Problem } from '../../config/config-error';
import { arnPlaceProblems } from '../../rules/arn-places';
import { nameProblems } from '../../rules/names';
import type { Settings } from '../settings';
import { imagesOf, repositoryArn } from '../images';
import { ofKind } from './imports';
import { at, firstOf } from './problems';

/** What is wrong with the names of what others keep. */
export function existingProblems(settings: Settings): Problem[] {
  const { existing, imports, environment } = settings;
  const { cluster, dataBucket } = existing;
  return [
    ...(cluster === undefined ? [] : at(['existing', 'cluster'], ofKind('cluster', cluster))),
    ...(dataBucket === undefined
      ? []
      : at(['existing', 'dataBucket'], ofKind('bucket', dataBucket))),
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
  if (repository === undefined) return [];
  const [, , name = repository] = repositoryArn.exec(repository) ?? [];
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
