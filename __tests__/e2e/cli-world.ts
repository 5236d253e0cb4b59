import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** How a call of the command ended. */
export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A call of the command that may be talked to before its end. */
export interface RunningCommand {
  readonly child: ChildProcess;
  readonly result: Promise<CommandResult>;
  /** Resolves when the command has printed this text. */
  readonly printed: (wanted: string) => Promise<void>;
}

/**
 * Calls the command of a checkout.
 *
 * @param terminal whether to give it one
 */
export function startCommand(
  directory: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { terminal = false } = {},
): RunningCommand {
  const command = [process.execPath, join(directory, 'cli', 'fargate-cron.js'), ...args];
  // A shell that stays between dies of Ctrl-C itself, whatever the command's exit code is.
  const inShell = `exec ${command.join(' ')}`;
  const child = terminal
    ? spawn('script', ['--quiet', '--return', '--command', inShell, '/dev/null'], {
        cwd: directory,
        env,
      })
    : spawn(command[0] ?? '', command.slice(1), {
        cwd: directory,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
  const { stdout, stderr } = child as {
    stdout: NodeJS.ReadableStream;
    stderr: NodeJS.ReadableStream;
  };
  let seen = '';
  const watchers = new Set<() => void>();
  for (const stream of [stdout, stderr]) {
    stream.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      for (const look of watchers) look();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    child,
    result: Promise.all([ended, text(stdout), text(stderr)]).then(([status, out, errors]) => ({
      status,
      stdout: out,
      stderr: errors,
    })),
    printed: (wanted) =>
      new Promise<void>((resolve, reject) => {
        const look = (): void => {
          if (!seen.includes(wanted)) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        void ended.then(() => {
          reject(new Error(`the command ended without "${wanted}":\n${seen}`));
        });
        look();
      }),
  };
}
