import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyCheckout } from '../../e2e/checkout';
import { fargateCron } from '../command';
import { parseJson } from '../json-shapes';

test('shows the sum with the day of the prices', () => {
  const { status, stdout } = fargateCron(['cost']);
  expect(stdout).toMatch(/Fargate vCPU +│ weekly-crawl/);
  expect(stdout).toMatch(/Sum .* 0\.\d\d /);
  expect(stdout).toMatch(/List prices of us-east-1, as of \d{4}-\d\d-\d\d or later/);
  expect(stdout).not.toMatch(/third more|confirmed/);
  expect(status).toBe(0);
});

test('says what it does not know: prices of other regions, and prices that only others tell', () => {
  const checkout = copyCheckout();
  try {
    const file = join(checkout, 'config.ts');
    const config = readFileSync(file, 'utf8');
    const elsewhere = config.replace("region: 'us-east-1',", "region: 'eu-central-2',");
    expect(elsewhere).not.toBe(config);
    writeFileSync(file, elsewhere);
    const cluster = join(checkout, 'stacks/task/task-stack.js');
    const task = readFileSync(cluster, 'utf8');
    const enhanced = task.replace(/(name: "containerInsights", value: )"enabled"/, '$1"enhanced"');
    expect(enhanced).not.toBe(task);
    writeFileSync(cluster, enhanced);
    const { status, stdout } = fargateCron(['cost'], {}, checkout);
    expect(stdout).toContain('List prices of us-east-1');
    expect(stdout).toContain('This is eu-central-2, which may cost up to a third more');
    expect(stdout).toContain("Not confirmed by AWS's own price list: Container Insights.");
    expect(status).toBe(0);
  } finally {
    rmSync(checkout, { recursive: true });
  }
});

test('prints JSON, and takes a longer run into account', () => {
  const of = (...args: string[]) =>
    parseJson('cost', fargateCron(['cost', '--json', ...args]).stdout);
  const usual = of();
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
