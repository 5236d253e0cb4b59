import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, sep } from 'node:path';
import type * as DockerIgnore from '@balena/dockerignore';
import type { BuiltImage } from './built-image';

/** One file of a build context. */
export interface ContextFile {
  /** Relative to the context, with `/` on every system. */
  readonly name: string;
  readonly kind: 'file' | 'program' | 'link';
  readonly bytes: number;
}

/** The files that go to the build, sorted by name: those that a .dockerignore leaves. */
export function contextFiles(folder: string, { dockerfile }: BuiltImage): ContextFile[] {
  const excluded = exclusions(folder, dockerfile);
  const files: ContextFile[] = [];
  const gather = (parent: string): void => {
    for (const entry of readdirSync(join(folder, parent), { withFileTypes: true })) {
      const name = parent === '' ? entry.name : `${parent}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!excluded.whole(name)) gather(name);
      } else if ((entry.isFile() || entry.isSymbolicLink()) && !excluded.one(name)) {
        const { size, mode } = lstatSync(join(folder, name));
        // Of the mode a clone keeps no more than this.
        const kind = entry.isSymbolicLink() ? 'link' : (mode & 0o100) === 0 ? 'file' : 'program';
        files.push({ name, kind, bytes: size });
      }
    }
  };
  gather('');
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What stands in a file of the context; of a link, what it leads to. */
export function contentOf(folder: string, { name, kind }: ContextFile): string | Buffer {
  const file = join(folder, name);
  return kind === 'link' ? readlinkSync(file) : readFileSync(file);
}

/** What a .dockerignore leaves out. */
interface Exclusions {
  readonly one: (name: string) => boolean;
  /** Whether nothing in a folder can be in the context. */
  readonly whole: (name: string) => boolean;
}

/** Which BuildKit, and nobody else, takes before the one for all Dockerfiles. */
export function ownIgnoreFile(dockerfile: string): string {
  return `${dockerfile}.dockerignore`;
}

/** By the .dockerignore that counts. */
export function exclusions(folder: string, dockerfile: string): Exclusions {
  const text = [ownIgnoreFile(dockerfile), '.dockerignore']
    .map((name) => textOf(join(folder, name)))
    .find((found) => found !== undefined);
  if (text === undefined) return { one: () => false, whole: () => false };
  // oxlint-disable-next-line typescript/no-require-imports -- many projects have no such file
  const { default: ignore } = require('@balena/dockerignore') as typeof DockerIgnore;
  const rules = ignore({ ignorecase: false }).add(withPlainSigns(text));
  const one = (name: string) => rules.ignores(name);
  // With an exception something deeper may come back.
  return { one, whole: /^\s*!/m.test(text) ? () => false : one };
}

/**
 * Escapes what means nothing in a .dockerignore and something in the library's expressions. On Windows
 * nothing can be escaped there.
 * https://github.com/moby/patternmatcher/blob/main/patternmatcher.go
 */
function withPlainSigns(text: string): string {
  return sep === '\\'
    ? text
    : text.replaceAll(/\\.|[+()|{}]/g, (sign) => sign.replace(/^[^\\]/, '\\$&'));
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
