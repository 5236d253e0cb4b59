import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyCheckout } from '../__tests__/e2e/checkout';
import { deployStacks, stackIds } from '../local/deployment';
import { startLocalAws, stopLocalAws } from '../local/local-aws';
import { localEnvironment } from '../local/terraform';

/**
 * How long `fargate-cron plan` takes for the four deployed stacks, against `cdktf diff` of one after
 * the other.
 */

const runs = 3;
const aim = 0.6;

async function main(): Promise<void> {
  const directory = copyCheckout();
  try {
    const { endpoint } = await startLocalAws(directory, {});
    const env = localEnvironment(directory, endpoint);
    await deployStacks({ directory, env });
    const seconds = (program: string, ...args: string[]): number => {
      const started = process.hrtime.bigint();
      const { status, stdout, stderr } = spawnSync(program, args, {
        cwd: directory,
        env: { ...env, CI: 'true' },
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`);
      return Number(process.hrtime.bigint() - started) / 1e9;
    };
    const cdktf = join(directory, 'node_modules', '.bin', 'cdktf');
    const theirs = (): number =>
      stackIds
        .map((stack) => seconds(cdktf, 'diff', stack, '--skip-provider-lock'))
        .reduce((sum, time) => sum + time);
    const ours = (): number => seconds(process.execPath, 'cli/fargate-cron.js', 'plan');
    // In turn, so that what else the machine does falls on both.
    const pairs = Array.from({ length: runs }, () => [theirs(), ours()] as const);
    const ratio = median(pairs.map(([their, our]) => our / their));
    console.log(`cdktf diff of four stacks: ${median(pairs.map(([their]) => their)).toFixed(1)} s`);
    console.log(`fargate-cron plan: ${median(pairs.map(([, our]) => our)).toFixed(1)} s`);
    console.log(`ratio: ${ratio.toFixed(2)} (at most ${aim.toFixed(2)} is the aim)`);
    process.exitCode = ratio <= aim ? 0 : 1;
  } finally {
    await stopLocalAws(directory);
    rmSync(directory, { recursive: true });
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

void main();
