import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle, type Ended } from './crawler';

/** A process in which the bundled crawler runs, again and again and several times at once. */
export interface Host {
  /** @param faster how many times as fast as here time passes for the crawler */
  run(
    env: Readonly<Record<string, string>>,
    faster: number,
    args?: readonly string[],
  ): Promise<Ended>;
  stop(): void;
}

export function startHost(): Host {
  const outputs = mkdtempSync(join(tmpdir(), 'fargate-cron-host-'));
  const child: ChildProcess = fork(join(__dirname, 'many-runs.js'), [bundle], {
    env: { NODE_NO_WARNINGS: '1' },
    // The crawler's code is another one in each run: to optimize it takes longer than it is used.
    execArgv: ['--no-opt'],
  });
  const waiting = new Map<number, (exitCode: number | null) => void>();
  child.on('message', ({ id, exitCode }: { id: number; exitCode: number | null }) => {
    waiting.get(id)?.(exitCode);
    waiting.delete(id);
  });
  child.on('exit', () => {
    for (const end of waiting.values()) end(null);
  });
  let count = 0;
  return {
    run: async (env, faster, args = []) => {
      const started = performance.now();
      const id = (count += 1);
      const output = join(outputs, String(id));
      const exitCode = await new Promise<number | null>((resolve) => {
        waiting.set(id, resolve);
        child.send({ id, env: { REQUESTS_PER_MINUTE: '100000', ...env }, args, faster, output });
      });
      const written = existsSync(output) ? readFileSync(output, 'utf8') : '';
      rmSync(output, { force: true });
      return { exitCode, output: written, seconds: (performance.now() - started) / 1000 };
    },
    stop: () => {
      child.kill();
      rmSync(outputs, { recursive: true, force: true });
    },
  };
}
