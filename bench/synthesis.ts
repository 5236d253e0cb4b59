import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';

/** How long it takes to synthesize, against the way the stock template of CDKTF does it. */

const runs = 5;
const root = join(__dirname, '..');
const peers = join(root, '.fargate-cron', 'bench');
const stock = {
  name: 'npx ts-node main.ts (stock template)',
  command: [join(peers, 'node_modules', '.bin', 'ts-node'), 'main.ts'],
  // The module system of the stock template's tsconfig.json; types are checked, as it does.
  env: { TS_NODE_COMPILER_OPTIONS: '{"module":"commonjs","moduleResolution":"node"}' },
};
const ours = {
  name: 'node --import tsx main.ts',
  command: [process.execPath, '--import', 'tsx', 'main.ts'],
  env: {},
};

function seconds({ command, env }: typeof stock | typeof ours): number {
  const [program = '', ...args] = command;
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program, args, {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command.join(' ')} failed:\n${stderr}`);
  return Number(process.hrtime.bigint() - started) / 1e9;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

spawnSync(
  'npm',
  [
    'install',
    '--prefix',
    peers,
    '--no-save',
    '--no-audit',
    '--no-fund',
    'ts-node@10.9.2',
    'typescript@5.9.3',
  ],
  { stdio: 'ignore' },
);
// In turn, so that what else the machine does falls on both; the first of each warms the disk up.
const pairs = Array.from(
  { length: runs + 1 },
  () => [seconds(stock), seconds(ours)] as const,
).slice(1);
console.log(`${cpus().length} cores, Node ${process.version}, ${runs} runs in turn, medians`);
console.log(`${stock.name}: ${median(pairs.map(([time]) => time)).toFixed(2)} s`);
console.log(`${ours.name}: ${median(pairs.map(([, time]) => time)).toFixed(2)} s`);
const ratio = median(pairs.map(([theirs, mine]) => mine / theirs));
console.log(`ratio: ${ratio.toFixed(2)} (at most 0.25 is the aim)`);
process.exitCode = ratio <= 0.25 ? 0 : 1;
