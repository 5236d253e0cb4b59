import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListRolesCommand, IAMClient } from '@aws-sdk/client-iam';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { stackIds } from '../../local/deployment';
import { copyCheckout, withJobs } from './checkout';
import { LocalWorld } from './local-world';
import { StackRunner } from './stack-runner';
import { localClient, resourcesIn } from './world';

jest.setTimeout(900_000);

const directory = copyCheckout();
const refusal = 'nothing was changed: this plan has placeholders';
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

describe('with nothing deployed', () => {
  beforeAll(() => stacks.synthesize({ FARGATE_CRON_PLAN_WITHOUT: 'network,image,task' }));

  it.each(stackIds)('%s can be planned', async (stack) => {
    await stacks.succeed(stack, 'init', '-input=false');
    const plan = await stacks.succeed(stack, 'plan', '-input=false', '-out=plan');
    expect(plan).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
  });

  it.each(['task', 'schedule'] as const)(
    '%s cannot be applied, by any way, and nothing is created',
    async (stack) => {
      for (const way of ['plan', '-auto-approve']) {
        const { exitCode, output } = await stacks.terraform(stack, 'apply', '-input=false', way);
        expect(output).toContain(refusal);
        expect(exitCode).toBe(1);
      }
      await expect(resourcesIn(world.endpoint)).resolves.toEqual([]);
    },
  );
});

describe('where a stack is deployed and its neighbour is gone', () => {
  const file = join(directory, 'config.ts');
  const original = readFileSync(file, 'utf8');
  const jobs = (...names: string[]) => {
    const list = names.map((name) => `{ name: '${name}', schedule: 'rate(1 day)' }`);
    writeFileSync(file, withJobs(original, ...list));
  };

  const deployed = async () => {
    const [schedules, roles] = await Promise.all([
      new SchedulerClient(localClient(world.endpoint)).send(new ListSchedulesCommand()),
      new IAMClient(localClient(world.endpoint)).send(new ListRolesCommand()),
    ]);
    return [
      ...(schedules.Schedules ?? []).map(
        ({ Name, Target }) => `${Name ?? ''} ${Target?.Arn ?? ''}`,
      ),
      ...(roles.Roles ?? []).map(({ RoleName }) => RoleName),
    ];
  };

  beforeAll(async () => {
    jobs('kept', 'dropped');
    stacks.pretendNetwork();
    stacks.pretendTask(['kept', 'dropped']);
    await stacks.synthesize();
    await stacks.apply('schedule');
  });

  it('a refused apply destroys and changes nothing either', async () => {
    const before = await deployed();
    expect(before).toHaveLength(4);
    jobs('kept');
    await stacks.synthesize({ FARGATE_CRON_PLAN_WITHOUT: 'task' });
    const plan = await stacks.succeed('schedule', 'plan', '-input=false', '-out=plan');
    expect(plan).toContain('cluster/PLACEHOLDER');
    expect(plan).toMatch(/[1-9]\d* to change, [1-9]\d* to destroy/);

    const { exitCode, output } = await stacks.terraform('schedule', 'apply', 'plan');
    expect(output).toContain(refusal);
    expect(exitCode).toBe(1);
    await expect(deployed()).resolves.toEqual(before);
  });
});
