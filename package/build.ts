import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';

const root = join(__dirname, '..');

/** What is called or required by name; what they require comes along. */
const entries = ['index.ts', 'testing.ts', 'cli/main.ts', 'local/aws/serve.ts'];

/** What is no TypeScript and is read, served or run. */
const copied = [
  '.github/workflows/apply.yml',
  '.github/workflows/plan.yml',
  '.nvmrc',
  'cli/check-node.js',
  'cli/fargate-cron.js',
  'cli/init/templates',
  'cli/load.js',
  'cli/plan/resourceless-actions.json',
  'cli/report/in-browser.js',
  'cli/report/page.css',
  'crawler/.dockerignore',
  'crawler/Dockerfile',
  'crawler/dist/crawler.js',
  'local/tools/requirements.txt',
  'providers',
];

/**
 * Makes what npm publishes, laid out as the repository, so that a file finds another by the same path
 * in both. The JavaScript is what cli/load.js makes of the same sources; the types are the compiler's,
 * for what is public alone.
 *
 * @param dist the folder to make anew
 * @param types whether it has them: the compiler takes ten times as long as all the rest
 */
export function buildPackage(dist: string, types = true): void {
  rmSync(dist, { recursive: true, force: true });
  const options = {
    absWorkingDir: root,
    platform: 'node',
    target: 'node20',
    // It warns of files that are found by name when they run.
    logLevel: 'error',
    outdir: dist,
  } as const;
  const { metafile } = buildSync({
    ...options,
    entryPoints: entries,
    bundle: true,
    packages: 'external',
    metafile: true,
    write: false,
  });
  buildSync({
    ...options,
    entryPoints: Object.keys(metafile.inputs),
    format: 'cjs',
    sourcemap: true,
    outbase: root,
  });
  if (types) declareTypes(dist);
  for (const file of copied) {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    cpSync(join(root, file), join(dist, file), { recursive: true });
  }
  // Its versions are read from beside the folders, as in the repository.
  const { version, engines, dependencies, devDependencies, peerDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Readonly<Record<string, unknown>>;
  writeFileSync(
    join(dist, 'package.json'),
    JSON.stringify({
      type: 'commonjs',
      ...{ version, engines, dependencies, devDependencies, peerDependencies },
    }),
  );
}

function declareTypes(dist: string): void {
  const { status, stdout } = spawnSync(
    'npx',
    ['--no-install', 'tsc', '--project', join(__dirname, 'tsconfig.json'), '--outDir', dist],
    { cwd: root, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the types cannot be written:\n${stdout}`);
}

if (require.main === module) buildPackage(join(root, 'dist'));
