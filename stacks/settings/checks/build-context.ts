import { existsSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Problem } from '../../config/config-error';
import { contextFiles, exclusions, ownIgnoreFile, type ContextFile } from '../build-context';
import type { BuiltImage } from '../built-image';
import { imagesOf } from '../images';
import type { Settings } from '../settings';
import { at } from './problems';

const mostBytes = 1e9;
/** What synthesis and Terraform write into the project's folder, each time anew. */
const written = ['cdktf.out', '.fargate-cron'];

/** What is wrong with the folders that images are built from. */
export function contextProblems(settings: Settings): Problem[] {
  return imagesOf(settings).flatMap(({ built, from, jobs }) => {
    if (built === undefined) return [];
    const [job] = jobs;
    const place =
      built === settings.image || job === undefined
        ? ['image']
        : ['jobs', settings.jobs.indexOf(job), 'image'];
    const folder = join(settings.folder, built.build);
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      return at(
        [...place, 'build'],
        [`must be a folder, relative to the project's, got "${built.build}", which is none`],
      );
    }
    const dockerfile = join(folder, built.dockerfile);
    if (statSync(dockerfile, { throwIfNoEntry: false })?.isFile() !== true) {
      return at(
        [...place, 'dockerfile'],
        [
          `must be a file in ${built.build}, got "${built.dockerfile}", which is none; write one, or the name of the one that there is`,
        ],
      );
    }
    const files = contextFiles(folder, built);
    return [
      ...at([...place, 'dockerfile'], from === 'build' ? ownIgnoreProblems(folder, built) : []),
      ...at(
        [...place, 'build'],
        [...sizeProblems(built, files), ...movingProblems(settings, built)],
      ),
    ];
  });
}

/**
 * The files that it leaves out would be in the image, and not in its tag.
 * https://github.com/kreuzwerker/terraform-provider-docker/blob/master/internal/provider/resource_docker_image_funcs.go
 */
function ownIgnoreProblems(folder: string, { dockerfile }: BuiltImage): string[] {
  const own = ownIgnoreFile(dockerfile);
  return existsSync(join(folder, own))
    ? [
        `must have no .dockerignore of its own where Terraform builds the image, as its provider reads that of the folder alone, got "${own}"; move the lines there, or write images: 'prebuilt'`,
      ]
    : [];
}

function sizeProblems({ build }: BuiltImage, files: readonly ContextFile[]): string[] {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes <= mostBytes) return [];
  const byPart = new Map<string, number>();
  for (const file of files) {
    const [part = ''] = file.name.split('/');
    byPart.set(part, (byPart.get(part) ?? 0) + file.bytes);
  }
  const [largest] = [...byPart].sort(([, a], [, b]) => b - a);
  const [part, size] = largest ?? ['', 0];
  return [
    `must have at most 1 GB, all of which is sent to the engine, got "${build}" with ${gigabytes(bytes)}, ${gigabytes(size)} of it in ${part}; name what the image does not need in its .dockerignore`,
  ];
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** With these in it the image would be another one at each synthesis, or in each clone. */
function movingProblems(
  { folder: project }: Settings,
  { build, dockerfile }: BuiltImage,
): string[] {
  const folder = join(project, build);
  const inside = relative(folder, project).split('\\').join('/');
  const ofSynthesis = inside.startsWith('..')
    ? []
    : written.map((name) => (inside === '' ? name : `${inside}/${name}`));
  const ofClone = existsSync(join(folder, '.git')) ? ['.git'] : [];
  const excluded = exclusions(folder, dockerfile);
  const missing = [...ofSynthesis, ...ofClone].filter((name) => !excluded.one(name));
  return missing.length === 0
    ? []
    : [
        `must leave out what each synthesis or clone has its own of, got "${build}" with ${missing.join(' and ')}; name them in its .dockerignore`,
      ];
}
