import { countTests, type JestResult } from './jest-result';

function resultOf(...files: (readonly [status: string, ...tests: string[]])[]): JestResult {
  const statuses = files.flatMap(([, ...tests]) => tests);
  return {
    numPassedTests: statuses.filter((status) => status === 'passed').length,
    numPendingTests: statuses.filter((status) => status === 'pending').length,
    testResults: files.map(([status, ...tests], index) => ({
      name: `${index}.test.ts`,
      status,
      message: 'it does not load',
      assertionResults: tests.map((each) => ({
        status: each,
        fullName: `${index} ${each}`,
        failureMessages: each === 'failed' ? ['Error: \u001b[31mno\u001b[39m\n    at file:1'] : [],
      })),
    })),
  };
}

it('counts what passed, failed and was skipped', () => {
  const result = resultOf(['passed', 'passed', 'pending'], ['failed', 'passed', 'failed']);
  expect(countTests('unit', 1, result)).toEqual({
    passed: 2,
    skipped: 1,
    failures: [{ name: '1 failed', why: 'Error: no' }],
  });
});

it('counts a file that does not load', () => {
  const result = resultOf(['passed', 'passed'], ['failed']);
  expect(countTests('unit', 1, result).failures).toEqual([
    { name: '1.test.ts did not run', why: 'it does not load' },
  ]);
});

it('counts a file whose tests passed and whose end failed', () => {
  const result = resultOf(['failed', 'passed']);
  expect(countTests('unit', 1, result)).toMatchObject({
    passed: 1,
    failures: [{ name: '0.test.ts did not run' }],
  });
});

it('counts a run that ended without a result, or failed for another reason', () => {
  expect(countTests('proof', 137).failures).toEqual([{ name: 'proof ended with exit code 137' }]);
  expect(countTests('proof', 1, resultOf(['passed', 'passed'])).failures).toEqual([
    { name: 'proof ended with exit code 1' },
  ]);
});

it('counts a run that found no test', () => {
  expect(countTests('e2e', 0, resultOf()).failures).toEqual([{ name: 'e2e had no test that ran' }]);
  expect(countTests('e2e', 0, resultOf(['passed', 'pending'])).failures).toHaveLength(1);
});

it('tells the beginning and the end of a long reason', () => {
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`);
  const [file] = resultOf(['failed']).testResults;
  if (file === undefined) throw new Error('there is no file');
  const result = { ...resultOf(), testResults: [{ ...file, message: lines.join('\n') }] };
  const [failure] = countTests('unit', 1, result).failures;
  expect(failure?.why?.split('\n')).toEqual([...lines.slice(0, 5), '[…]', ...lines.slice(-15)]);
});
