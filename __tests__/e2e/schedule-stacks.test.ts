import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { copyCheckout, withJobs } from './checkout';
import { LocalWorld } from './local-world';
import { StackRunner } from './stack-runner';
import { localClient } from './world';

jest.setTimeout(900_000);

const directory = copyCheckout();
const jobs = ['daily', 'hourly', 'nightly', 'weekly'];
let world: LocalWorld;
let stacks: StackRunner;
let scheduler: SchedulerClient;

beforeAll(async () => {
  world = await LocalWorld.start(directory);
  stacks = new StackRunner(directory, world.env);
  scheduler = new SchedulerClient(localClient(world.endpoint));
  stacks.pretendNetwork();
  stacks.pretendTask(jobs);
});

afterAll(async () => {
  scheduler.destroy();
  await world.stop();
  rmSync(directory, { recursive: true });
});

/** Writes a configuration of so many schedule stacks, and synthesizes it. */
async function split(scheduleStacks: number): Promise<void> {
  const file = join(directory, 'config.ts');
  const list = jobs.map((name) => `{ name: '${name}', schedule: 'rate(1 day)' }`);
  const config = withJobs(readFileSync(file, 'utf8'), ...list).replace(
    /region: 'us-east-1',.*/,
    `region: 'us-east-1', scheduleStacks: ${scheduleStacks},`,
  );
  writeFileSync(file, config);
  await stacks.synthesize();
}

async function scheduled(): Promise<(string | undefined)[]> {
  const { Schedules = [] } = await scheduler.send(
    new ListSchedulesCommand({ GroupName: 'fargate-cron-local' }),
  );
  return Schedules.map(({ Name }) => Name).sort();
}

it('jobs move to a stack that is added, and every plan is empty after it', async () => {
  await split(1);
  await stacks.apply('schedule');
  await expect(scheduled()).resolves.toEqual(jobs);

  await split(2);
  // What moves is destroyed first, for AWS takes no two schedules of one name.
  await expect(stacks.apply('schedule')).resolves.toMatch(/0 added, 0 changed, [1-9]\d* destroyed/);
  const staying = await scheduled();
  expect(staying.length).toBeGreaterThan(0);
  expect(staying.length).toBeLessThan(jobs.length);
  await expect(stacks.apply('schedule-2')).resolves.toMatch(
    /[1-9]\d* added, 0 changed, 0 destroyed/,
  );
  await expect(scheduled()).resolves.toEqual(jobs);

  for (const stack of ['schedule', 'schedule-2'] as const) {
    await expect(
      stacks.succeed(stack, 'plan', '-input=false', '-detailed-exitcode'),
    ).resolves.toContain('No changes.');
  }
});
