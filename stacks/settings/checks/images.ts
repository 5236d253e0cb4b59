import { posix } from 'node:path';
import { formatPath, type Problem } from '../../config/config-error';
import { imageReferenceProblems } from '../../rules/image-reference';
import { nameProblems } from '../../rules/names';
import type { BuiltImage, TaskImage } from '../built-image';
import { crawlerName, imagesOf, platformOf } from '../images';
import type { JobSettings, Settings } from '../settings';
import { imagePartitionProblems } from './places';
import { at, firstOf } from './problems';

const fargatePlatforms = ['linux/amd64', 'linux/arm64'];

/** An image where it is written: once for all jobs without one of their own, or with a job. */
export interface WrittenImage<Image extends TaskImage = TaskImage> {
  readonly image: Image;
  readonly path: readonly PropertyKey[];
}

/** Every image that is written, but for the crawler's. */
export function writtenImages({ image, jobs }: Settings): WrittenImage<string | BuiltImage>[] {
  const all: WrittenImage[] = [
    { image, path: ['image'] },
    ...jobs.flatMap((job, index) =>
      job.task === job.name && job.image !== image
        ? [{ image: job.image, path: ['jobs', index, 'image'] }]
        : [],
    ),
  ];
  return all.flatMap(({ image: one, path }) => (one === undefined ? [] : [{ image: one, path }]));
}

/** What is wrong with where images come from. */
export function imageProblems(settings: Settings): Problem[] {
  const written = writtenImages(settings);
  const built = written.flatMap(({ image, path }) =>
    typeof image === 'object' ? [{ image, path }] : [],
  );
  return [
    ...at(['image', 'reference'], crawlerReferenceProblems(settings)),
    ...at(['image', 'baseImage'], baseImageProblems(settings)),
    ...written.flatMap(({ image, path }) =>
      typeof image === 'string'
        ? at(
            path,
            firstOf(imageReferenceProblems(image), imagePartitionProblems(image, settings.region)),
          )
        : [],
    ),
    ...built.flatMap(({ image, path }) => builtProblems(image, path, settings)),
    ...built.flatMap((one, index) => sharingProblems(one, built.slice(0, index))),
    ...architectureProblems(settings),
  ];
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageIdentifier.html */
function crawlerReferenceProblems({ crawler }: Settings): string[] {
  if (crawler.from !== 'prebuilt' || crawler.reference === undefined) return [];
  return /^(sha256:[0-9a-f]{64}|[A-Za-z0-9_][A-Za-z0-9._-]{0,127})$/.test(crawler.reference)
    ? []
    : [`must be a tag or sha256:<64 hex digits>, got "${crawler.reference}"`];
}

function baseImageProblems({ crawler }: Settings): string[] {
  return crawler.from !== 'build' || crawler.baseImage === undefined
    ? []
    : imageReferenceProblems(crawler.baseImage);
}

function builtProblems(
  { name, build, dockerfile, target, args, platforms = [] }: BuiltImage,
  path: readonly PropertyKey[],
  { prefix }: Settings,
): Problem[] {
  return [
    ...at(
      [...path, 'name'],
      firstOf(
        nameProblems('image', name),
        nameProblems('repository', `${prefix}-${name}`),
        name === crawlerName
          ? [`must not be "${crawlerName}", which is the crawler's image; write another name`]
          : [],
      ),
    ),
    ...at([...path, 'build'], folderProblems(build)),
    ...at([...path, 'dockerfile'], dockerfileProblems(dockerfile)),
    ...at(
      [...path, 'target'],
      target === undefined || /^[a-z0-9][a-z0-9_.-]*$/i.test(target)
        ? []
        : [`must be the name of a stage of the Dockerfile, got "${target}"`],
    ),
    ...Object.keys(args).flatMap((arg) =>
      at(
        [...path, 'args', arg],
        /^[a-z_]\w*$/i.test(arg)
          ? []
          : [`must be letters, digits and _, as the name of a build argument, got "${arg}"`],
      ),
    ),
    ...at(
      [...path, 'platform'],
      platforms.every((one) => fargatePlatforms.includes(one))
        ? []
        : [
            `must be linux/arm64, linux/amd64 or both with a comma between them, which is what Fargate runs, got "${platforms.join()}"`,
          ],
    ),
  ];
}

/** Another path would be another one on another machine, and Terraform would build anew there. */
function folderProblems(build: string): string[] {
  return build === '' || posix.isAbsolute(build) || /^[a-z]+:|^~/i.test(build)
    ? [`must be a folder, relative to the project's, such as ./jobs/report, got "${build}"`]
    : [];
}

function dockerfileProblems(dockerfile: string): string[] {
  return posix.isAbsolute(dockerfile) || dockerfile.startsWith('../')
    ? [`must lie in the folder that is built, such as Dockerfile.report, got "${dockerfile}"`]
    : [];
}

/** One folder is one image, and one name, too: a name taken from one of its jobs would move with their order. */
function sharingProblems(
  { image, path }: WrittenImage<BuiltImage>,
  before: readonly WrittenImage<BuiltImage>[],
): Problem[] {
  const same = before.find((other) => sourceOf(other.image) === sourceOf(image));
  if (same !== undefined && same.image.name !== image.name) {
    const { name } = same.image;
    return at(
      [...path, 'name'],
      [
        `must be that of ${formatPath(same.path)}, which is built from the same, got "${image.name}" and "${name}"; write one name in both, such as name: '${name}'`,
      ],
    );
  }
  const other = before.find(({ image: { name } }) => name === image.name);
  return other === undefined || same !== undefined
    ? []
    : at(
        [...path, 'name'],
        [
          `must differ from that of ${formatPath(other.path)}, which is built from something else, got "${image.name}"; write another name`,
        ],
      );
}

function sourceOf({ build, dockerfile, target, args, platforms }: BuiltImage): string {
  const sorted = Object.entries(args).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([build, dockerfile, target, sorted, platforms]);
}

/** Terraform builds an image once, for one architecture. */
function architectureProblems(settings: Settings): Problem[] {
  return imagesOf(settings).flatMap(({ built, from, jobs, platforms }) => [
    ...missingPlatformProblems(settings, jobs, built?.platforms),
    ...(from === 'build' ? severalPlatformsProblems(settings, jobs, built, platforms) : []),
  ]);
}

function missingPlatformProblems(
  { jobs }: Settings,
  running: readonly JobSettings[],
  platforms: readonly string[] = fargatePlatforms,
): Problem[] {
  // What is none has its problem already.
  if (!platforms.every((one) => fargatePlatforms.includes(one))) return [];
  return running
    .filter(({ architecture }) => !platforms.includes(platformOf(architecture)))
    .flatMap((job) =>
      at(
        ['jobs', jobs.indexOf(job), 'architecture'],
        [
          `must be one that its image is built for, ${platforms.join()}, got ${job.architecture}; add ${platformOf(job.architecture)} to the image's platform, or leave that out`,
        ],
      ),
    );
}

function severalPlatformsProblems(
  { jobs, ...settings }: Settings,
  running: readonly JobSettings[],
  built: BuiltImage | undefined,
  platforms: readonly string[],
): Problem[] {
  const whatElse =
    built === undefined
      ? 'write one, or set their image'
      : "write one, or images: 'prebuilt', with which fargate-cron push builds for several";
  const [first] = running;
  const other = running.find(({ architecture }) => architecture !== first?.architecture);
  if (other !== undefined) {
    const field = (job: JobSettings) => ['jobs', jobs.indexOf(job), 'architecture'];
    const got = running.map((job) => `${job.architecture} in ${formatPath(field(job))}`);
    const whose = built === undefined ? "the crawler's image" : `the image "${built.name}"`;
    return at(field(other), [
      `must be one for all jobs of ${whose}, got ${got.join(', ')}; ${whatElse}`,
    ]);
  }
  if (platforms.length < 2 || first === undefined) return [];
  const place = first.image === settings.image ? ['image'] : ['jobs', jobs.indexOf(first), 'image'];
  return at(
    [...place, 'platform'],
    [`must be one where Terraform builds the image, got "${platforms.join()}"; ${whatElse}`],
  );
}
