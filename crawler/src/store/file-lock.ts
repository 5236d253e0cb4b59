import { randomUUID } from 'node:crypto';
import { readFile, readlink, symlink, unlink, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { HeldError } from '../errors';
import { hasCode } from './error-code';
import { isDead, ownProcess, type ProcessName } from './process-name';

const longestPollMs = 20;

/**
 * Takes a lock that any number of processes want, on disks that several hosts may share. It names its
 * holder and is taken over only from a process of this host that has ended: no time of a file is
 * compared with a clock, and a writer that was stopped keeps it for as long as it lives.
 *
 * @param of what it is for, as messages say it
 * @param waitMs how long a holder that lives, or may live, is waited for
 * @returns what releases it
 * @throws HeldError where it was held all that time
 */
export async function takeLock(
  path: string,
  of: string,
  waitMs: number,
): Promise<() => Promise<void>> {
  const name = JSON.stringify({ ...(await ownProcess()), lock: randomUUID() });
  const release = (): Promise<void> => remove(path);
  // Counts on whatever the clock is set to.
  const until = performance.now() + waitMs;
  for (;;) {
    if (await make(path, name)) return release;
    const held = await read(path);
    if (held === undefined) continue;
    // A server of files may have made it and lost its answer.
    if (held === name) return release;
    const holder = holderOf(held);
    if (holder !== undefined && (await isDead(holder))) {
      await removeDead(path, held, of, waitMs);
    } else if (performance.now() < until) {
      await sleep(1 + Math.random() * longestPollMs);
    } else {
      const who =
        holder === undefined
          ? 'somebody who left no name'
          : `process ${holder.pid} of host ${holder.host}`;
      throw new HeldError(
        `${of} is held by ${who}, and was waited for ${waitMs / 1000} s: let that writer end, ` +
          `or, where it has ended, delete ${path}`,
      );
    }
  }
}

/**
 * Of several that find the holder dead, only one may remove the lock, and only while it is that
 * holder's: whoever comes later would remove the lock of somebody alive.
 */
async function removeDead(path: string, held: string, of: string, waitMs: number): Promise<void> {
  const release = await takeLock(`${path}.heir`, of, waitMs);
  try {
    if ((await read(path)) === held) await remove(path);
  } finally {
    await release();
  }
}

/** A symbolic link comes into being with all it says, or not at all. */
async function make(path: string, name: string): Promise<boolean> {
  try {
    await symlink(name, path).catch(async (error: unknown) => {
      // Some disks have none, exFAT and shares of Windows among them. A file may be seen before it
      // says anything; then its holder is unknown.
      if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw error;
      await writeFile(path, name, { flag: 'wx' });
    });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** A person who took the holder for dead may have been faster. */
async function remove(path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error;
  });
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readlink(path).catch((error: unknown) => {
      if (hasCode(error, 'EINVAL')) return readFile(path, 'utf8');
      throw error;
    });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function holderOf(held: string): ProcessName | undefined {
  try {
    const { host, system, pid, start } = JSON.parse(held) as Record<string, unknown>;
    return typeof host === 'string' &&
      typeof system === 'string' &&
      typeof pid === 'number' &&
      typeof start === 'string'
      ? { host, system, pid, start }
      : undefined;
  } catch {
    return undefined;
  }
}
