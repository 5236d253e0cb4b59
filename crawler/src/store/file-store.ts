import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, messageOf } from '../errors';
import type { Store, Stored } from './store';

/** What is held under a lock takes milliseconds: a lock this old was left by a killed process. */
const abandonedMs = 5_000;
const longestPollMs = 20;
const makeAttempts = 10;

/**
 * A store on a disk. New bytes go to a file of their own, which then takes the old one's place; files
 * on their way lie in `.tmp`, where no reader of the stored data looks.
 */
export function fileStore(root: string): Store {
  const workshop = join(root, '.tmp');
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
      const lock = join(workshop, `${createHash('sha256').update(key).digest('hex')}.lock`);
      try {
        await makeIn(workshop, () => writeFile(fresh, bytes));
        await makeIn(workshop, () => takeLock(lock));
        try {
          if ((await read(key))?.etag !== readEtag) return undefined;
          await makeIn(dirname(path), () => rename(fresh, path));
          return etagOf(bytes);
        } finally {
          // Somebody who took us for killed may have moved it away.
          await rmdir(lock).catch(() => undefined);
        }
      } catch (error) {
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
async function makeIn(directory: string, make: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await make();
      return;
    } catch (error) {
      if (!hasCode(error, 'ENOENT') || attempt === makeAttempts) throw error;
      await mkdir(directory, { recursive: true });
    }
  }
}

/** Making a directory either succeeds or finds it there, for any number of processes. */
async function takeLock(lock: string): Promise<void> {
  for (;;) {
    try {
      await mkdir(lock);
      return;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    if (await isAbandoned(lock)) {
      // Of several that find it abandoned only one can move it away.
      const away = `${lock}.${randomUUID()}`;
      await rename(lock, away).then(
        () => rmdir(away),
        () => undefined,
      );
    } else {
      await sleep(1 + Math.random() * longestPollMs);
    }
  }
}

async function isAbandoned(lock: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(lock)).mtimeMs > abandonedMs;
  } catch {
    return false;
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

function hasCode(error: unknown, ...codes: string[]): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    codes.includes(String(error.code))
  );
}
