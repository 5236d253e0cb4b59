import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs every check of the project and ends with one line: `N passed, N failed`. */

interface Counts {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

const checks = [
  ['build', 'npm', 'run', '--silent', 'build'],
  ['lint', 'npx', 'eslint', '.'],
  ['format', 'npx', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['types', 'npx', 'tsc', '--noEmit'],
] as const;

let passed = 0;
let failed = 0;
let skipped = 0;

for (const [name, program, ...args] of checks) {
  const started = Date.now();
  const { status } = spawnSync(program, args, { stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok' : 'FAILED'}: ${name} (${seconds(started)} s)`);
  if (status === 0) passed += 1;
  else failed += 1;
}

const results = mkdtempSync(join(tmpdir(), 'fargate-cron-'));
try {
  const file = join(results, 'jest.json');
  const { status } = spawnSync('npx', ['jest', '--json', '--outputFile', file], {
    // The results go to the file; without it jest would print them a second time.
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const counts = JSON.parse(readFileSync(file, 'utf8')) as Counts;
  passed += counts.numPassedTests;
  // A file that does not load has no test that could fail.
  failed += counts.numFailedTests + counts.numRuntimeErrorTestSuites;
  skipped += counts.numPendingTests;
  if (status !== 0 && failed === 0) failed += 1;
} finally {
  rmSync(results, { recursive: true });
}

console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;

function seconds(started: number): string {
  return ((Date.now() - started) / 1000).toFixed(1);
}
