import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shiftedClock } from './shifted-clock';

/** Runs every check of the project and ends with one line: `N passed, N failed`. */

interface Counts {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

const checks = [
  ['build', 'npm', 'run', '--silent', 'build'],
  ['lint', 'npm', 'run', '--silent', 'lint'],
  ['format', 'npm', 'run', '--silent', 'format:check', '--', '--log-level', 'warn'],
  ['types', 'npm', 'run', '--silent', 'typecheck'],
] as const;

interface Suite {
  readonly projects: readonly string[];
  readonly options: readonly string[];
  readonly prefix?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const shifted = shiftedClock();
if (shifted === null)
  console.log('There is no faketime that works: no test is run on another day.');

/** What jest runs, one after the other; by itself it would leave a core idle. */
const suites: readonly Suite[] = [
  { projects: ['unit', 'cdktn'], options: ['--maxWorkers=100%'] },
  ...(shifted === null
    ? []
    : [{ ...shifted, projects: ['unit'], options: ['--maxWorkers=100%', ...shifted.tests] }]),
  { projects: ['proof'], options: ['--maxWorkers=2'] },
  // They mostly wait, for processes that end and for Terraform's providers.
  { projects: ['e2e'], options: ['--maxWorkers=4'] },
];
const none: Counts = {
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numRuntimeErrorTestSuites: 0,
  testResults: [],
};

let passed = 0;
let failed = 0;
let skipped = 0;
const failures: string[] = [];

for (const [name, program, ...args] of checks) {
  const started = Date.now();
  const { status } = spawnSync(program, args, { stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok' : 'FAILED'}: ${name} (${seconds(started)} s)`);
  if (status === 0) passed += 1;
  else {
    failed += 1;
    failures.push(name);
  }
}

const scratch = mkdtempSync(join(tmpdir(), 'fargate-cron-'));
// Tests run some programs as another user.
chmodSync(scratch, 0o755);
const env = { ...process.env, TMPDIR: scratch };
try {
  for (const { projects, options, prefix = [], env: own = {} } of suites) {
    const file = join(scratch, 'jest.json');
    rmSync(file, { force: true });
    const jest = ['npx', 'jest', '--selectProjects', ...projects, '--json', '--outputFile', file];
    const [program = '', ...args] = [...prefix, ...jest, ...options];
    const { status } = spawnSync(program, args, {
      env: { ...env, ...own },
      // The results go to the file; without it jest would print them a second time.
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    // A run that ended before it had results has none.
    const counts = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Counts) : none;
    passed += counts.numPassedTests;
    skipped += counts.numPendingTests;
    failures.push(
      ...counts.testResults
        .flatMap(({ assertionResults }) => assertionResults)
        .filter((test) => test.status === 'failed')
        .map(({ fullName }) => [fullName, ...prefix].join(' ')),
    );
    // A file that does not load has no test that could fail.
    const count = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
    failed += status !== 0 && count === 0 ? 1 : count;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

for (const name of failures) console.log(`FAILED: ${name}`);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;

function seconds(started: number): string {
  return ((Date.now() - started) / 1000).toFixed(1);
}
