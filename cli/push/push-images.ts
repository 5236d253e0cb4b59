import { DescribeRepositoriesCommand, DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { ConfigError } from '../../stacks/config/config-error';
import { contentTag } from '../../stacks/image/content-tag';
import type { ImageConfig } from '../../stacks/rules/image-config';
import { contextProblems } from '../../stacks/settings/checks/build-context';
import { unmetByJob } from '../../stacks/settings/image-needs';
import { imagesOf, platformOf, type StackImage } from '../../stacks/settings/images';
import type { Settings } from '../../stacks/settings/settings';
import { awsClient } from '../aws/aws-client';
import { requireAccount } from '../deployed/account';
import { loadProject } from '../deployed/project';
import { Failure } from '../failure';
import { print, withSpinner } from '../terminal/terminal';
import { findEngine, type Engine } from './engine';

/** An image that somebody has to push, and the name under which the tasks ask for it. */
interface Wanted {
  readonly image: StackImage;
  readonly uri: string;
  readonly isThere: boolean;
}

/**
 * Builds and pushes what `images: 'prebuilt'` leaves to others, as far as ECR does not have it. A tag is
 * made from the content, so one that is there is the same image.
 */
export async function pushImages(settings = loadProject()): Promise<void> {
  const images = imagesOf(settings);
  const ours = images.filter((image) => isPushed(image, settings));
  for (const image of images) {
    if (!ours.includes(image)) print(`${image.name}: ${whoPushes(image)}`);
  }
  if (images.length === 0)
    print('No job has an image that is built here: there is nothing to push.');
  if (ours.length === 0) return;
  const wrong = contextProblems(settings);
  if (wrong.length > 0) throw new ConfigError(wrong);
  await requireAccount(settings);
  const ecr = new ECRClient(awsClient(settings));
  try {
    const wanted = await withSpinner('asking ECR', () =>
      Promise.all(ours.map((image) => look(ecr, image, settings))),
    );
    const missing = wanted.filter(({ isThere }) => !isThere);
    for (const { image, uri } of wanted) {
      if (!missing.some((one) => one.uri === uri)) print(`${image.name}: ${uri} is there already`);
    }
    if (missing.length === 0) return;
    const engine = await findEngine(settings.folder);
    // A token is good for every registry that these credentials may use.
    // https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html
    const [another] = missing.filter(({ image }) => image.registryId !== undefined);
    await engine.logIn(ecr, another?.uri.split('/')[0]);
    for (const one of missing) await push(engine, one, settings);
  } finally {
    ecr.destroy();
  }
}

function isPushed({ built, from }: StackImage, { crawler }: Settings): boolean {
  const hasReference = crawler.from === 'prebuilt' && crawler.reference !== undefined;
  return from === 'prebuilt' && !(built === undefined && hasReference);
}

function whoPushes({ from }: StackImage): string {
  return from === 'build'
    ? "Terraform builds and pushes it; with images: 'prebuilt' this does"
    : 'image.reference of config.ts names it, so your own pipeline pushes it';
}

async function look(ecr: ECRClient, image: StackImage, settings: Settings): Promise<Wanted> {
  const { repository: repositoryName, registryId, name } = image;
  const repository = { repositoryName, registryId };
  const tag = contentTag(settings, image);
  try {
    const { repositories: [found] = [] } = await ecr.send(
      new DescribeRepositoriesCommand({ repositoryNames: [repositoryName], registryId }),
    );
    const uri = `${found?.repositoryUri ?? ''}:${tag}`;
    return { image, uri, isThere: await exists(ecr, repository, tag) };
  } catch (error) {
    if (!hasName(error, 'RepositoryNotFoundException')) throw error;
    if (settings.existing.repository !== undefined) {
      throw new Failure(
        `${name}: there is no repository ${settings.existing.repository}: ask its owner, or name another in existing.repository`,
      );
    }
    throw new Failure(
      `${name}: there is no repository ${repositoryName} yet: apply the stack image first (npx fargate-cron apply, or npx cdktf deploy image), then push`,
    );
  }
}

async function exists(
  ecr: ECRClient,
  repository: { readonly repositoryName: string; readonly registryId: string | undefined },
  imageTag: string,
): Promise<boolean> {
  try {
    await ecr.send(new DescribeImagesCommand({ ...repository, imageIds: [{ imageTag }] }));
    return true;
  } catch (error) {
    if (hasName(error, 'ImageNotFoundException')) return false;
    throw error;
  }
}

function hasName(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

async function push(engine: Engine, { image, uri }: Wanted, settings: Settings): Promise<void> {
  const platforms = image.platforms.join(' and ');
  const notes = new Set<string>();
  await withSpinner(`building ${image.name} for ${platforms}`, (say) =>
    engine.push({
      image,
      uri,
      settings,
      look: (config) => {
        requirePlatform(image, config);
        for (const job of image.jobs) {
          if (platformOf(job.architecture) !== `linux/${config.architecture ?? ''}`) continue;
          for (const what of unmetByJob(config, job, settings)) {
            notes.add(`${image.name}: in the job ${job.name} it ${what}`);
          }
        }
      },
      say: (line) => {
        say(`${image.name}: ${line}`);
      },
    }),
  );
  for (const note of notes) print(note);
  print(`${image.name}: built for ${platforms} and pushed as ${uri}`);
}

/** A tag can be pushed once, so what no task can start is better not pushed. */
function requirePlatform({ name, platforms }: StackImage, { architecture }: ImageConfig): void {
  if (architecture === undefined || platforms.includes(`linux/${architecture}`)) return;
  throw new Failure(
    `${name} was built for ${platforms.join(' and ')} and is for ${architecture}: the last FROM of its Dockerfile names another platform, or an image for that one alone. It was not pushed`,
  );
}
