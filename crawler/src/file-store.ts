import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store, Stored } from './store';

/** Longer than any write takes: who holds a lock for so long has been killed. */
const abandonedMs = 10_000;
const pollMs = 20;

/** A lake on a disk. A write goes to a file of its own that then takes the place of the old one. */
export function fileStore(root: string): Store {
  const read = async (key: string): Promise<Stored | undefined> => {
    try {
      const bytes = await readFile(join(root, key));
      return { bytes, etag: createHash('sha256').update(bytes).digest('hex') };
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  };
  return {
    read,
    write: async (key, bytes, readEtag) => {
      const path = join(root, key);
      await mkdir(dirname(path), { recursive: true });
      return locked(path, async () => {
        if ((await read(key))?.etag !== readEtag) return false;
        const fresh = join(dirname(path), `.${randomUUID()}.tmp`);
        try {
          await writeFile(fresh, bytes);
          await rename(fresh, path);
        } finally {
          await rm(fresh, { force: true });
        }
        return true;
      });
    },
  };
}

/** Between looking at a file and replacing it nobody else may replace it. */
async function locked<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const lock = `${path}.lock`;
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      if (await isAbandoned(lock)) await rm(lock, { recursive: true, force: true });
      else await sleep(pollMs);
    }
  }
  try {
    return await work();
  } finally {
    await rmdir(lock);
  }
}

async function isAbandoned(lock: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(lock)).mtimeMs > abandonedMs;
  } catch {
    return false;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
