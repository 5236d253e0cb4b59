import { fargateCron } from './command';

test('shows the sum with the day of the prices', () => {
  const { status, stdout } = fargateCron(['cost']);
  expect(stdout).toMatch(/Fargate vCPU +│ weekly-crawl/);
  expect(stdout).toMatch(/Sum .* 0\.\d\d /);
  expect(stdout).toMatch(/List prices of us-east-1, read on \d{4}-\d\d-\d\d/);
  expect(status).toBe(0);
});

test('prints JSON, and takes a longer run into account', () => {
  const of = (...args: string[]) =>
    JSON.parse(fargateCron(['cost', '--json', ...args]).stdout) as { usd: number };
  const usual = of();
  expect(Object.keys(usual)).toEqual(['usd', 'lines', 'unpriced', 'pricesAsOf', 'pricesRegion']);
  expect(of('--minutes', '1', 'weekly-crawl=600').usd).toBeGreaterThan(usual.usd + 0.3);
});

test.each([
  [['--minutes', 'soon'], '--minutes must be a number above 0, got "soon"'],
  [['--minutes', 'weekly-crowl=3'], 'did you mean weekly-crawl?'],
])('wrong use ends with 2: %j', (args, message) => {
  const { status, stderr } = fargateCron(['cost', ...args]);
  expect(stderr).toContain(message);
  expect(status).toBe(2);
});
