import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../stacks/config/config';
import { costOfApplied } from './applied-cost';
import { copyCheckout } from './checkout';
import { everyJob } from './job-kinds';
import { LocalWorld } from './local-world';
import { StackRunner } from './stack-runner';

jest.setTimeout(900_000);

const directory = copyCheckout();
let world: LocalWorld;
let stacks: StackRunner;

beforeAll(async () => {
  world = await LocalWorld.start(directory);
  stacks = new StackRunner(directory, world.env);
  const config: Config = {
    project: 'fargate-cron',
    role: { path: '/jobs/' },
    jobs: everyJob(),
    environments: {
      local: {
        accountId: '123456789012',
        state: { backend: 'local' },
        image: { from: 'prebuilt', reference: 'v1' },
        protectData: false,
      },
    },
  };
  writeFileSync(join(directory, 'config.ts'), `export default ${JSON.stringify(config)};\n`);
  // The two stacks that every job is the same for; the other end-to-end tests apply them.
  stacks.pretendNetwork();
  stacks.pretendImage();
  await stacks.synthesize();
});

afterAll(async () => {
  await world.stop();
  rmSync(directory, { recursive: true });
});

it.each(['task', 'schedule'] as const)(
  'every kind of job on each trigger is applied, and then nothing is left to do: %s',
  async (stack) => {
    const applied = await stacks.apply(stack);
    expect(applied).toMatch(/Resources: [1-9]\d* added, 0 changed, 0 destroyed/);
    const { exitCode, output } = await stacks.terraform(
      stack,
      'plan',
      '-input=false',
      '-detailed-exitcode',
    );
    expect({ exitCode, output: exitCode === 0 ? '' : output }).toEqual({ exitCode: 0, output: '' });
  },
);

it('costs what was estimated before it was applied', () => {
  const taskByJob = Object.fromEntries(everyJob().map(({ name, task = name }) => [name, task]));
  const { applied, synthesized } = costOfApplied(directory, ['task', 'schedule'], taskByJob);
  expect(applied).toBeGreaterThan(1);
  expect(applied).toBe(synthesized);
});
