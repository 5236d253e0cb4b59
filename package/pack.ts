import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackage } from './build';

const root = join(__dirname, '..');

/** What `npm pack` takes beside `dist/`. */
const beside = ['LICENSE', 'README.md', 'package.json'];

/** A package as it would be published. */
export interface Packed {
  /** What it was packed from, below the repository, so that what it imports is found. */
  readonly folder: string;
  readonly tarball: string;
}

/**
 * Packs what is there now, beside any other build that runs.
 *
 * @param types see `buildPackage`; what is published has them
 */
export function packPackage({ types = true } = {}): Packed {
  const own = join(root, '.fargate-cron');
  mkdirSync(own, { recursive: true });
  const folder = mkdtempSync(join(own, 'package-'));
  for (const file of beside) cpSync(join(root, file), join(folder, file));
  buildPackage(join(folder, 'dist'), types);
  const said = execFileSync('npm', ['pack', '--ignore-scripts', '--json'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = JSON.parse(said) as [{ filename: string }];
  return { folder, tarball: join(folder, packed.filename) };
}
