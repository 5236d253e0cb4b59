import { join } from 'node:path';
import { ConfigError } from '../stacks/config/config-error';
import { referenceOf } from '../stacks/settings/built-image';
import { contextProblems } from '../stacks/settings/checks/build-context';
import { unmetByJob } from '../stacks/settings/image-needs';
import { imageNameOf, repositoryName } from '../stacks/settings/images';
import type { JobSettings, Settings } from '../stacks/settings/settings';
import { buildCrawlerImage } from './container-image';
import { isCrawler, type PreparedImages } from './demo-findings';
import { readOutputs } from './deployment';
import { DockerEngine } from './docker-engine';

/**
 * Has the Docker engine of this machine, where there is one, build or pull the images of all jobs. It
 * needs nothing that is deployed.
 *
 * @throws ConfigError for a folder that cannot be built
 */
export async function prepareImages(
  settings: Settings,
  onLine: (line: string) => void,
): Promise<PreparedImages> {
  const problems = contextProblems(settings);
  if (problems.length > 0) throw new ConfigError(problems);
  const engine = await DockerEngine.find(settings.folder);
  const lacking = new Map<JobSettings, string>();
  const unmet = new Map<JobSettings, readonly string[]>();
  const prepared = new Map<string, string | undefined>();
  let noContainer: string | undefined;
  for (const job of settings.jobs) {
    const image = nameBefore(settings, job);
    if (!prepared.has(image)) {
      prepared.set(
        image,
        typeof engine === 'string' ? engine : await prepare(engine, job, image, settings, onLine),
      );
    }
    const reason = prepared.get(image);
    if (reason === undefined && typeof engine !== 'string') {
      const config = await engine.configOf(image);
      if (config !== undefined) unmet.set(job, unmetByJob(config, job, settings));
    } else if (isCrawler(job)) {
      noContainer = `No container: ${String(reason)}; the crawler runs under node instead`;
    } else {
      lacking.set(job, String(reason));
      noContainer ??= `No container: ${String(reason)}`;
    }
  }
  return { lacking, unmet, noContainer };
}

/** Gives the images that were built the names by which the deployed tasks ask for them. */
export async function nameImages(settings: Settings): Promise<void> {
  const engine = await DockerEngine.find(settings.folder);
  if (typeof engine === 'string') return;
  const uris = readOutputs(settings.folder, 'image')['image_uris'] as Record<string, unknown>;
  for (const job of settings.jobs) {
    if (referenceOf(job.image) !== undefined) continue;
    await engine.tag(nameBefore(settings, job), String(uris[job.name]));
  }
}

/** The name of an image that is built before there is a repository for it. */
function nameBefore(settings: Settings, { image }: JobSettings): string {
  return typeof image === 'string' ? image : `${repositoryName(settings, imageNameOf(image))}:demo`;
}

/** @returns why there is no such image, or nothing when there is one */
async function prepare(
  engine: DockerEngine,
  job: JobSettings,
  image: string,
  { folder }: Settings,
  onLine: (line: string) => void,
): Promise<string | undefined> {
  const built = job.image;
  if (built === undefined) return buildCrawlerImage(engine, image, onLine);
  if (typeof built === 'string') return engine.pull(image, onLine);
  // For this machine, whatever the job's architecture is.
  return engine.build(
    [
      ...['--tag', image, '--file', join(folder, built.build, built.dockerfile)],
      ...(built.target === undefined ? [] : ['--target', built.target]),
      ...Object.entries(built.args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
      join(folder, built.build),
    ],
    onLine,
  );
}
