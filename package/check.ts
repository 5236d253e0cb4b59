import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { changedReports } from './api';
import { packPackage } from './pack';

/*
 * What people get who install the package: whether every way of importing it finds files and types, and
 * whether what is public is what was reviewed. `npm run api` accepts a change of it.
 */
const accept = process.argv[2] === '--accept';
const { folder, tarball } = packPackage();
try {
  const changed = changedReports(folder, accept);
  for (const report of changed) {
    console.log(accept ? `wrote ${report}` : `${report} is not what is public now: npm run api`);
  }
  const checks = accept
    ? []
    : [
        ['publint', 'run', '--strict', tarball],
        // Nobody imports the loader: node is told to require it.
        ['attw', tarball, '--exclude-entrypoints', 'load', '--format', 'ascii'],
      ];
  const failed = checks.filter(([command = '', ...args]) => {
    const { status, stdout, stderr } = spawnSync('npx', ['--no-install', command, ...args], {
      encoding: 'utf8',
    });
    if (status !== 0) console.log(`${stdout}${stderr}`);
    return status !== 0;
  });
  process.exitCode = failed.length > 0 || (changed.length > 0 && !accept) ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}
