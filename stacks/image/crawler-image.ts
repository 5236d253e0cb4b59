import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crawlerBundle } from '../../crawler/bundle';

/**
 * The tag of the crawler's image, made from the bytes that go into it and what it is built for: the
 * same crawler always has the same tag, so that planning without a change changes nothing.
 *
 * @param directory the folder `crawler/`, whose bundle is built if it is not as its sources are
 * @param platforms such as `linux/arm64`
 * @param baseImage in place of the one that the Dockerfile names
 */
export function crawlerImageTag(
  directory: string,
  platforms: readonly string[],
  baseImage?: string,
): string {
  const hash = createHash('sha256').update(platforms.join()).update('\0');
  const part = (name: string, content: string | Buffer) =>
    hash.update(name).update('\0').update(content).update('\0');
  part('Dockerfile', readFileSync(join(directory, 'Dockerfile')));
  part('dist/crawler.js', crawlerBundle(directory));
  if (baseImage !== undefined) part('BASE_IMAGE', baseImage);
  return hash.digest('hex').slice(0, 16);
}
