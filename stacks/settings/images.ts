import type { BuiltImage, TaskImage } from './built-image';
import type { JobSettings, Settings } from './settings';

/** The name of the crawler's image, which no other may have. */
export const crawlerName = 'crawler';

/** An image that the image stack has, with a repository of its own. */
export interface StackImage {
  readonly name: string;
  /** Name of its ECR repository. */
  readonly repository: string;
  /** The account of that, where it is another's. */
  readonly registryId?: string | undefined;
  /** Whether Terraform builds and pushes it, or somebody else. */
  readonly from: 'build' | 'prebuilt';
  /** How it is built; nothing for the crawler's. */
  readonly built?: BuiltImage | undefined;
  /** The jobs with a task of their own that run it. */
  readonly jobs: readonly JobSettings[];
  /** What it has to run on, as Docker calls it. */
  readonly platforms: readonly string[];
}

/** The images that some job runs and that are not somebody else's: the crawler's, and those built from folders. */
export function imagesOf(settings: Settings): StackImage[] {
  const byName = new Map<string, JobSettings[]>();
  for (const job of settings.jobs) {
    const name = imageNameOf(job.image);
    if (job.task !== job.name || name === undefined) continue;
    byName.set(name, [...(byName.get(name) ?? []), job]);
  }
  return [...byName].map(([name, jobs]) => {
    const image = jobs[0]?.image;
    const built = typeof image === 'object' ? image : undefined;
    return {
      name,
      repository: repositoryName(settings, name),
      registryId: existingRepository(settings)?.account,
      from: built === undefined ? settings.crawler.from : settings.images,
      built,
      jobs,
      platforms: built?.platforms ?? platformsOf(jobs),
    };
  });
}

/** The name of an image of the image stack; nothing for the reference of another one. */
export function imageNameOf(image: BuiltImage | undefined): string;
export function imageNameOf(image: TaskImage): string | undefined;
export function imageNameOf(image: TaskImage): string | undefined {
  if (typeof image === 'string') return undefined;
  return image === undefined ? crawlerName : image.name;
}

/** Whether some job runs the crawler's image. */
export function hasCrawler({ jobs }: Pick<Settings, 'jobs'>): boolean {
  return jobs.some(({ name, task, image }) => task === name && image === undefined);
}

/** As Docker calls an architecture. */
export function platformOf(architecture: JobSettings['architecture']): string {
  return architecture === 'X86_64' ? 'linux/amd64' : 'linux/arm64';
}

function platformsOf(jobs: readonly JobSettings[]): string[] {
  return [...new Set(jobs.map(({ architecture }) => platformOf(architecture)))].sort();
}

/** Name of the ECR repository that holds an image. */
export function repositoryName(settings: Settings, name: string): string {
  const { imports, prefix } = settings;
  const imported = name === crawlerName ? imports.repository : undefined;
  return existingRepository(settings)?.name ?? imported ?? `${prefix}-${name}`;
}

/** The repository that others keep, with its account where it is another's. */
export function existingRepository({
  existing: { repository },
}: Pick<Settings, 'existing'>): { readonly account?: string; readonly name: string } | undefined {
  if (repository === undefined) return undefined;
  const [, account, name] =
    /^arn:[\w-]+:ecr:[\w-]+:(\d{12}):repository\/(.+)$/.exec(repository) ?? [];
  return account === undefined || name === undefined ? { name: repository } : { account, name };
}
