import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { devDependencies } from '../package.json';
import { packPackage } from '../package/pack';
import { pair, type Figure } from './figure';
import { median } from './process';

/** What a project of CDKTF with these resources has in any case. */
const bare = ['@cdktf/provider-aws', '@cdktf/provider-docker', 'cdktf', 'constructs'] as const;

interface Installed {
  readonly seconds: number;
  readonly mebibytes: number;
}

/** How long npm takes to install the package, from its cache, and what lies there then. */
export function installFigures(rounds: number): Figure[] {
  const packed = packPackage();
  const folder = mkdtempSync(join(tmpdir(), 'fargate-cron-install-'));
  try {
    const theirs = Object.fromEntries(bare.map((name) => [name, devDependencies[name]]));
    const ours = { 'fargate-cron': `file:${packed.tarball}` };
    // The first pair fills the cache.
    const pairs = Array.from({ length: rounds + 1 }, () => ({
      ours: install(folder, ours),
      theirs: install(folder, theirs),
    })).slice(1);
    const figure = (measure: keyof Installed, what: string, aim: number): Figure => ({
      what: `\`npm install fargate-cron\`, ${what}`,
      beside: 'of `cdktf`, `constructs` and the providers alone',
      ratio: median(pairs.map((each) => each.ours[measure] / each.theirs[measure])),
      aim,
      measured: pair(
        median(pairs.map((each) => each.ours[measure])),
        median(pairs.map((each) => each.theirs[measure])),
        measure === 'seconds' ? 's' : 'MiB',
      ),
    });
    return [figure('seconds', 'time', 2), figure('mebibytes', 'size', 1.3)];
  } finally {
    rmSync(packed.folder, { recursive: true });
    rmSync(folder, { recursive: true });
  }
}

function install(parent: string, dependencies: Readonly<Record<string, string>>): Installed {
  const folder = join(parent, 'project');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  const started = process.hrtime.bigint();
  execFileSync('npm', ['install', ...options], { cwd: folder, stdio: 'ignore' });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const mebibytes = bytesIn(join(folder, 'node_modules')) / 2 ** 20;
  rmSync(folder, { recursive: true });
  return { seconds, mebibytes };
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => statSync(join(parentPath, name)).size)
    .reduce((sum, size) => sum + size, 0);
}
