import validate from 'asl-validator';
import { StatesError } from '../../../../local/fargate/states-language';
import type { JobConfig } from '../../../../stacks/config/config';
import type { JobSettings } from '../../../../stacks/settings/settings';
import { loadSettings } from '../../../../stacks/settings/load-settings';
import { stateMachineDefinition } from '../../../../stacks/schedule/state-machine/definition';
import { configOf } from '../../../synthesis';
import { executionArn, s3Error, StateMachineWorld } from './world';

// The definitions are executed, with a world in memory in the place of S3, ECS and Step Functions.

const scheduledTime = '2026-11-27T23:00:00Z';
const claimKey = '_runs/job=nightly/run=20261127T230000Z/claim.json';
const lockKey = '_runs/job=nightly/latest.json';
const planKey = '_runs/job=nightly/run=20261127T230000Z/batches.json';

/** The world, with the definition of a job of the tests' configuration. */
class TestWorld extends StateMachineWorld {
  /** What runs after the job, with the ARN of its state machine. */
  followers: Readonly<Record<string, string>> = {};

  runJob(job: Partial<JobConfig>, name: string, time = scheduledTime): Promise<unknown> {
    const { jobs } = loadSettings(configOf(job), { FARGATE_CRON_ENV: 'test' });
    return this.run(definitionOf(jobs[0], this.followers), name, time);
  }
}

function definitionOf(job: JobSettings | undefined, followers = {}) {
  if (job === undefined) throw new Error('there is no job');
  return stateMachineDefinition(job, {
    partition: 'aws',
    clusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/c',
    taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/nightly:1',
    subnets: ['subnet-1'],
    securityGroups: ['sg-1'],
    assignPublicIp: 'ENABLED',
    bucket: 'acme-data',
    locked: false,
    followers,
    runs: `_runs/job=${job.name}/`,
  });
}

const run = { run: '20261127T230000Z' };

describe('a run', () => {
  test('is one task, told its scheduled time, and leaves a claim', async () => {
    const world = new TestWorld();
    await expect(world.runJob({ retries: 1 }, 'a')).resolves.toEqual({ outcome: 'done', ...run });
    expect(world.started).toEqual([
      { command: undefined, environment: { SCHEDULED_TIME: scheduledTime } },
    ]);
    expect(JSON.parse(world.objects.get(claimKey)?.body ?? '')).toEqual({
      execution: executionArn('a'),
      scheduledTime,
    });
  });

  test('that failed is tried again, later each time', async () => {
    const codes = [1, 2, 0];
    const world = new TestWorld(() => codes.shift() ?? 99);
    await expect(world.runJob({ retries: 2 }, 'a')).resolves.toMatchObject({ outcome: 'done' });
    expect(world.started).toHaveLength(3);
    expect(world.waits).toEqual([60, 120]);
  });

  test('has failed when its last attempt has', async () => {
    const world = new TestWorld(() => 1);
    await expect(world.runJob({ retries: 6 }, 'a')).rejects.toMatchObject({
      error: 'States.TaskFailed',
      cause: expect.stringContaining('"ExitCode":1') as string,
    });
    expect(world.started).toHaveLength(7);
    expect(world.waits).toEqual([60, 120, 240, 480, 900, 900]);
  });

  test('that takes too long is stopped, and tried again', async () => {
    jest.useFakeTimers({ now: Date.parse(scheduledTime) });
    try {
      const stopped: number[] = [];
      const world = new TestWorld(
        ({ environment }, stop) =>
          new Promise((resolve) => {
            stop.addEventListener('abort', () => {
              stopped.push(Object.keys(environment).length);
              resolve(143);
            });
          }),
      );
      const failure = world.runJob({ retries: 1, timeoutSeconds: 90 }, 'a').catch(String);
      await jest.advanceTimersByTimeAsync(89_000);
      expect(stopped).toHaveLength(0);
      await jest.advanceTimersByTimeAsync(91_000);
      await expect(failure).resolves.toContain('States.Timeout');
      expect(stopped).toHaveLength(2);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('a task that ECS does not start', () => {
  const throttled = new StatesError(
    'ECS.AmazonECSException',
    'Rate exceeded (Service: AmazonECS; Status Code: 400; Error Code: ThrottlingException)',
  );

  /** A world that refuses as many starts. */
  function refusing(times: number, error = throttled, task?: () => number): TestWorld {
    const world = new TestWorld(task);
    world.beforeStart = () => {
      if (times-- > 0) throw error;
    };
    return world;
  }

  test.each<Partial<JobConfig>>([
    { timeoutSeconds: 600 },
    { retries: 1 },
    { retries: 1, spot: true },
    { overlap: 'forbid', sidecars: [{ name: 'proxy', image: 'proxy:1' }] },
  ])('is started a little later, of the job %j', async (job) => {
    const world = refusing(6);
    await expect(world.runJob(job, 'a')).resolves.toMatchObject({ outcome: 'done' });
    expect(world.started).toHaveLength(1);
    const longest = [10, 20, 40, 80, 160, 300];
    expect(world.waits).toHaveLength(longest.length);
    for (const [index, seconds] of world.waits.entries()) {
      expect(seconds).toBeLessThanOrEqual(longest[index] ?? 0);
    }
    // At random, so that what was refused together does not come together again.
    expect(world.waits).not.toEqual(longest);
  });

  test('leaves a run its retries', async () => {
    const codes = [1, 0];
    const world = refusing(3, throttled, () => codes.shift() ?? 99);
    await expect(world.runJob({ retries: 1 }, 'a')).resolves.toMatchObject({ outcome: 'done' });
    expect(world.started).toHaveLength(2);
    expect(world.waits.at(-1)).toBe(60);
  });

  test('has failed when it is refused for too long', async () => {
    const world = refusing(Infinity);
    await expect(world.runJob({ timeoutSeconds: 600 }, 'a')).rejects.toMatchObject(throttled);
    expect(world.waits).toHaveLength(6);
  });

  const invalid = (text: string) => new StatesError('ECS.InvalidParameterException', text);

  test.each<Partial<JobConfig>>([{ timeoutSeconds: 600 }, { retries: 1, spot: true }])(
    'is started a little later when only the text says that it was throttled, of the job %j',
    async (job) => {
      const subnets = invalid(
        'Error retrieving subnet information for [subnet-1]: Rate exceeded (ErrorCode: Throttling)',
      );
      const world = refusing(6, subnets);
      await expect(world.runJob(job, 'a')).resolves.toMatchObject({ outcome: 'done' });
      expect(world.waits).toHaveLength(6);
    },
  );

  test.each<Partial<JobConfig>>([
    { timeoutSeconds: 600 },
    { retries: 10 },
    { retries: 10, spot: true },
  ])(
    'has failed within some ten minutes when its parameters are wrong, of the job %j',
    async (job) => {
      const world = refusing(Infinity, invalid('TaskDefinition is inactive'));
      await expect(world.runJob(job, 'a')).rejects.toThrow('TaskDefinition is inactive');
      expect(world.waits).toHaveLength(6);
      expect(world.waits.reduce((sum, seconds) => sum + seconds, 0)).toBeLessThanOrEqual(610);
    },
  );
});

describe('a task on Spot', () => {
  const on = (provider: string) => [{ CapacityProvider: provider, Weight: 1 }];

  test('is not left to it again once an attempt has failed', async () => {
    const codes = [143, 143, 0];
    const world = new TestWorld(() => codes.shift() ?? 99);
    const job = { spot: true, retries: 2 };
    await expect(world.runJob(job, 'a')).resolves.toMatchObject({ outcome: 'done' });
    expect(world.capacity).toEqual([on('FARGATE_SPOT'), on('FARGATE'), on('FARGATE')]);
    expect(world.waits).toEqual([60, 120]);
  });

  test('is left to it again when it was only refused', async () => {
    const world = new TestWorld();
    let refusals = 2;
    world.beforeStart = () => {
      if (refusals-- > 0) throw new StatesError('ECS.AmazonECSException', 'Rate exceeded');
    };
    await world.runJob({ spot: true, retries: 2 }, 'a');
    expect(world.capacity).toEqual([on('FARGATE_SPOT')]);
  });

  test('is started on demand after there was no room on Spot for too long', async () => {
    const world = new TestWorld();
    let refusals = 7;
    world.beforeStart = () => {
      if (refusals-- > 0)
        throw new StatesError('ECS.AmazonECSException', 'Capacity is unavailable');
    };
    await world.runJob({ spot: true, retries: 1 }, 'a');
    expect(world.capacity).toEqual([on('FARGATE')]);
  });

  test('stays on it without retries', async () => {
    const world = new TestWorld(() => 1);
    await expect(world.runJob({ spot: true, timeoutSeconds: 600 }, 'a')).rejects.toThrow(
      'States.TaskFailed',
    );
    expect(world.capacity).toEqual([on('FARGATE_SPOT')]);
  });
});

describe('a run of a job with sidecars', () => {
  const sidecars = [{ name: 'proxy', image: 'proxy:1' }];

  test.each([143, 137, 2])(
    'has not failed because ECS ended a sidecar with %d after the job',
    async (proxy) => {
      const world = new TestWorld(() => ({ nightly: 0, proxy }));
      const job = { sidecars, retries: 2 };
      await expect(world.runJob(job, 'a')).resolves.toEqual({ outcome: 'done', ...run });
      expect(world.started).toHaveLength(1);
    },
  );

  test('is tried again when the job itself failed, later each time', async () => {
    const codes = [1, 75, 0];
    const world = new TestWorld(() => ({ proxy: 137, nightly: codes.shift() ?? 99 }));
    await expect(world.runJob({ sidecars, retries: 2 }, 'a')).resolves.toMatchObject({
      outcome: 'done',
    });
    expect(world.started).toHaveLength(3);
    expect(world.waits).toEqual([60, 120]);
  });

  test.each([
    ['failed', { proxy: 0, nightly: 1 }],
    ['was not started', { proxy: 1 }],
  ])('has failed when the job itself %s in the last attempt', async (_, exitCodes) => {
    const world = new TestWorld(() => exitCodes);
    await expect(world.runJob({ sidecars, retries: 6 }, 'a')).rejects.toMatchObject({
      error: 'JobFailed',
      cause: expect.stringMatching(/^States\.TaskFailed: \{"Containers":/) as string,
    });
    expect(world.started).toHaveLength(7);
    expect(world.waits).toEqual([60, 120, 240, 480, 900, 900]);
  });

  test('goes by the container of the job whose task it shares', async () => {
    const world = new TestWorld(() => ({ nightly: 0, proxy: 137 }));
    const jobs = [
      { name: 'nightly', schedule: 'rate(1 day)', sidecars },
      { name: 'hourly', schedule: 'rate(1 hour)', task: 'nightly', retries: 1 },
    ];
    const settings = loadSettings(configOf({}, { jobs }), { FARGATE_CRON_ENV: 'test' });
    const definition = definitionOf(settings.jobs[1]);
    await expect(world.run(definition, 'a', scheduledTime)).resolves.toMatchObject({
      outcome: 'done',
    });
  });

  test('that takes too long is stopped, and tried again', async () => {
    jest.useFakeTimers({ now: Date.parse(scheduledTime) });
    try {
      const world = new TestWorld(
        (_, stop) =>
          new Promise((resolve) => {
            stop.addEventListener('abort', () => {
              resolve(143);
            });
          }),
      );
      const job = { sidecars, retries: 1, timeoutSeconds: 90 };
      const failure = world.runJob(job, 'a').catch(String);
      await jest.advanceTimersByTimeAsync(180_000);
      await expect(failure).resolves.toContain('JobFailed: States.Timeout');
      expect(world.started).toHaveLength(2);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('a run that is delivered twice', () => {
  const job = { retries: 1 };
  const duplicate = { outcome: 'duplicate', of: executionArn('a'), ...run };

  test.each(['RUNNING', 'SUCCEEDED'])('starts once while the first is %s', async (status) => {
    const world = new TestWorld();
    world.write(claimKey, { execution: executionArn('a') });
    world.executions.set(executionArn('a'), status);
    await expect(world.runJob(job, 'b')).resolves.toEqual(duplicate);
    expect(world.started).toEqual([]);
  });

  test('starts once when both come at the same moment', async () => {
    const world = new TestWorld();
    const outcomes = await Promise.all(['a', 'b', 'c'].map((name) => world.runJob(job, name)));
    expect(outcomes.map((each) => (each as { outcome: string }).outcome).sort()).toEqual([
      'done',
      'duplicate',
      'duplicate',
    ]);
    expect(world.started).toHaveLength(1);
  });

  test.each(['FAILED', 'TIMED_OUT', 'ABORTED', undefined])(
    'takes the claim over from one that is %s',
    async (status) => {
      const world = new TestWorld();
      world.write(claimKey, { execution: executionArn('a') });
      if (status !== undefined) world.executions.set(executionArn('a'), status);
      await expect(world.runJob(job, 'b')).resolves.toMatchObject({ outcome: 'done' });
      expect(world.started).toHaveLength(1);
      expect(world.objects.get(claimKey)?.body).toContain(executionArn('b'));
    },
  );

  test('is a duplicate when another took the claim over a moment before', async () => {
    const world = new TestWorld();
    world.write(claimKey, { execution: executionArn('dead') });
    world.beforeWrite = () => {
      if (!world.objects.get(claimKey)?.body.includes('dead')) return;
      world.executions.set(executionArn('a'), 'RUNNING');
      world.write(claimKey, { execution: executionArn('a') });
    };
    await expect(world.runJob(job, 'b')).resolves.toEqual(duplicate);
    expect(world.started).toEqual([]);
  });

  test('goes on when it made the claim itself and the answer was lost', async () => {
    const world = new TestWorld();
    world.write(claimKey, { execution: executionArn('a') });
    await expect(world.runJob(job, 'a')).resolves.toMatchObject({ outcome: 'done' });
    expect(world.started).toHaveLength(1);
  });

  test.each([{ by: 'somebody' }, 'no claim', []])(
    'says what to do about an object that is no claim: %j',
    async (body) => {
      const world = new TestWorld();
      world.write(claimKey, body);
      await expect(world.runJob(job, 'b')).rejects.toMatchObject({
        error: 'ClaimFailed',
        cause: expect.stringContaining(
          `s3://acme-data/${claimKey} could not be read or written; if it is no claim, delete it`,
        ) as string,
      });
      expect(world.started).toEqual([]);
    },
  );

  test('fails, and does not start, when S3 does not let it claim', async () => {
    const world = new TestWorld();
    world.beforeWrite = () => {
      throw s3Error(403);
    };
    await expect(world.runJob(job, 'a')).rejects.toMatchObject({ error: 'ClaimFailed' });
    expect(world.started).toEqual([]);
  });
});

describe('a run that comes while another runs', () => {
  const later = '2026-11-27T23:15:00Z';

  test('is skipped with overlap "forbid", and leaves a note', async () => {
    const world = new TestWorld();
    world.write(lockKey, { execution: executionArn('a') });
    world.executions.set(executionArn('a'), 'RUNNING');
    const skipped = { because: 'overlap', running: executionArn('a') };
    await expect(world.runJob({ overlap: 'forbid' }, 'b', later)).resolves.toEqual({
      outcome: 'skipped',
      run: '20261127T231500Z',
      ...skipped,
    });
    expect(world.started).toEqual([]);
    const note = world.objects.get('_runs/job=nightly/run=20261127T231500Z/skipped.json');
    expect(JSON.parse(note?.body ?? '')).toEqual(skipped);
  });

  test.each(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', undefined])(
    'is not skipped when the other is %s',
    async (status) => {
      const world = new TestWorld();
      world.write(lockKey, { execution: executionArn('a') });
      if (status !== undefined) world.executions.set(executionArn('a'), status);
      await expect(world.runJob({ overlap: 'forbid' }, 'b', later)).resolves.toMatchObject({
        outcome: 'done',
      });
      expect(world.started).toHaveLength(1);
    },
  );

  test('of many that come at once, one runs', async () => {
    const world = new TestWorld(() => new Promise((resolve) => setTimeout(resolve, 50, 0)));
    const minutes = ['00', '01', '02', '03'];
    await Promise.all(
      minutes.map((at) => world.runJob({ overlap: 'forbid' }, at, `2026-11-27T23:${at}:00Z`)),
    );
    expect(world.started).toHaveLength(1);
  });

  describe('takes its place with overlap "replace"', () => {
    const job = { overlap: 'replace', stopTimeoutSeconds: 60 } as const;
    /** Ends when it is stopped, the first task of all; the others have nothing to do. */
    const hanging = () => {
      let first = true;
      return new TestWorld((_, stop) => {
        if (!first) return 0;
        first = false;
        return new Promise((resolve) => {
          stop.addEventListener('abort', () => {
            resolve(143);
          });
        });
      });
    };

    test('stops it, and waits for its task before it starts', async () => {
      const world = hanging();
      const before = world.runJob(job, 'a').catch((error: unknown) => error);
      await new Promise(setImmediate);
      await expect(world.runJob(job, 'b', later)).resolves.toMatchObject({ outcome: 'done' });
      await expect(before).resolves.toMatchObject({ error: 'States.Aborted' });
      expect(world.stopped).toEqual([
        {
          ExecutionArn: executionArn('a'),
          Error: 'RunReplaced',
          Cause: `by the run of ${later}`,
        },
      ]);
      expect(world.waits.at(-1)).toBe(70);
      expect(world.started).toHaveLength(2);
    });

    test('and may be stopped itself while it waits', async () => {
      const world = hanging();
      const before = world.runJob(job, 'a').catch((error: unknown) => error);
      await new Promise(setImmediate);
      world.duringWait = async (seconds) => {
        // Not of a call that is made again.
        if (seconds < 60) return;
        world.duringWait = () => Promise.resolve();
        await world.runJob(job, 'c', '2026-11-27T23:30:00Z');
      };
      await expect(world.runJob(job, 'b', later)).rejects.toMatchObject({
        error: 'States.Aborted',
      });
      await before;
      expect(world.stopped.map(({ ExecutionArn }) => ExecutionArn)).toEqual([
        executionArn('a'),
        executionArn('b'),
      ]);
      expect(world.started).toHaveLength(2);
    });

    test('unless it is the earlier of the two', async () => {
      const world = new TestWorld();
      world.write(lockKey, { execution: executionArn('b'), scheduledTime: later });
      world.executions.set(executionArn('b'), 'RUNNING');
      await expect(world.runJob(job, 'a')).resolves.toMatchObject({ outcome: 'skipped' });
      expect(world.stopped).toEqual([]);
    });

    test('stops nothing where the other has ended', async () => {
      const world = new TestWorld();
      await world.runJob(job, 'a');
      await expect(world.runJob(job, 'b', later)).resolves.toMatchObject({ outcome: 'done' });
      expect(world.stopped).toEqual([]);
    });

    describe('and leaves none that nobody stops', () => {
      const held = () => {
        const world = new TestWorld();
        world.write(lockKey, { execution: executionArn('a'), scheduledTime });
        world.executions.set(executionArn('a'), 'RUNNING');
        return world;
      };
      const holder = (world: TestWorld) =>
        (JSON.parse(world.objects.get(lockKey)?.body ?? '{}') as { execution?: string }).execution;

      test('where it is stopped itself as soon as it holds the claim', async () => {
        const world = held();
        let stopped: unknown[] = [];
        world.beforeWrite = (key) => {
          if (key === lockKey) stopped = world.stopped.map(({ ExecutionArn }) => ExecutionArn);
        };
        await world.runJob(job, 'b', later);
        expect(stopped).toEqual([executionArn('a')]);
      });

      test('where the other cannot be stopped: its claim stays', async () => {
        const world = held();
        world.beforeStop = () => {
          throw new StatesError('Sfn.AccessDeniedException', 'no');
        };
        await expect(world.runJob(job, 'b', later)).rejects.toMatchObject({
          error: 'Sfn.AccessDeniedException',
        });
        expect(holder(world)).toBe(executionArn('a'));
        expect(world.started).toEqual([]);
      });

      test.each([
        ['its answer to the claim was lost', 'b', 'RUNNING'],
        ['somebody else stopped the other just now', 'a', 'ABORTED'],
      ])('and waits, too, where %s', async (_, holding, status) => {
        const world = new TestWorld();
        world.write(lockKey, { execution: executionArn(holding), scheduledTime: later });
        world.executions.set(executionArn(holding), status);
        await expect(world.runJob(job, 'b', later)).resolves.toMatchObject({ outcome: 'done' });
        expect(world.waits).toContain(70);
        expect(world.stopped).toEqual([]);
      });
    });

    test('and of many that come at once, the latest runs to its end', async () => {
      const world = new TestWorld(
        (_, stop) =>
          new Promise((resolve) => {
            setTimeout(resolve, 50, 0);
            stop.addEventListener('abort', () => {
              resolve(143);
            });
          }),
      );
      const ends = await Promise.allSettled(
        ['00', '03', '01', '02'].map((at) => world.runJob(job, at, `2026-11-27T23:${at}:00Z`)),
      );
      const done = ends.map((end) => (end.status === 'fulfilled' ? end.value : {}));
      expect(done.filter((value) => JSON.stringify(value).includes('done'))).toEqual([
        { outcome: 'done', run: '20261127T230300Z' },
      ]);
    });
  });

  test('runs beside it with overlap "allow"', async () => {
    const world = new TestWorld();
    await Promise.all([
      world.runJob({ retries: 1 }, 'a'),
      world.runJob({ retries: 1 }, 'b', later),
    ]);
    expect(world.started).toHaveLength(2);
  });
});

describe('a run that is dealt out to many tasks', () => {
  const batches = Array.from({ length: 8 }, (_, index) => ({
    shard: String(index + 1).padStart(4, '0'),
    symbols: `A${index},B${index}`,
  }));

  /** Plans, and fails the given shards. */
  function crawler(failing: readonly string[]) {
    let now = 0;
    let most = 0;
    const world: TestWorld = new TestWorld(async ({ command, environment }) => {
      if (command === 'plan') world.write(planKey, batches);
      if (command !== undefined) return 0;
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
      return failing.includes(String(environment['SHARD'])) ? 1 : 0;
    });
    return { world, most: () => most };
  }

  const job = (toleratedFailurePercentage: number) => ({
    fanOut: { symbolsPerTask: 2, maxConcurrency: 3, toleratedFailurePercentage },
  });

  test('is planned, runs a task for each batch, a few at a time, and is finished once', async () => {
    const { world, most } = crawler([]);
    await expect(world.runJob(job(0), 'a')).resolves.toEqual({ outcome: 'done', ...run });
    expect(world.started.at(0)).toEqual({
      command: 'plan',
      environment: { SCHEDULED_TIME: scheduledTime, SYMBOLS_PER_TASK: '2' },
    });
    expect(world.started.slice(1, -1)).toEqual(
      batches.map(({ shard, symbols }) => ({
        command: undefined,
        environment: { SCHEDULED_TIME: scheduledTime, SHARD: shard, SYMBOLS: symbols },
      })),
    );
    expect(world.started.at(-1)).toEqual({
      command: 'finish',
      environment: { SCHEDULED_TIME: scheduledTime },
    });
    expect(most()).toBe(3);
  });

  test('goes on over one failed batch of eight where 12.5 per cent are tolerated', async () => {
    const { world } = crawler(['0003']);
    await expect(world.runJob(job(12.5), 'a')).resolves.toMatchObject({ outcome: 'done' });
    expect(world.started).toHaveLength(10);
  });

  test('is finished and has failed when more batches fail than are tolerated', async () => {
    const { world } = crawler(['0001', '0002']);
    await expect(world.runJob(job(12.5), 'a')).rejects.toMatchObject({
      error: 'BatchesFailed',
      cause: expect.stringContaining('States.ExceedToleratedFailureThreshold') as string,
    });
    expect(world.started.at(-1)?.command).toBe('finish');
    // The first three were on their way; the others were not started.
    expect(world.started.length).toBeLessThan(10);
  });

  test.each<Partial<JobConfig>>([
    {},
    { spot: true },
    { sidecars: [{ name: 'proxy', image: 'proxy:1' }] },
  ])('repeats a failed batch alone, with %j', async (fields) => {
    let failures = 1;
    const world: TestWorld = new TestWorld(({ command, environment }) => {
      if (command === 'plan') world.write(planKey, batches);
      return environment['SHARD'] === '0005' && failures-- > 0 ? 1 : 0;
    });
    await expect(world.runJob({ ...job(0), ...fields, retries: 1 }, 'a')).resolves.toMatchObject({
      outcome: 'done',
    });
    expect(world.started.filter(({ environment }) => environment['SHARD'] === '0005')).toHaveLength(
      2,
    );
    expect(world.started).toHaveLength(11);
  });

  test.each([
    ['not there', undefined],
    ['no list', { shard: '0001' }],
  ])('has failed when its plan is %s', async (_, plan) => {
    const world: TestWorld = new TestWorld(({ command }) => {
      if (command === 'plan' && plan !== undefined) world.write(planKey, plan);
      return 0;
    });
    await expect(world.runJob(job(100), 'a')).rejects.toMatchObject({
      error: 'BatchesFailed',
      cause: expect.stringContaining('States.ItemReaderFailed') as string,
    });
  });

  test('has failed when its finish says so', async () => {
    const world: TestWorld = new TestWorld(({ command }) => {
      if (command === 'plan') world.write(planKey, batches);
      return command === 'finish' ? 1 : 0;
    });
    await expect(world.runJob(job(0), 'a')).rejects.toMatchObject({ error: 'States.TaskFailed' });
  });
});

test.each<Partial<JobConfig>>([
  { retries: 1, timeoutSeconds: 600 },
  { overlap: 'forbid' },
  { fanOut: { symbolsPerTask: 10 } },
  { fanOut: { symbolsPerTask: 10 }, overlap: 'forbid', retries: 3, timeoutSeconds: 600 },
  { fanOut: { symbolsPerTask: 10 }, spot: true, retries: 3 },
  { fanOut: { symbolsPerTask: 10 }, sidecars: [{ name: 'proxy', image: 'proxy:1' }] },
])('the definition of %j is valid Amazon States Language', (job) => {
  const { jobs } = loadSettings(configOf(job), { FARGATE_CRON_ENV: 'test' });
  expect(validate(definitionOf(jobs[0]))).toMatchObject({ isValid: true, errors: [] });
});

describe('jobs that run after it', () => {
  const followers = {
    clean: 'arn:aws:states:us-east-1:123456789012:stateMachine:acme-test-clean',
    report: 'arn:aws:states:us-east-1:123456789012:stateMachine:acme-test-report',
  };
  const started = Object.values(followers).map((StateMachineArn) => ({
    StateMachineArn,
    Input: {
      scheduledTime,
      AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: expect.any(String) as string,
    },
  }));

  test.each<Partial<JobConfig>>([{}, { overlap: 'forbid' }, { retries: 1 }])(
    'are started with its scheduled time once it is done, of the job %j',
    async (job) => {
      const world = new TestWorld();
      world.followers = followers;
      await expect(world.runJob(job, 'a')).resolves.toMatchObject({ outcome: 'done' });
      expect(world.startedMachines).toEqual(started);
    },
  );

  test('are not started where it failed, was a duplicate or was skipped', async () => {
    const codes = [1, 0];
    const world = new TestWorld(() => codes.shift() ?? 99);
    world.followers = followers;
    await expect(world.runJob({}, 'a')).rejects.toMatchObject({ error: 'States.TaskFailed' });
    expect(world.startedMachines).toEqual([]);
    await expect(world.runJob({}, 'b')).resolves.toMatchObject({ outcome: 'done' });
    await expect(world.runJob({}, 'c')).resolves.toMatchObject({ outcome: 'duplicate' });
    expect(world.startedMachines).toEqual(started);
    world.executions.set(executionArn('d'), 'RUNNING');
    world.write(lockKey, { execution: executionArn('d'), scheduledTime });
    const skipped = world.runJob({ overlap: 'forbid' }, 'e', '2026-11-28T23:00:00Z');
    await expect(skipped).resolves.toMatchObject({ outcome: 'skipped' });
    expect(world.startedMachines).toEqual(started);
  });

  test('that cannot be started fail it, and are started by its repair', async () => {
    const world = new TestWorld();
    world.followers = followers;
    let refusals = 7;
    world.beforeStartedMachine = () => {
      if (refusals-- > 0)
        throw new StatesError('StepFunctions.StateMachineDoesNotExistException', 'no');
    };
    await expect(world.runJob({}, 'a')).rejects.toMatchObject({
      error: 'StepFunctions.StateMachineDoesNotExistException',
    });
    await expect(world.runJob({}, 'b')).resolves.toMatchObject({ outcome: 'done' });
    expect(world.startedMachines).toEqual(started);
  });

  test('are in a definition that Step Functions takes', () => {
    const { jobs } = loadSettings(configOf({}), { FARGATE_CRON_ENV: 'test' });
    expect(validate(definitionOf(jobs[0], followers)).errors).toEqual([]);
  });
});
