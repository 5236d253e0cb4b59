import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { StateMachineWorld } from '../stacks/schedule/state-machine/world';
import { copyCheckout, withJobs } from './checkout';
import { LocalWorld } from './local-world';
import { StackRunner } from './stack-runner';
import { localClient } from './world';

// What Terraform has applied is executed, with a world in memory in the place of S3, ECS and Step
// Functions; state-machine.test.ts plays the whole of one job with real ones.
jest.setTimeout(900_000);

const scheduledTime = '2026-11-27T23:00:00Z';
const run = '20261127T230000Z';
const directory = copyCheckout();
const jobs = {
  steady: 'retries: 1, timeoutSeconds: 60',
  alone: "overlap: 'forbid'",
  newest: "overlap: 'replace'",
  wide: 'fanOut: { symbolsPerTask: 1, maxConcurrency: 3, toleratedFailurePercentage: 12.5 }',
};
let world: LocalWorld;
let stacks: StackRunner;
let sfn: SFNClient;

beforeAll(async () => {
  world = await LocalWorld.start(directory);
  stacks = new StackRunner(directory, world.env);
  sfn = new SFNClient(localClient(world.endpoint));
  const file = join(directory, 'config.ts');
  const list = Object.entries(jobs).map(
    ([name, fields]) => `{ name: '${name}', schedule: 'rate(1 day)', ${fields} }`,
  );
  writeFileSync(file, withJobs(readFileSync(file, 'utf8'), ...list));
  stacks.pretendNetwork();
  stacks.pretendTask(Object.keys(jobs));
  await stacks.synthesize();
  await stacks.apply('schedule');
});

afterAll(async () => {
  sfn.destroy();
  await world.stop();
  rmSync(directory, { recursive: true });
});

/** The definition as Step Functions has it: no reference of Terraform is left in it. */
async function applied(job: keyof typeof jobs): Promise<unknown> {
  const { definition = '' } = await sfn.send(
    new DescribeStateMachineCommand({
      stateMachineArn: `arn:aws:states:us-east-1:123456789012:stateMachine:fargate-cron-local-${job}`,
    }),
  );
  expect(definition).not.toContain('${');
  expect(definition).toContain('["subnet-1","subnet-2"]');
  expect(definition).toContain('["sg-1","sg-2"]');
  return JSON.parse(definition);
}

test('a second plan has nothing left to do', async () => {
  await expect(
    stacks.succeed('schedule', 'plan', '-input=false', '-detailed-exitcode'),
  ).resolves.toContain('No changes.');
});

test('a run that failed is tried again, and started once however often it is delivered', async () => {
  const definition = await applied('steady');
  const codes = [1, 0];
  const world = new StateMachineWorld(() => codes.shift() ?? 99);
  await expect(world.run(definition, 'a', scheduledTime)).resolves.toEqual({
    outcome: 'done',
    run,
  });
  expect(world.waits).toEqual([60]);
  await expect(world.run(definition, 'b', scheduledTime)).resolves.toMatchObject({
    outcome: 'duplicate',
  });
  expect(world.started).toHaveLength(2);
});

test('a run that takes too long is stopped', async () => {
  const definition = await applied('steady');
  jest.useFakeTimers({ now: Date.parse(scheduledTime) });
  try {
    let stopped = 0;
    const world = new StateMachineWorld(
      (_, stop) =>
        new Promise((resolve) => {
          stop.addEventListener('abort', () => {
            stopped += 1;
            resolve(143);
          });
        }),
    );
    const failure = world.run(definition, 'a', scheduledTime).catch(String);
    await jest.advanceTimersByTimeAsync(121_000);
    await expect(failure).resolves.toContain('States.Timeout');
    expect(stopped).toBe(2);
  } finally {
    jest.useRealTimers();
  }
});

test('a run that comes while another runs is skipped', async () => {
  const definition = await applied('alone');
  let finish: (exitCode: number) => void = () => undefined;
  const world = new StateMachineWorld(() => new Promise((resolve) => (finish = resolve)));
  const first = world.run(definition, 'a', scheduledTime);
  while (world.started.length === 0) await new Promise(setImmediate);
  await expect(world.run(definition, 'b', '2026-11-27T23:15:00Z')).resolves.toMatchObject({
    outcome: 'skipped',
    because: 'overlap',
  });
  finish(0);
  await expect(first).resolves.toMatchObject({ outcome: 'done' });
  expect(world.started).toHaveLength(1);
});

test('a run that comes while another runs takes its place', async () => {
  const definition = await applied('newest');
  const world = new StateMachineWorld(
    (_, stop) =>
      new Promise((resolve) => {
        if (world.started.length > 1) resolve(0);
        stop.addEventListener('abort', () => {
          resolve(143);
        });
      }),
  );
  const first = world.run(definition, 'a', scheduledTime).catch(String);
  while (world.started.length === 0) await new Promise(setImmediate);
  await expect(world.run(definition, 'b', '2026-11-27T23:15:00Z')).resolves.toMatchObject({
    outcome: 'done',
  });
  await expect(first).resolves.toContain('States.Aborted');
});

describe('a run of eight batches', () => {
  const batches = Array.from({ length: 8 }, (_, index) => ({
    shard: String(index + 1).padStart(4, '0'),
    symbols: `S${index}`,
  }));

  function failing(...shards: string[]): StateMachineWorld {
    const world: StateMachineWorld = new StateMachineWorld(({ command, environment }) => {
      if (command === 'plan') world.write(`_runs/job=wide/run=${run}/batches.json`, batches);
      return shards.includes(environment['SHARD'] ?? '') ? 1 : 0;
    });
    return world;
  }

  test('goes on over the one failed batch that is tolerated', async () => {
    const world = failing('0003');
    await expect(world.run(await applied('wide'), 'a', scheduledTime)).resolves.toMatchObject({
      outcome: 'done',
    });
    const shards = world.started.flatMap(({ environment }) => environment['SHARD'] ?? []);
    expect(shards.sort()).toEqual(batches.map(({ shard }) => shard));
    expect(world.started.map(({ command }) => command).filter(Boolean)).toEqual(['plan', 'finish']);
  });

  test('is finished and has failed with more than are', async () => {
    const world = failing('0002', '0007');
    await expect(world.run(await applied('wide'), 'a', scheduledTime)).rejects.toMatchObject({
      error: 'BatchesFailed',
    });
    expect(world.started.at(-1)?.command).toBe('finish');
  });
});
