import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFolder } from '../stacks/settings/package-folder';
import type { DockerEngine } from './docker-engine';

const crawler = join(packageFolder, 'crawler');

/**
 * Builds the crawler's image for this machine, on the base that `BASE_IMAGE` names or on its own.
 *
 * @param imageUri the name that the task definition gives the image
 * @returns why there is no image, or nothing when there is one
 */
export async function buildCrawlerImage(
  engine: DockerEngine,
  imageUri: string,
  onLine?: (line: string) => void,
): Promise<string | undefined> {
  const baseImage = process.env['BASE_IMAGE'];
  const folder = mkdtempSync(join(tmpdir(), 'fargate-cron-image-'));
  try {
    const dockerfile = join(folder, 'Dockerfile');
    const text = readFileSync(join(crawler, 'Dockerfile'), 'utf8');
    writeFileSync(dockerfile, baseImage === undefined ? text : withoutOtherBase(text));
    const base = baseImage === undefined ? [] : ['--build-arg', `BASE_IMAGE=${baseImage}`];
    return await engine.build(
      [...base, ...['--file', dockerfile], ...['--tag', imageUri], crawler],
      onLine,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Without BuildKit, which the `docker` of many machines lacks, a base that nothing uses is pulled, too. */
function withoutOtherBase(dockerfile: string): string {
  return dockerfile.replace(/^FROM .* AS distroless$/m, '');
}
