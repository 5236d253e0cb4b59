import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import { busy, times } from '../../times';
import type { Result } from './player';

/** `MUTATION_SEED` plays the one case of that seed. */
const only = process.env['MUTATION_SEED'];
const count = process.env['TEST_LONG'] === '1' ? 10_000 : times(300);
const [first, last] = only === undefined ? [1, count] : [Number(only), Number(only)];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fargate-cron-mutations-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** In a process of its own: what reads and writes Parquet takes five times as long within jest. */
async function play(): Promise<Result[]> {
  const player = join(folder, 'player.js');
  buildSync({
    entryPoints: [join(__dirname, 'player.ts')],
    bundle: true,
    platform: 'node',
    outfile: player,
    logLevel: 'silent',
  });
  const child = spawn(process.execPath, [player, String(first), String(last)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const results: Result[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    results.push(JSON.parse(line) as Result);
  }
  return results;
}

test(
  `in each of ${last - first + 1} cases the stored history is the truth, or named as suspect`,
  async () => {
    const results = await play();
    const wrong = results
      .filter(({ problems }) => problems.length > 0)
      .map(
        ({ seed, says, problems }) => `MUTATION_SEED=${seed} ${says}\n  ${problems.join('\n  ')}`,
      );
    expect(wrong).toEqual([]);
    expect(results).toHaveLength(last - first + 1);
    // Cases that spoil nothing would prove nothing, and nor would a crawler that trusts nobody.
    const share = (of: (states: Result['states']) => boolean): number =>
      only === undefined ? results.filter(({ states }) => of(states)).length / results.length : 1;
    expect(share((states) => states[1] !== 'true')).toBeGreaterThan(0.5);
    expect(share((states) => states[1] === 'named')).toBeGreaterThan(0.4);
    expect(share((states) => states.at(-1) === 'true')).toBeGreaterThan(0.9);
  },
  (60_000 + count * 500) * busy,
);
