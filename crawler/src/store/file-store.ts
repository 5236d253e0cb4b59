import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError, HeldError, messageOf } from '../errors';
import { hasCode } from './error-code';
import { takeLock } from './file-lock';
import type { Store, Stored } from './store';

/** What is held under a lock takes milliseconds, on a slow disk of a network some seconds. */
const longestWaitMs = 60_000;
const makeAttempts = 10;

/**
 * A store on a disk. New bytes go to a file of their own, which then takes the old one's place; files
 * on their way lie in `.tmp`, where no reader of the stored data looks.
 *
 * @param waitMs for another writer of the same object, before a write fails with a `HeldError`
 */
export function fileStore(root: string, waitMs = longestWaitMs): Store {
  const workshop = join(root, '.tmp');
  /** Locks that were waited for in vain: one that all symbols need is not waited for by each. */
  const inVain = new Set<string>();
  const read = async (key: string): Promise<Stored | undefined> => {
    try {
      const bytes = await readFile(join(root, key));
      return { bytes, etag: etagOf(bytes) };
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw explained(error, root);
    }
  };
  return {
    read,
    write: async (key, bytes, readEtag) => {
      const path = join(root, key);
      const fresh = join(workshop, `${randomUUID()}.tmp`);
      const lock = join(workshop, `${createHash('sha256').update(key).digest('hex')}.held`);
      try {
        await makeIn(workshop, () => writeFile(fresh, bytes));
        const patienceMs = inVain.has(lock) ? 0 : waitMs;
        const release = await makeIn(workshop, () => takeLock(lock, key, patienceMs));
        inVain.delete(lock);
        try {
          if ((await read(key))?.etag !== readEtag) return undefined;
          await makeIn(dirname(path), () => rename(fresh, path));
          return etagOf(bytes);
        } finally {
          await release();
        }
      } catch (error) {
        if (error instanceof HeldError) inVain.add(lock);
        throw explained(error, root);
      } finally {
        await rm(fresh, { force: true });
      }
    },
    close: async () => {
      // Stays while another writer uses it.
      await rmdir(workshop).catch(() => undefined);
    },
  };
}

/** Makes something in a directory, which may not be there yet, or be removed by another writer. */
async function makeIn<Made>(directory: string, make: () => Promise<Made>): Promise<Made> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await make();
    } catch (error) {
      if (!hasCode(error, 'ENOENT') || attempt === makeAttempts) throw error;
      await mkdir(directory, { recursive: true });
    }
  }
}

/** What no retry can help is wrong configuration. */
function explained(error: unknown, root: string): unknown {
  return hasCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR')
    ? new ConfigError(`DATA_URI must be a directory to write to, got ${root}: ${messageOf(error)}`)
    : error;
}

function etagOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
