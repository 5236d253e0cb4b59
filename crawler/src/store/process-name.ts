import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { hasCode } from './error-code';

/** Tells a process from all others there are and were: an id alone is given to another one later. */
export interface ProcessName {
  readonly host: string;
  /** The start of the host and its namespace of processes: containers may share a host's name. */
  readonly system: string;
  readonly pid: number;
  /** When the process began, as its system counts; empty where that cannot be known. */
  readonly start: string;
}

const run = promisify(execFile);
let own: Promise<ProcessName> | undefined;

export function ownProcess(): Promise<ProcessName> {
  own ??= (async () => ({
    host: hostname(),
    system: (
      await Promise.all([
        readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
        readlink('/proc/self/ns/pid').catch(() => ''),
      ])
    )
      .map((part) => part.trim())
      .join(' '),
    pid: process.pid,
    start: (await startOf(process.pid)) ?? '',
  }))();
  return own;
}

/** Whether a process has ended for certain: of one that cannot be seen from here nobody knows. */
export async function isDead({ host, system, pid, start }: ProcessName): Promise<boolean> {
  const here = await ownProcess();
  if (host !== here.host || system !== here.system) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return true;
  }
  const found = await startOf(pid);
  return found !== undefined && start !== '' && found !== start;
}

/**
 * Neither depends on a clock that may be set: Linux counts ticks since its own start, and `ps` says
 * what the kernel noted.
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      // The name comes before, in parentheses, and may hold anything. Then the third field follows.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return startOrEnd(fields[0], fields[22 - 3]);
    }
    // The start is told in the language and the zone of whoever asks, and must be the same for all.
    const { stdout } = await run('/bin/ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      env: { LC_ALL: 'C', TZ: 'UTC' },
    });
    const [state, ...start] = stdout.trim().split(/\s+/);
    return startOrEnd(state, start.join(' '));
  } catch {
    return undefined;
  }
}

/** A zombie has ended and waits for its parent to ask how: it writes nothing any more. */
function startOrEnd(state: string | undefined, start: string | undefined): string | undefined {
  return state?.startsWith('Z') === true ? 'ended' : start;
}
