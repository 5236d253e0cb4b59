import fc from 'fast-check';
import type { Outcome } from '../../../cli/runs/job-run';
import { readRuns } from '../../../cli/runs/read-runs';
import { configOf } from '../../synthesis';
import { limit, times } from '../../times';
import { account, answerFor, cluster, deployed, machineOf, type FakeLine } from './fake-aws-runs';

const now = new Date('2026-11-19T18:30:00Z');
const minute = 60_000;
const first = Date.parse('2026-11-18T00:00:00Z');
const count = 30;
const at = (hour: number) => new Date(first + hour * 60 * minute);
const timeOf = (hour: number) => at(hour).toISOString().replace('.000Z', 'Z');

/** What AWS is to tell of one run. */
interface Fate {
  readonly outcome: Outcome;
  /** How many tasks of it ended before the last one. */
  readonly earlier: number;
  /** How often each event comes. */
  readonly deliveries: number;
  /** Whether an execution of the same time found that it was the second one. */
  readonly doubled: boolean;
}

const fate = (outcomes: readonly Outcome[]): fc.Arbitrary<Fate> =>
  fc.record({
    outcome: fc.constantFrom(...outcomes),
    earlier: fc.nat(2),
    deliveries: fc.integer({ min: 1, max: 3 }),
    doubled: fc.boolean(),
  });

const line = (detailType: string, detail: object, written: Date): FakeLine => ({
  at: written,
  message: JSON.stringify({ 'detail-type': detailType, detail, time: written.toISOString() }),
});

interface TaskFate {
  readonly job: string;
  readonly hour: number;
  readonly attempt: number;
  readonly exitCode?: number | undefined;
  readonly stopCode?: string;
  readonly stoppedReason?: string;
  readonly startedBy?: string;
}

function task({ job, hour, attempt, exitCode, ...more }: TaskFate) {
  const started = at(hour).getTime() + attempt * 5 * minute;
  return {
    clusterArn: cluster,
    taskArn: `arn:aws:ecs:${account}:task/acme-test/${job}${hour}x${attempt}`,
    taskDefinitionArn: `arn:aws:ecs:${account}:task-definition/acme-test-${job}:7`,
    group: `family:acme-test-${job}`,
    version: 5,
    lastStatus: 'STOPPED',
    createdAt: new Date(started),
    startedAt: new Date(started + minute),
    stoppedAt: new Date(started + 2 * minute),
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [{ name: job, ...(exitCode !== undefined && { exitCode }) }],
    overrides: {
      containerOverrides: [
        { name: job, environment: [{ name: 'SCHEDULED_TIME', value: timeOf(hour) }] },
      ],
    },
    ...more,
  };
}

const endsOf: Readonly<Partial<Record<Outcome, Partial<TaskFate>>>> = {
  done: { exitCode: 0 },
  failed: { exitCode: 1 },
  interrupted: { exitCode: 75 },
  stopped: { exitCode: 143, stopCode: 'UserInitiated', stoppedReason: 'stopped by jane: OPS-1' },
};

/** The ends of a run's tasks: those before the last one failed. */
function tasksOf(job: string, hour: number, { outcome, earlier }: Fate, startedBy = 'chronos') {
  const last = endsOf[outcome] ?? { exitCode: 143, stopCode: 'UserInitiated' };
  return Array.from({ length: earlier + 1 }, (_, attempt) =>
    task({
      ...{ job, hour, attempt, startedBy },
      ...(attempt === earlier ? last : { exitCode: 1 }),
    }),
  );
}

const machineEnds: Readonly<Partial<Record<Outcome, object>>> = {
  done: { status: 'SUCCEEDED', output: '{"outcome":"done"}' },
  skipped: { status: 'SUCCEEDED', output: '{"outcome":"skipped","because":"overlap"}' },
  failed: { status: 'FAILED', error: 'States.TaskFailed', cause: '{"Containers":[]}' },
  interrupted: { status: 'FAILED', error: 'States.TaskFailed', cause: '{"Containers":[]}' },
  'timed-out': { status: 'FAILED', error: 'JobFailed', cause: 'States.Timeout: ' },
  stopped: { status: 'ABORTED', error: 'StoppedByHand', cause: 'stopped by jane: OPS-1' },
  replaced: { status: 'ABORTED', error: 'RunReplaced', cause: 'by the run of …' },
};

function execution(job: string, hour: number, end: object, second = 1) {
  return {
    executionArn: `arn:aws:states:${account}:execution:acme-test-${job}:${hour}-${second}`,
    stateMachineArn: machineOf(job),
    startDate: at(hour).getTime() + second * 1000,
    stopDate: at(hour).getTime() + 30 * minute,
    input: JSON.stringify({ scheduledTime: timeOf(hour) }),
    output: null,
    ...end,
  };
}

/** The lines that AWS writes of a run: how tasks and executions ended, some more than once. */
function linesOf(job: string, hour: number, fate: Fate): FakeLine[] {
  const { outcome, deliveries, doubled } = fate;
  if (outcome === 'missed') return [];
  const isMachine = job === 'machine';
  const written = new Date(at(hour).getTime() + 31 * minute);
  const ends = isMachine ? machineEnds[outcome] : undefined;
  const tasks =
    outcome === 'skipped'
      ? []
      : tasksOf(job, hour, fate, isMachine ? 'AWS Step Functions' : undefined);
  const lines = [
    ...tasks.flatMap((each) => [
      // An event before its last one, which may come later.
      line('ECS Task State Change', { ...each, version: 4, containers: [{ name: job }] }, written),
      line('ECS Task State Change', each, written),
    ]),
    ...(ends === undefined
      ? []
      : [line('Step Functions Execution Status Change', execution(job, hour, ends), written)]),
    ...(isMachine && doubled
      ? [
          line(
            'Step Functions Execution Status Change',
            execution(job, hour, { status: 'SUCCEEDED', output: '{"outcome":"duplicate"}' }, 2),
            written,
          ),
        ]
      : []),
  ];
  return Array.from({ length: deliveries }, () => lines).flat();
}

afterEach(() => {
  jest.restoreAllMocks();
});

const common = ['done', 'failed', 'interrupted', 'stopped', 'missed'] as const;

test(
  'what the events tell is what was',
  async () => {
    const schedule = 'cron(0 * * * ? *)';
    const config = configOf(
      {},
      {
        jobs: [
          { name: 'direct', schedule, image: 'x' },
          { name: 'machine', schedule, image: 'x', retries: 2 },
          { name: 'absent', schedule, image: 'x' },
        ],
      },
    );
    const settings = deployed(config, ['direct', 'machine', 'gone']);
    const target = {
      direct: { Arn: cluster, EcsParameters: {} },
      machine: { Arn: machineOf('machine') },
    };
    const scheduleOf = (Target: object) => ({
      ...{ ScheduleExpression: schedule, CreationDate: new Date(first - minute), Target },
      LastModificationDate: new Date(first - minute),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fate(common), { minLength: count, maxLength: count }),
        fc.array(fate([...common, 'timed-out', 'skipped', 'replaced']), {
          minLength: count,
          maxLength: count,
        }),
        fc.infiniteStream(fc.nat()),
        async (direct, machine, order) => {
          const broken = { at: at(5), message: '{"detail-type":' };
          const lines = [
            ...direct.flatMap((each, hour) => linesOf('direct', hour, each)),
            ...machine.flatMap((each, hour) => linesOf('machine', hour, each)),
            broken,
          ]
            .map((each) => ({ each, key: order.next().value as number }))
            .sort((a, b) => a.key - b.key)
            .map(({ each }) => each);
          const asked = answerFor({
            schedules: {
              direct: scheduleOf(target.direct),
              machine: scheduleOf(target.machine),
              gone: scheduleOf(target.direct),
            },
            history: { since: new Date(first - minute), lines },
          });
          const read = await readRuns(settings, undefined, { from: at(0), to: at(count) }, now);
          expect(read.jobs.map(({ name }) => name)).toEqual([
            'direct',
            'machine',
            'absent',
            'gone',
          ]);
          for (const [job, fates] of [
            [read.jobs[0], direct],
            [read.jobs[1], machine],
          ] as const) {
            const found = job?.runs.map(({ scheduledTime, outcome, attempts, tasks }) => {
              return { scheduledTime, outcome, attempts, tasks: tasks.length };
            });
            const expected = fates.map(({ outcome, earlier }, hour) => {
              const ran = outcome !== 'missed' && outcome !== 'skipped';
              return {
                scheduledTime: timeOf(hour),
                outcome,
                attempts: ran ? earlier + 1 : null,
                tasks: ran ? earlier + 1 : 0,
              };
            });
            // The last one is due at the end of the range, and nothing is known of it.
            expect(found?.slice(1)).toEqual(expected.reverse());
            expect(found?.[0]?.outcome).toBe('missed');
          }
          expect(read.jobs[2]).toMatchObject({ name: 'absent', trigger: undefined, runs: [] });
          expect(read.broken.map(({ reason }) => reason)).toEqual(['it is not JSON']);
          expect(asked.filter(([action]) => action === 'DescribeExecution')).toEqual([]);
          jest.restoreAllMocks();
        },
      ),
      { numRuns: times(10) },
    );
  },
  limit(20_000),
);
