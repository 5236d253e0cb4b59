import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentOf, contextFiles } from '../settings/build-context';
import type { BuiltImage } from '../settings/built-image';
import type { StackImage } from '../settings/images';
import { packageFolder } from '../settings/package-folder';
import type { Settings } from '../settings/settings';
import { crawlerImageTag } from './crawler-image';

/**
 * The tag of an image that is built, made from what goes into it: the same content always has the same
 * tag, so that planning without a change changes nothing.
 */
export function contentTag(
  { folder, crawler }: Pick<Settings, 'folder' | 'crawler'>,
  { built, platforms }: Pick<StackImage, 'built' | 'platforms'>,
): string {
  return built === undefined
    ? crawlerImageTag(
        join(packageFolder, 'crawler'),
        platforms,
        crawler.from === 'build' ? crawler.baseImage : undefined,
      )
    : builtImageTag(join(folder, built.build), built, platforms);
}

function builtImageTag(folder: string, built: BuiltImage, platforms: readonly string[]): string {
  const hash = createHash('sha256');
  const part = (...parts: readonly (string | Buffer)[]): void => {
    // With their lengths no two lists of parts are one text.
    for (const each of parts) hash.update(`${Buffer.byteLength(each)}\0`).update(each);
  };
  const { dockerfile, target = '', args } = built;
  part(platforms.join(), target, dockerfile, readFileSync(join(folder, dockerfile)));
  part(JSON.stringify(Object.entries(args).sort(([a], [b]) => (a < b ? -1 : 1))));
  for (const file of contextFiles(folder, built)) {
    part(file.kind, file.name, contentOf(folder, file));
  }
  return hash.digest('hex').slice(0, 16);
}
