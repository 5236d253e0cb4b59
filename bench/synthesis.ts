import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pair, type Figure } from './figure';
import { inTurn, medianOf, ratioOf, run, type Program } from './process';

/** How long it takes to synthesize and to start, against the way the stock template of CDKTF does it. */

const cwd = join(__dirname, '..');
const peers = join(cwd, '.fargate-cron', 'bench');

/** As the stock template has it, without npx, which would only take longer; types are checked. */
const stock: Program = {
  command: [join(peers, 'node_modules', '.bin', 'ts-node'), 'main.ts'],
  cwd,
  env: {
    // The project's own has no interface for ts-node.
    TS_NODE_COMPILER: join(peers, 'node_modules', 'typescript'),
    TS_NODE_COMPILER_OPTIONS: '{"module":"commonjs","moduleResolution":"node"}',
  },
};
const app: Program = { command: [process.execPath, 'cli/load.js', 'main.ts'], cwd };
const next: Program = {
  command: [process.execPath, 'cli/fargate-cron.js', 'next', 'weekly-crawl'],
  cwd,
};
const cdktf: Program = { command: [join(cwd, 'node_modules', '.bin', 'cdktf'), '--version'], cwd };

export function synthesisFigures(rounds: number): Figure[] {
  const { status } = spawnSync(
    'npm',
    [
      ...['install', '--prefix', peers, '--no-save', '--no-audit', '--no-fund', '--silent'],
      ...['ts-node@10.9.2', 'typescript@5.9.3'],
    ],
    { stdio: 'inherit' },
  );
  if (status !== 0) throw new Error('npm could not install the stock template’s ts-node');
  const costs = inTurn(
    {
      app: () => run(app),
      stock: () => run(stock),
      next: () => run(next),
      cdktf: () => run(cdktf),
    },
    rounds,
  );
  const figure = (measure: 'wallSeconds' | 'peakMiB', what: string, aim: number): Figure => ({
    what: `app command, ${what}`,
    beside: '`ts-node main.ts`, as the stock template has it',
    ratio: ratioOf(costs.app, costs.stock, measure),
    aim,
    measured: pair(
      medianOf(costs.app, measure),
      medianOf(costs.stock, measure),
      measure === 'peakMiB' ? 'MiB' : 's',
    ),
  });
  return [
    figure('wallSeconds', 'time', 0.125),
    figure('peakMiB', 'memory', 1 / 3),
    {
      what: '`fargate-cron next`, time',
      beside: '`cdktf --version`',
      ratio: ratioOf(costs.next, costs.cdktf, 'wallSeconds'),
      aim: 0.6,
      measured: pair(
        medianOf(costs.next, 'wallSeconds'),
        medianOf(costs.cdktf, 'wallSeconds'),
        's',
      ),
    },
  ];
}
