import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** What `npm run build` makes and the container runs. */
export const bundle = join(__dirname, '..', '..', '..', 'crawler', 'dist', 'crawler.js');

export interface Ended {
  /** Nothing when a signal ended it. */
  readonly exitCode: number | null;
  readonly output: string;
  readonly seconds: number;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/**
 * Starts the bundled crawler the way a container does.
 *
 * @param env all that it sees of the environment
 */
export function startCrawler(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Running {
  const started = process.hrtime.bigint();
  const child = spawn(process.execPath, [bundle, ...args], {
    env: { REQUESTS_PER_MINUTE: '100000', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => output.push(chunk));
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      resolve({ exitCode, output: Buffer.concat(output).toString('utf8'), seconds });
    });
  });
  return { child, ended };
}

/** Does something with every item, a few at a time: most of them sleep or wait for each other. */
export async function atOnce<Item>(
  count: number,
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: count }, worker));
}
