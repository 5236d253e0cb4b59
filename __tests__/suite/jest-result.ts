import { stripVTControlCharacters } from 'node:util';

/** What jest writes with `--json`, as far as it is read. */
export interface JestResult {
  readonly numPassedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** Why it did not load, or all that failed. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

export interface Failure {
  readonly name: string;
  /** Nothing where the output has it. */
  readonly why?: string;
}

export interface Counts {
  readonly passed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
}

/**
 * Counts the tests of a run of jest.
 *
 * @param name of the run, for a failure that belongs to no test
 * @param exitCode that of jest
 * @param result nothing where it ended before it had one
 */
export function countTests(name: string, exitCode: number, result?: JestResult): Counts {
  const files = result?.testResults ?? [];
  const failures = files.flatMap((file): Failure[] => {
    const failed = file.assertionResults.filter(({ status }) => status === 'failed');
    // A file that does not load has no test that could fail.
    const unloaded = file.status === 'failed' && failed.length === 0;
    return unloaded
      ? [{ name: `${file.name} did not run`, why: shortened(file.message) }]
      : failed.map((test) => ({
          name: test.fullName,
          why: shortened(test.failureMessages.join('\n')),
        }));
  });
  const passed = result?.numPassedTests ?? 0;
  if (failures.length === 0) {
    if (exitCode !== 0) failures.push({ name: `${name} ended with exit code ${exitCode}` });
    else if (passed === 0) failures.push({ name: `${name} had no test that ran` });
  }
  return { passed, skipped: result?.numPendingTests ?? 0, failures };
}

// What was expected stands at the beginning of a message, what Terraform says at the end of its output.
const firstLines = 5;
const lastLines = 15;

/** A message without its stack trace, and of a long one the beginning and the end. */
function shortened(message: string): string {
  const [said = ''] = stripVTControlCharacters(message).split(/\n\s+at /);
  const lines = said.trim().split('\n');
  return lines.length <= firstLines + lastLines
    ? lines.join('\n')
    : [...lines.slice(0, firstLines), '[…]', ...lines.slice(-lastLines)].join('\n');
}
