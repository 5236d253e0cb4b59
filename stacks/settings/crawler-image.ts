import type { JobSettings, Settings } from './settings';

/** The jobs whose tasks run the crawler's image, rather than one of their own. */
export function jobsOfCrawlerImage(jobs: readonly JobSettings[]): JobSettings[] {
  return jobs.filter(({ name, task, image }) => task === name && image === undefined);
}

/** What the crawler's image has to run on, as Docker calls it; `linux/arm64` when no job runs it. */
export function crawlerPlatforms(jobs: readonly JobSettings[]): string[] {
  const architectures = jobsOfCrawlerImage(jobs).map(({ architecture }) => architecture);
  const platforms = architectures.map((one) => (one === 'X86_64' ? 'linux/amd64' : 'linux/arm64'));
  return platforms.length === 0 ? ['linux/arm64'] : [...new Set(platforms)].sort();
}

/** Name of the ECR repository that holds the crawler's image. */
export function crawlerRepository({ imports, prefix }: Settings): string {
  return imports.repository ?? `${prefix}-crawler`;
}
