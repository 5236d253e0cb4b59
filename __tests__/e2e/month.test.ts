import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  DescribeTasksCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { looks } from '../../cli/report/outcomes';
import type { Outcome } from '../../cli/runs/job-run';
import { localClients } from '../../local/fargate/aws';
import { deliverEvent } from '../../local/fargate/deliver-event';
import { copyCheckout, withJobs } from './checkout';
import { drawRuns, endedTask, type DrawnRun, type PlayedJob, type Told } from './drawn-runs';
import { FargateStandIn } from './fargate-stand-in';
import { LocalWorld } from './local-world';
import { StackRunner } from './stack-runner';
import { SteppedClock } from './stepped-clock';
import { localClient } from './world';

jest.setTimeout(900_000);

const run = promisify(execFile);
const long = process.env['TEST_LONG'] === '1';
const dayMs = 86_400_000;
const from = new Date('2026-09-30T00:00:00Z');
const days = long ? 31 : 8;
const to = new Date(from.getTime() + days * dayMs);
/** When what failed is repaired. */
const later = new Date(to.getTime() + 2 * 3_600_000);
const prefix = 'fargate-cron-local';
const clusterArn = 'arn:aws:ecs:us-east-1:123456789012:cluster/real';

const jobs: readonly (PlayedJob & { readonly config: string })[] = [
  {
    name: 'crawl',
    schedule: 'cron(0 18 ? * FRI *)',
    timeZone: 'America/New_York',
    starts: 'task',
    config: "environment: { SYMBOLS: 'AAPL' }",
  },
  {
    name: 'report',
    schedule: 'cron(0 6 * * ? *)',
    starts: 'task',
    config: "image: 'public.ecr.aws/acme/report:1'",
  },
  {
    name: 'load',
    schedule: 'cron(30 3 * * ? *)',
    starts: 'execution',
    config:
      "image: 'public.ecr.aws/acme/load:1', timeoutSeconds: 3600, retries: 2, overlap: 'forbid'",
  },
  {
    name: 'spread',
    schedule: 'cron(0 2 ? * SUN,WED *)',
    starts: 'batches',
    config: "environment: { SYMBOLS: 'AAPL,MSFT' }, fanOut: { symbolsPerTask: 1 }",
  },
  {
    name: 'legacy',
    schedule: 'cron(0 12 * * ? *)',
    trigger: 'rule',
    starts: 'task',
    config: "image: 'public.ecr.aws/acme/legacy:1'",
  },
  {
    name: 'tell',
    schedule: 'cron(30 3 * * ? *)',
    after: 'load',
    starts: 'execution',
    config: "image: 'public.ecr.aws/acme/tell:1', timeoutSeconds: 3600, retries: 2",
  },
];

/** What became of each scheduled time, by job. */
type Outcomes = Readonly<Record<string, Readonly<Record<string, string>>>>;

const directory = copyCheckout();
const clock = SteppedClock.in(directory);
let world: LocalWorld;
let drawn: readonly DrawnRun[];

const title = `${clock === undefined ? 'skipped without faketime: ' : ''}a month of firings`;

(clock === undefined ? describe.skip : describe)(title, () => {
  beforeAll(async () => {
    if (clock === undefined) return;
    await clock.set(from);
    world = await startIn(clock);
    await deploy();
    drawn = jobs.reduce<readonly DrawnRun[]>(
      (before, job, seed) => [
        ...before,
        ...drawRuns(job, { from, to, seed }, { prefix, clusterArn }, before),
      ],
      [],
    );
    await play(
      clock,
      drawn.flatMap(({ told }) => told),
    );
  });

  afterAll(async () => {
    await world.stop();
    rmSync(directory, { recursive: true });
  });

  it('is told as it was drawn', async () => {
    expect(new Set(drawn.map(({ outcome }) => outcome)).size).toBeGreaterThan(4);
    await expect(outcomes(to)).resolves.toEqual(truth(drawn));
    await expect(board(to)).resolves.toEqual(signs(truth(drawn)));
  });

  it('is done after a backfill, but for what overlap had left out, and a second one does nothing', async () => {
    const standIn = new FargateStandIn(world.endpoint);
    const env = world.environment(await standIn.start());
    try {
      const ended = playStarts(standIn);
      const first = await backfill(env);
      expect(first.map(({ stderr }) => stderr.match(/: (?!done)\S+$/gm) ?? []).flat()).toEqual([]);
      await deliver(ended);
      const expected = drawn.map((run) =>
        run.outcome === 'skipped' ? run : { ...run, outcome: 'done' },
      );
      await expect(board(later)).resolves.toEqual(signs(truth(withFollowers(expected))));

      standIn.calls.length = 0;
      const second = await backfill(env);
      expect(second.map(({ stdout }) => stdout.trim())).toEqual(
        jobs.map(() => 'There is nothing to run again.'),
      );
      const starts = standIn.calls.filter(({ action }) =>
        /^(RunTask|StartExecution)$/.test(action),
      );
      expect(starts).toEqual([]);
    } finally {
      await standIn.stop();
    }
  });
});

/** A local AWS whose own clock is the test's. */
async function startIn({ env }: SteppedClock): Promise<LocalWorld> {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    return await LocalWorld.start(directory);
  } finally {
    process.env = before;
  }
}

async function deploy(): Promise<void> {
  const client = localClient(world.endpoint);
  const ecs = new ECSClient(client);
  await ecs.send(new CreateClusterCommand({ clusterName: 'real' }));
  for (const { name } of jobs) {
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: `${prefix}-${name}`,
        requiresCompatibilities: ['FARGATE'],
        networkMode: 'awsvpc',
        cpu: '256',
        memory: '512',
        containerDefinitions: [{ name, image: `acme/${name}:1`, memory: 512, essential: true }],
      }),
    );
  }
  await new S3Client({ ...client, forcePathStyle: true }).send(
    new CreateBucketCommand({ Bucket: 'real-data' }),
  );
  const file = join(directory, 'config.ts');
  const written = [
    ...jobs.map(({ name, schedule, timeZone = 'UTC', trigger = 'scheduler', after, config }) =>
      after === undefined
        ? `{ name: '${name}', schedule: '${schedule}', timeZone: '${timeZone}', trigger: '${trigger}', ${config} }`
        : `{ name: '${name}', after: '${after}', ${config} }`,
    ),
    "{ name: 'off', schedule: 'rate(1 hour)', enabled: false, image: 'public.ecr.aws/acme/off:1' }",
  ];
  writeFileSync(file, withJobs(readFileSync(file, 'utf8'), ...written));
  const stacks = new StackRunner(directory, world.env);
  const { Subnets = [] } = await new EC2Client(client).send(new DescribeSubnetsCommand());
  stacks.pretendNetwork(Subnets.map(({ SubnetId = '' }) => SubnetId));
  stacks.pretendTask([...jobs.map(({ name }) => name), 'off'], `${prefix}-`);
  await stacks.synthesize();
  await stacks.apply('schedule');
}

/** Delivers events by the deployed rules, each not long before the clock's time. */
async function play(clock: SteppedClock, told: readonly Told[]): Promise<void> {
  let until = from.getTime();
  for (const each of told.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    // CloudWatch Logs takes nothing from the future, and nothing that is two weeks old.
    if (each.at.getTime() > until) {
      until = Math.min(each.at.getTime() + 13 * dayMs, later.getTime());
      await clock.set(new Date(until));
    }
    await deliver([each]);
  }
  await clock.set(later);
}

async function deliver(told: readonly Told[]): Promise<void> {
  const clients = localClients(world.endpoint, 'us-east-1');
  for (const { at, event } of told) await deliverEvent(clients, event, at);
}

function command(args: readonly string[], now: Date, env = world.env) {
  return run(
    process.execPath,
    ['--require', join(__dirname, 'held-clock.cjs'), 'cli/fargate-cron.js', ...args],
    { cwd: directory, env: { ...env, HELD_CLOCK: now.toISOString() } },
  );
}

/** Runs again what has not succeeded, of all jobs at once. */
function backfill(env: NodeJS.ProcessEnv) {
  const range = ['--from', from.toISOString(), '--to', to.toISOString()];
  // Of a rule's job nobody knows since when there is one, so that its first times are unknown.
  const options = [...range, '--failed', '--missing', '--unknown', '--parallel', '20'];
  return Promise.all(jobs.map(({ name }) => command(['backfill', name, ...options], later, env)));
}

/**
 * Lets everything that is started succeed.
 *
 * @returns the ends, which it goes on to fill
 */
function playStarts(standIn: FargateStandIn): Told[] {
  const ended: Told[] = [];
  const { ecs } = localClients(world.endpoint, 'us-east-1');
  standIn.play({
    statuses: ['RUNNING', 'STOPPED'],
    exitCode: 0,
    onRunning: async (taskArn) => {
      const { tasks: [task] = [] } = await ecs.send(
        new DescribeTasksCommand({ cluster: clusterArn, tasks: [taskArn] }),
      );
      const [container] = task?.overrides?.containerOverrides ?? [];
      const name = container?.name ?? '';
      const time = container?.environment?.find((each) => each.name === 'SCHEDULED_TIME')?.value;
      ended.push(
        endedTask({
          family: `${prefix}-${name}`,
          container: name,
          taskArn,
          clusterArn,
          scheduledTime: time ?? '',
          startedAt: later,
          stoppedAt: later,
          exitCode: 0,
          startedBy: task?.startedBy ?? '',
        }),
      );
      // moto's tasks go on for ever.
      await ecs.send(new StopTaskCommand({ cluster: clusterArn, task: taskArn }));
    },
  });
  const executions = new Map<string, Record<string, unknown>>();
  const end = (stateMachineArn: string, name: string, input: unknown): string => {
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const execution = { executionArn, stateMachineArn, name, input, status: 'SUCCEEDED' };
    const output = JSON.stringify({ outcome: 'done' });
    executions.set(executionArn, { ...execution, output });
    ended.push({
      at: later,
      event: {
        source: 'aws.states',
        'detail-type': 'Step Functions Execution Status Change',
        resource: executionArn,
        detail: { ...execution, output, startDate: later.getTime(), stopDate: later.getTime() },
      },
    });
    for (const { name: follower, after } of jobs) {
      const machineOf = (job: string) => `:stateMachine:${prefix}-${job}`;
      if (after === undefined || !stateMachineArn.endsWith(machineOf(after))) continue;
      end(stateMachineArn.replace(machineOf(after), machineOf(follower)), name, input);
    }
    return executionArn;
  };
  standIn.answer('StartExecution', ({ stateMachineArn, name, input }) => ({
    executionArn: end(String(stateMachineArn), String(name), input),
    startDate: later.getTime() / 1000,
  }));
  standIn.answer('DescribeExecution', ({ executionArn }) => {
    const date = later.getTime() / 1000;
    return { ...executions.get(String(executionArn)), startDate: date, stopDate: date };
  });
  return ended;
}

/** What `status` says became of each scheduled time, by job. */
async function outcomes(now: Date): Promise<Outcomes> {
  const { stdout } = await command(['status', '--json', '--runs', '100'], now);
  const status = JSON.parse(stdout) as {
    jobs: { name: string; runs: { scheduledTime: string; outcome: string }[] }[];
  };
  return Object.fromEntries(
    status.jobs.map(({ name, runs }) => [
      name,
      Object.fromEntries(runs.map(({ scheduledTime, outcome }) => [scheduledTime, outcome])),
    ]),
  );
}

/** The signs on the board of the report, by job and scheduled time. */
async function board(now: Date): Promise<Outcomes> {
  const file = join(directory, 'report.html');
  await command(['report', '--out', file], now);
  const [, ...rows] = readFileSync(file, 'utf8').split('aria-label="Runs of ');
  return Object.fromEntries(
    rows.map((row) => [
      row.slice(0, row.indexOf('"')),
      Object.fromEntries(
        [...row.matchAll(/data-utc="([^"]+)"[^>]*>\s*(\S+)\s*<\/button>/g)].map(
          ([, time = '', sign = '']) => [time, sign],
        ),
      ),
    ]),
  );
}

function signs(all: Outcomes): Outcomes {
  const ofJob = (runs: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(runs).map(([time, outcome]) => [time, looks[outcome as Outcome].glyph]),
    );
  return Object.fromEntries(Object.entries(all).map(([job, runs]) => [job, ofJob(runs)]));
}

function truth(runs: readonly DrawnRun[]): Outcomes {
  const ran = new Set<string>();
  const all: Record<string, Record<string, string>> = { off: {} };
  for (const { job, scheduledTime, outcome } of runs) {
    if (outcome !== 'missed') ran.add(job);
    // EventBridge does not say since when there is a rule: it may have been made just before its first run.
    else if (job === 'legacy' && !ran.has(job)) continue;
    all[job] = { ...all[job], [scheduledTime]: outcome };
  }
  return all;
}

/** With what the runs of a job that another runs after have started, once they were repaired. */
function withFollowers(runs: readonly DrawnRun[]): readonly DrawnRun[] {
  const started = jobs.flatMap(({ name, after }) =>
    runs
      .filter(({ job, outcome }) => job === after && outcome === 'done')
      .filter(
        ({ scheduledTime: at }) =>
          !runs.some((run) => run.job === name && run.scheduledTime === at),
      )
      .map((run) => ({ ...run, job: name })),
  );
  return [...runs, ...started];
}
