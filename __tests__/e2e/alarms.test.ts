import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { costOfApplied } from './applied-cost';
import { copyCheckout, withJobs } from './checkout';
import { LocalWorld } from './local-world';
import { StackRunner } from './stack-runner';

jest.setTimeout(900_000);

const directory = copyCheckout();
let world: LocalWorld;
let stacks: StackRunner;

beforeAll(async () => {
  world = await LocalWorld.start(directory);
  stacks = new StackRunner(directory, world.env);
});

afterAll(async () => {
  await world.stop();
  rmSync(directory, { recursive: true });
});

it('alarms of all kinds and the dashboard can be made, leave nothing to do, and go', async () => {
  const file = join(directory, 'config.ts');
  const config = withJobs(
    readFileSync(file, 'utf8'),
    "{ name: 'daily', schedule: 'rate(1 day)', retries: 1, alarms: { longRunMinutes: 30, staleDays: 4 } }",
    "{ name: 'weekly', schedule: 'cron(0 18 ? * FRI *)' }",
    "{ name: 'often', schedule: 'rate(5 minutes)' }",
    "{ name: 'pausing', schedule: 'cron(0/5 9-17 ? * MON-FRI *)', task: 'often' }",
    "{ name: 'ruled', schedule: 'rate(1 hour)', trigger: 'rule' }",
  ).replace(
    "region: 'us-east-1',",
    "region: 'us-east-1',\n  alarms: { email: 'jobs@example.com', droppedRuns: true },\n  dashboard: true,",
  );
  writeFileSync(file, config);
  stacks.pretendNetwork();
  stacks.pretendTask(['daily', 'weekly', 'often', 'pausing', 'ruled']);
  await stacks.synthesize();
  await stacks.apply('schedule');
  const { exitCode, output } = await stacks.terraform(
    'schedule',
    'plan',
    '-input=false',
    '-detailed-exitcode',
  );
  expect({ exitCode, output: exitCode === 0 ? '' : output }).toEqual({ exitCode: 0, output: '' });
  const { applied, synthesized } = costOfApplied(directory, ['schedule']);
  expect(applied).toBeGreaterThan(1);
  expect(applied).toBe(synthesized);
  await expect(
    stacks.succeed('schedule', 'destroy', '-input=false', '-auto-approve'),
  ).resolves.toContain('Destroy complete!');
});
