import { countTests, type JestResult } from './jest-result';

function resultOf(...files: (readonly [status: string, ...tests: string[]])[]): JestResult {
  const statuses = files.flatMap(([, ...tests]) => tests);
  return {
    numPassedTests: statuses.filter((status) => status === 'passed').length,
    numPendingTests: statuses.filter((status) => status === 'pending').length,
    testResults: files.map(([status, ...tests], index) => ({
      name: `${index}.test.ts`,
      status,
      assertionResults: tests.map((each) => ({ status: each, fullName: `${index} ${each}` })),
    })),
  };
}

it('counts what passed, failed and was skipped', () => {
  const result = resultOf(['passed', 'passed', 'pending'], ['failed', 'passed', 'failed']);
  expect(countTests('unit', 1, result)).toEqual({ passed: 2, skipped: 1, failures: ['1 failed'] });
});

it('counts a file that does not load', () => {
  const result = resultOf(['passed', 'passed'], ['failed']);
  expect(countTests('unit', 1, result).failures).toEqual(['1.test.ts did not run']);
});

it('counts a file whose tests passed and whose end failed', () => {
  const result = resultOf(['failed', 'passed']);
  expect(countTests('unit', 1, result)).toMatchObject({
    passed: 1,
    failures: ['0.test.ts did not run'],
  });
});

it('counts a run that ended without a result, or failed for another reason', () => {
  expect(countTests('proof', 137).failures).toEqual(['proof ended with exit code 137']);
  expect(countTests('proof', 1, resultOf(['passed', 'passed'])).failures).toEqual([
    'proof ended with exit code 1',
  ]);
});

it('counts a run that found no test', () => {
  expect(countTests('e2e', 0, resultOf()).failures).toEqual(['e2e had no test that ran']);
  expect(countTests('e2e', 0, resultOf(['passed', 'pending'])).failures).toHaveLength(1);
});
