import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { placeForCheckout } from '../__tests__/built-checkout';
import { copyCheckout } from '../__tests__/e2e/checkout';
import { deployStacks, stackIds } from '../local/deployment';
import { startLocalAws, stopLocalAws } from '../local/local-aws';
import { localEnvironment } from '../local/terraform';
import { pair, type Figure } from './figure';
import { median } from './process';

/**
 * How long `fargate-cron plan` takes for the four deployed stacks, against `cdktf diff` of one after
 * the other. Each starts the provider itself, as in a real account.
 */
export async function planFigure(rounds: number): Promise<Figure> {
  const removeCheckout = placeForCheckout();
  const directory = copyCheckout();
  try {
    const { endpoint } = await startLocalAws(directory, {});
    const env = { ...localEnvironment(directory, endpoint), TF_REATTACH_PROVIDERS: undefined };
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
    const pairs = Array.from({ length: rounds }, () => [theirs(), ours()] as const);
    return {
      what: '`fargate-cron plan` of the four stacks, time',
      beside: '`cdktf diff` of the four, one after another',
      ratio: median(pairs.map(([their, our]) => our / their)),
      aim: 0.6,
      measured: pair(
        median(pairs.map(([, our]) => our)),
        median(pairs.map(([their]) => their)),
        's',
      ),
    };
  } finally {
    await stopLocalAws(directory);
    rmSync(directory, { recursive: true });
    removeCheckout();
  }
}
