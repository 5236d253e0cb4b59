import { spawnSync } from 'node:child_process';

/** The inner loop: lint, format, types and the unit tests of what has changed since the last commit. */
const checks = [
  ['tsc'],
  ['oxlint'],
  ['oxfmt', '--check'],
  ['jest', '--onlyChanged', '--selectProjects', 'unit'],
] as const;

let failed = 0;
for (const command of checks) {
  const { status } = spawnSync('npx', command, { stdio: 'inherit' });
  if (status !== 0) failed += 1;
}
console.log(failed === 0 ? 'all is well' : `${failed} of ${checks.length} checks failed`);
process.exitCode = failed === 0 ? 0 : 1;
