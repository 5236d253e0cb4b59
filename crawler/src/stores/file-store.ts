import { createHash, randomUUID } from 'node:crypto';
import {
  access,
  constants,
  mkdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { messageOf } from '../errors';
import { ConfigError } from '../errors';
import type { Store, Stored } from '../store';

/** What is held under a lock takes milliseconds: a lock this old was left by a killed process. */
const abandonedMs = 5_000;
const longestPollMs = 20;
const makeAttempts = 10;

/**
 * A lake on a disk. New bytes go to a file of their own, which then takes the old one's place; files
 * on their way lie in `.tmp`, where no reader of the lake looks.
 *
 * @throws ConfigError where the directory cannot be written
 */
export async function openFileStore(directory: string): Promise<Store> {
  const workshop = join(directory, '.tmp');
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw new ConfigError([
      `DATA_URI must be a directory we may write to, got ${messageOf(error)}`,
    ]);
  }

  async function read(key: string): Promise<Stored | undefined> {
    try {
      const bytes = await readFile(join(directory, key));
      return { bytes, etag: etagOf(bytes) };
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  }

  async function write(
    key: string,
    bytes: Uint8Array,
    readEtag: string | undefined,
  ): Promise<boolean> {
    const path = join(directory, key);
    const fresh = join(workshop, `${randomUUID()}.tmp`);
    const lock = join(workshop, `${createHash('sha256').update(key).digest('hex')}.lock`);
    await makeIn(workshop, () => writeFile(fresh, bytes));
    let isInPlace = false;
    try {
      await makeIn(workshop, () => takeLock(lock));
      try {
        if ((await read(key))?.etag !== readEtag) return false;
        await makeIn(dirname(path), () => rename(fresh, path));
        isInPlace = true;
        return true;
      } finally {
        // Somebody who took us for killed may have moved it away.
        await rmdir(lock).catch(() => undefined);
      }
    } finally {
      if (!isInPlace) await rm(fresh, { force: true });
    }
  }

  /** The workshop goes if it is empty, and stays while another writer uses it. */
  async function close(): Promise<void> {
    await rmdir(workshop).catch(() => undefined);
  }

  return { read, write, close };
}

/** Makes something in a directory, which may not be there yet, or be removed by another writer. */
async function makeIn(directory: string, make: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
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
      await wait(1 + Math.random() * longestPollMs);
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

function etagOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
