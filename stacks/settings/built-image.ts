import { posix } from 'node:path';
import type { z } from 'zod';
import type { jobImageSchema } from '../config/image';

/** An image that is built from a folder of the project. */
export interface BuiltImage {
  readonly name: string;
  /** Relative to the project's folder, without `./` and with `/` on every system. */
  readonly build: string;
  /** Relative to `build`. */
  readonly dockerfile: string;
  readonly target?: string | undefined;
  readonly args: Readonly<Record<string, string>>;
  /** What it is built for whatever its jobs ask for. */
  readonly platforms?: readonly string[] | undefined;
}

/** The image of a task: the reference of one that is there, or one that is built; the crawler's when not set. */
export type TaskImage = string | BuiltImage | undefined;

/** @param name where the configuration gives none */
export function resolveImage(
  image: z.output<typeof jobImageSchema>,
  name: string,
): Exclude<TaskImage, undefined> {
  if (typeof image === 'string') return image;
  return {
    name: image.name ?? name,
    build: posix.join(image.build.replaceAll('\\', '/'), '.').replace(/\/$/, ''),
    dockerfile: posix.normalize(image.dockerfile ?? 'Dockerfile'),
    target: image.target,
    args: image.args ?? {},
    platforms: image.platform
      ?.split(',')
      .map((one) => one.trim())
      .sort(),
  };
}

/** The reference of an image that is not built here. */
export function referenceOf(image: TaskImage): string | undefined {
  return typeof image === 'string' ? image : undefined;
}
