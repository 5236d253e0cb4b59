import { join } from 'node:path';
import { referenceOf } from '../stacks/settings/built-image';
import type { JobSettings, Settings } from '../stacks/settings/settings';
import { buildCrawlerImage } from './container-image';
import { isCrawler } from './demo-findings';
import { readOutputs } from './deployment';
import { DockerEngine } from './docker-engine';

interface PreparedImages {
  /** Why a job cannot run on this machine. */
  readonly lacking: ReadonlyMap<JobSettings, string>;
  /** What to say where something runs without a container, or not at all. */
  readonly noContainer: string | undefined;
}

/** Has the Docker engine of this machine, where there is one, build or pull the images of all jobs. */
export async function prepareImages(
  settings: Settings,
  onLine: (line: string) => void,
): Promise<PreparedImages> {
  const { folder, jobs } = settings;
  const engine = await DockerEngine.find(folder);
  const lacking = new Map<JobSettings, string>();
  const prepared = new Map<string, string | undefined>();
  let noContainer: string | undefined;
  for (const job of jobs) {
    const image = referenceOf(job.image) ?? String(imageUris(folder)[job.name]);
    if (!prepared.has(image)) {
      prepared.set(
        image,
        typeof engine === 'string' ? engine : await prepare(engine, job, image, folder, onLine),
      );
    }
    const reason = prepared.get(image);
    if (reason === undefined) continue;
    if (isCrawler(job)) {
      noContainer = `No container: ${reason}; the crawler runs under node instead`;
    } else {
      lacking.set(job, reason);
      noContainer ??= `No container: ${reason}`;
    }
  }
  return { lacking, noContainer };
}

function imageUris(folder: string): Record<string, unknown> {
  return readOutputs(folder, 'image')['image_uris'] as Record<string, unknown>;
}

/**
 * @param image the name that the task definition gives it
 * @returns why there is no such image, or nothing when there is one
 */
async function prepare(
  engine: DockerEngine,
  job: JobSettings,
  image: string,
  folder: string,
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
