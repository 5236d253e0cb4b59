import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files that make up the image, relative to `crawler/`. */
const imageFiles = ['Dockerfile', 'dist/crawler.js'];

/**
 * The tag of the crawler's image, made from the bytes that go into it: the same crawler always has
 * the same tag, so that pushing it again, or planning without a change, changes nothing.
 *
 * @param directory the folder `crawler/`
 * @throws when the crawler has not been built
 */
export function crawlerImageTag(directory: string): string {
  const hash = createHash('sha256');
  for (const file of imageFiles) {
    const path = join(directory, file);
    if (!existsSync(path)) {
      throw new Error(`crawler/${file} does not exist: run npm run build first`);
    }
    hash.update(file).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}
