import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../local/program';
import { shiftedClock, type ShiftedClock } from './shifted-clock';
import { countTests, type Counts, type Failure, type JestResult } from './suite/jest-result';

/**
 * Runs every check of the project and ends with one line: `N passed, N failed`. `TEST_LONG=1` plays
 * everything that chance decides more often.
 */

const shifted = shiftedClock();
if (shifted === null) {
  console.log('skipped: there is no faketime that works, so no test runs on another day');
}

/** The lanes run side by side, and what stands in one of them one after the other. */
const lanes = [
  // They mostly wait, for processes that end and for Terraform's provider.
  [jest('test:e2e', ['--maxWorkers=8'])],
  [jest('test:proof', ['--maxWorkers=1']), check('lint'), check('format:check')],
  [
    jest('test:unit', ['--maxWorkers=2']),
    check('typecheck'),
    ...(shifted === null ? [] : [jest('test:unit', ['--maxWorkers=2'], shifted)]),
  ],
];

type Step = (scratch: string) => Promise<Counts>;

/** A script of package.json that passes or fails. */
function check(script: string): Step {
  return async () => {
    const started = Date.now();
    const { exitCode, output } = await runProgram('npm', ['run', '--silent', script], {
      cwd: process.cwd(),
      env: process.env,
    });
    const counts =
      exitCode === 0
        ? { passed: 1, skipped: 0, failures: [] }
        : { passed: 0, skipped: 0, failures: [{ name: script }] };
    tell(script, started, output, counts);
    return counts;
  };
}

/**
 * A script of package.json that is a run of jest.
 *
 * @param shifted another day to run it on, and what of it
 */
function jest(script: string, options: readonly string[], shifted?: ShiftedClock): Step {
  const { prefix, env, tests } = shifted ?? { prefix: [], env: {}, tests: [] };
  const name = [...prefix, script].join(' ');
  return async (scratch) => {
    const started = Date.now();
    const file = join(scratch, `${name.replaceAll(/\W/g, '-')}.json`);
    const arguments_ = [...options, '--json', '--outputFile', file, ...tests];
    const [program, ...words] = [...prefix, 'npm', 'run', '--silent', script, '--'];
    const { exitCode, output } = await runProgram(program, [...words, ...arguments_], {
      cwd: process.cwd(),
      env: { ...process.env, ...env, TMPDIR: scratch },
    });
    // A run that ended before it had results has none.
    const result = existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as JestResult)
      : undefined;
    const counts = countTests(name, exitCode, result);
    // With --json jest prints the whole result, in one line.
    const said = output.split('\n').filter((line) => !line.startsWith('{"num'));
    tell(name, started, said.join('\n'), counts);
    return counts;
  };
}

/** Several run at once, so that what one of them says is told when it has ended. */
function tell(script: string, started: number, output: string, { failures }: Counts): void {
  if (output !== '') console.log(output);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${failures.length === 0 ? 'ok' : 'FAILED'}: ${script} (${seconds} s)`);
}

/** At the end, too: of an output that is cut it is what remains. One reason of many tests is told once. */
function tellFailure(failure: Failure, failures: readonly Failure[]): void {
  console.log(`FAILED: ${failure.name}`);
  const first = failures.find(({ why }) => why === failure.why);
  if (first === failure && failure.why !== undefined) {
    console.log(failure.why.replaceAll(/^/gm, '    '));
  }
}

async function inTurn(steps: readonly Step[], scratch: string): Promise<Counts[]> {
  const counts: Counts[] = [];
  for (const step of steps) counts.push(await step(scratch));
  return counts;
}

async function main(): Promise<void> {
  // Terraform, its provider and other programs in Go live for a moment and have memory to spare: a
  // fifth of their work is to collect garbage.
  process.env['GOGC'] = '400';
  const scratch = mkdtempSync(join(tmpdir(), 'fargate-cron-'));
  // Tests run some programs as another user.
  chmodSync(scratch, 0o755);
  try {
    // The others test what it makes.
    const build = await check('build')(scratch);
    const rest = await Promise.all(lanes.map((steps) => inTurn(steps, scratch)));
    const all = [build, ...rest.flat()];
    const total = (of: (counts: Counts) => number) =>
      all.map(of).reduce((sum, count) => sum + count);
    const failures = all.flatMap((counts) => counts.failures);
    const skipped = total((counts) => counts.skipped);
    for (const failure of failures) tellFailure(failure, failures);
    console.log(
      `${total((counts) => counts.passed)} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
    );
    process.exitCode = failures.length === 0 ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

void main();
