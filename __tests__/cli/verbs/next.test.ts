import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyCheckout } from '../../e2e/checkout';
import { fargateCron } from '../command';
import { parseJson } from '../json-shapes';

function next(...args: string[]) {
  return fargateCron(['next', ...args]);
}

test('answers for any expression as JSON', () => {
  const { status, stdout } = next(
    '--expression=cron(0 18 ? * FRI *)',
    '--time-zone=America/New_York',
    '--from=2026-11-24T00:00:00Z',
    '-n2',
    '--json',
  );
  expect(JSON.parse(stdout)).toEqual({
    runs: [
      { utc: '2026-11-27T23:00:00Z', local: '2026-11-27T18:00:00-05:00', marks: [] },
      { utc: '2026-12-04T23:00:00Z', local: '2026-12-04T18:00:00-05:00', marks: [] },
    ],
  });
  expect(status).toBe(0);
});

test('marks in JSON too, and says of a time that the clock skips that nothing runs', () => {
  const { stdout } = next(
    '--expression=cron(30 1,2 * * ? *)',
    '--time-zone=America/New_York',
    '--from=2027-03-14T06:00:00Z',
    '-n2',
    '--json',
  );
  expect(parseJson('next', stdout).runs).toEqual([
    { utc: '2027-03-14T06:30:00Z', local: '2027-03-14T01:30:00-05:00', marks: [] },
    { utc: null, local: '2027-03-14T02:30:00', marks: ['left out: the clock skips this time'] },
    {
      utc: '2027-03-15T05:30:00Z',
      local: '2027-03-15T01:30:00-04:00',
      marks: ['clock changed from -05:00'],
    },
  ]);
});

test('answers for an expression without the project', () => {
  const { status, stdout } = fargateCron(
    ['next', '--expression=rate(1 day)', '--from=2026-11-24T00:00:00Z', '-n1', '--json'],
    // An environment that config.ts does not have.
    { FARGATE_CRON_ENV: 'nowhere' },
  );
  expect(stdout).toContain('2026-11-24T00:00:00Z');
  expect(status).toBe(0);
});

test('answers for a job and marks where the clock changes', () => {
  const { status, stdout } = next('weekly-crawl', '--from=2027-03-08T00:00:00Z', '-n2');
  expect(stdout).toContain('2027-03-19T18:00:00-04:00');
  expect(stdout).toContain('clock changed from -05:00');
  expect(status).toBe(0);
});

test('answers for a job that runs after another when that is due', () => {
  const checkout = copyCheckout();
  try {
    const jobs = [
      { name: 'nightly', schedule: 'cron(0 2 * * ? *)', timeZone: 'Europe/Berlin' },
      { name: 'report', after: 'nightly' },
    ];
    writeFileSync(
      join(checkout, 'config.ts'),
      `export default ${JSON.stringify({ project: 'acme', jobs, environments: { local: { state: { backend: 'local' } } } })};`,
    );
    const { status, stdout } = fargateCron(['next', 'report', '-n1'], {}, checkout);
    expect(stdout).toMatch(/^It runs once nightly is done. When that is due:\n/);
    expect(stdout).toContain('2026-11-24T02:00:00+01:00');
    expect(status).toBe(0);
  } finally {
    rmSync(checkout, { recursive: true });
  }
});

test('has no column of marks where there is none', () => {
  const { stdout } = next('--expression=rate(1 day)', '--from=2026-11-24T00:00:00Z', '-n1');
  expect(stdout.split('\n')[1]).toMatch(/^│ UTC +│ UTC +│$/);
});

test('marks a run that starts before the one before it has to be over', () => {
  const { status, stdout } = next('--expression=rate(1 hour)', '-n2', '--timeout=90');
  expect(
    stdout.match(/the previous run may still be running: it may take 1 h 30 min/g),
  ).toHaveLength(1);
  expect(next('--expression=rate(1 hour)', '-n2', '--timeout=60').stdout).not.toContain(
    'may still',
  );
  expect(status).toBe(0);
});

test.each([
  [['--expression=cron(0 18 * * FRI *)'], 'put ? in one: cron(0 18 ? * FRI *)'],
  [['--expression=rate(1 hours)', '--rule'], 'write rate(1 hour)'],
  [['--expression=rate(1 day)', '--time-zone=Mars'], 'must be an IANA time zone, got "Mars"'],
  [['weekly-crowl'], 'did you mean weekly-crawl?'],
  [[], 'takes either a job of config.ts or --expression'],
])('wrong use ends with 2 and says what to write: %j', (args, message) => {
  const { status, stdout, stderr } = next(...args);
  expect(stderr).toContain(message);
  expect(stdout).toBe('');
  expect(status).toBe(2);
});
