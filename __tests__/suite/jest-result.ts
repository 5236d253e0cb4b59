/** What jest writes with `--json`, as far as it is read. */
export interface JestResult {
  readonly numPassedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

export interface Counts {
  readonly passed: number;
  readonly skipped: number;
  /** The name of everything that failed. */
  readonly failures: readonly string[];
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
  const failures = files.flatMap((file) => {
    const failed = file.assertionResults.filter(({ status }) => status === 'failed');
    // A file that does not load has no test that could fail.
    const unloaded = file.status === 'failed' && failed.length === 0;
    return unloaded ? [`${file.name} did not run`] : failed.map(({ fullName }) => fullName);
  });
  const passed = result?.numPassedTests ?? 0;
  if (failures.length === 0) {
    if (exitCode !== 0) failures.push(`${name} ended with exit code ${exitCode}`);
    else if (passed === 0) failures.push(`${name} had no test that ran`);
  }
  return { passed, skipped: result?.numPendingTests ?? 0, failures };
}
