import { readRuns } from '../../../cli/runs/read-runs';
import type { RunRange } from '../../../cli/runs/subject';
import { configOf } from '../../synthesis';
import { account, answerFor, cluster, deployed, group, machineOf } from './fake-aws-runs';

const now = new Date('2026-11-20T12:30:00Z');
const schedule = 'cron(0 * * * ? *)';
const created = new Date('2026-11-01T00:00:00Z');
const scheduleOf = (Target: object) => ({
  ...{ ScheduleExpression: schedule, Target },
  ...{ CreationDate: created, LastModificationDate: created },
});
const direct = scheduleOf({ Arn: cluster, EcsParameters: {} });
const machine = scheduleOf({ Arn: machineOf('machine') });
const config = configOf(
  {},
  {
    jobs: [
      { name: 'direct', schedule, image: 'x' },
      { name: 'sharing', schedule, task: 'direct' },
      { name: 'machine', schedule, image: 'x', retries: 2 },
    ],
  },
);
const names = ['direct', 'sharing', 'machine'];

function task(hour: number, exitCode: number | undefined, job?: string) {
  const time = `2026-11-20T${String(hour).padStart(2, '0')}:00:00Z`;
  return {
    taskArn: `arn:aws:ecs:${account}:task/acme-test/${hour}${job ?? ''}`,
    taskDefinitionArn: `arn:aws:ecs:${account}:task-definition/acme-test-direct:7`,
    lastStatus: exitCode === undefined ? 'RUNNING' : 'STOPPED',
    createdAt: new Date(time),
    containers: [{ name: 'direct', exitCode }],
    overrides: {
      containerOverrides: [
        {
          environment: [
            { name: 'SCHEDULED_TIME', value: time },
            ...(job === undefined ? [] : [{ name: 'JOB_NAME', value: job }]),
          ],
        },
      ],
    },
  };
}

function execution(hour: number, status: string, job = 'machine') {
  const time = `2026-11-20T${String(hour).padStart(2, '0')}:00:00Z`;
  return {
    executionArn: `${hour} ${job}`,
    stateMachineArn: machineOf(job),
    status,
    startDate: new Date(time),
    stopDate: new Date(time),
    input: JSON.stringify({ scheduledTime: time }),
    output: '{"outcome":"done"}',
  };
}

const schedules = { direct, sharing: direct, machine };

afterEach(() => {
  jest.restoreAllMocks();
});

async function outcomes(name: string, count: number, history = group) {
  const settings = deployed(config, names, history);
  const { jobs } = await readRuns(settings, [name], { count }, now);
  return jobs[0]?.runs.map(
    ({ scheduledTime, outcome }) => `${scheduledTime.slice(11, 13)} ${outcome}`,
  );
}

test('without a history, ECS and Step Functions tell what they remember', async () => {
  answerFor({
    schedules,
    runningTasks: [task(12, undefined), task(12, undefined, 'sharing')],
    stoppedTasks: [task(11, 1), task(11, 0, 'sharing')],
    executions: [execution(12, 'RUNNING'), execution(10, 'SUCCEEDED')],
  });
  expect(await outcomes('direct', 3, '')).toEqual(['12 running', '11 failed', '10 unknown']);
  expect(await outcomes('sharing', 2, '')).toEqual(['12 running', '11 done']);
  expect(await outcomes('machine', 3, '')).toEqual(['12 running', '11 missed', '10 done']);
});

test('a log group that is gone is no history', async () => {
  answerFor({ schedules, stoppedTasks: [task(11, 1)] });
  expect(await outcomes('direct', 2)).toEqual(['11 failed', '10 unknown']);
});

test('nothing is missed before all were asked', async () => {
  const asked = answerFor({
    schedules,
    history: { since: created, lines: [] },
    stoppedTasks: [task(11, 0)],
    executions: [execution(11, 'SUCCEEDED')],
  });
  expect(await outcomes('direct', 2)).toEqual(['11 done', '10 missed']);
  expect(await outcomes('machine', 2)).toEqual(['11 done', '10 missed']);
  expect(asked.filter(([action]) => action === 'DescribeExecution')).toHaveLength(1);
});

test('what an event leaves out is asked for', async () => {
  const detail = { ...execution(11, 'SUCCEEDED'), startDate: 0, stopDate: 0, input: null };
  const message = JSON.stringify({
    'detail-type': 'Step Functions Execution Status Change',
    detail,
  });
  answerFor({
    schedules,
    history: { since: created, lines: [{ at: now, message }] },
    executions: [execution(11, 'SUCCEEDED')],
  });
  expect(await outcomes('machine', 1)).toEqual(['11 done']);
});

test('a line of the history that has no time is named and skipped', async () => {
  const lineOf = (kind: string, detail: object) => ({
    at: now,
    message: JSON.stringify({ 'detail-type': kind, detail }),
  });
  const group = 'family:acme-test-direct';
  const stopDate = 0;
  answerFor({
    schedules,
    history: {
      since: created,
      lines: [
        lineOf('ECS Task State Change', { ...task(11, 0), group, createdAt: undefined }),
        lineOf('Step Functions Execution Status Change', {
          ...{ ...execution(11, 'FAILED'), startDate: 1e20, stopDate },
        }),
      ],
    },
  });
  const { jobs, broken } = await readRuns(
    deployed(config, names),
    ['direct', 'machine'],
    { count: 1 },
    now,
  );
  expect(broken.map(({ reason }) => reason)).toEqual([
    'detail.createdAt: Invalid input',
    'detail.startDate: must be a time',
  ]);
  expect(jobs.map(({ runs }) => runs[0]?.outcome)).toEqual(['missed', 'missed']);
});

test('what Step Functions has forgotten of an execution is unknown, and not missed', async () => {
  const lines = [11, 10].map((hour) => {
    const { startDate, ...end } = execution(hour, 'SUCCEEDED');
    const detail = { ...end, startDate: Number(startDate), stopDate: 0, input: null };
    const kind = 'Step Functions Execution Status Change';
    return { at: startDate, message: JSON.stringify({ 'detail-type': kind, detail }) };
  });
  const executions = [execution(11, 'SUCCEEDED')];
  answerFor({ schedules, history: { since: created, lines }, executions });
  expect(await outcomes('machine', 2)).toEqual(['11 done', '10 unknown']);
});

test('of more executions than are asked for one by one the oldest are unknown, and not missed', async () => {
  const minutes = Array.from({ length: 1010 }, (_, minute) => now.getTime() - minute * 60_000);
  const executions = minutes.map((ms) => {
    const at = new Date(ms);
    const input = JSON.stringify({ scheduledTime: at.toISOString().replace('.000', '') });
    return {
      ...execution(0, 'SUCCEEDED'),
      executionArn: `${ms}`,
      startDate: at,
      stopDate: at,
      input,
    };
  });
  const lines = executions.toReversed().map((each) => {
    const detail = { ...each, startDate: Number(each.startDate), stopDate: 0, input: null };
    const kind = 'Step Functions Execution Status Change';
    return { at: each.startDate, message: JSON.stringify({ 'detail-type': kind, detail }) };
  });
  const every = { ...machine, ScheduleExpression: 'cron(* * * * ? *)' };
  answerFor({ schedules: { machine: every }, history: { since: created, lines }, executions });
  const from = new Date(minutes.at(-1) ?? 0);
  const settings = deployed(config, ['machine']);
  const { jobs } = await readRuns(settings, ['machine'], { from, to: now }, now);
  const outcomes = jobs[0]?.runs.map(({ outcome }) => outcome) ?? [];
  expect(outcomes.slice(0, 1000).every((outcome) => outcome === 'done')).toBe(true);
  expect(outcomes.slice(1000)).toEqual(Array(10).fill('unknown'));
});

test('what was due in a pause is paused', async () => {
  const event = (kind: string, time: string, detail: object) => ({
    at: new Date(time),
    stream: 'fargate-cron',
    message: JSON.stringify({ source: 'fargate-cron', 'detail-type': kind, time, detail }),
  });
  answerFor({
    schedules,
    history: {
      since: created,
      lines: [
        event('Job Paused', '2026-11-20T09:30:00Z', { job: 'direct', by: 'jane', reason: 'OPS-1' }),
        event('Job Resumed', '2026-11-20T10:30:00Z', { job: 'direct', by: 'jane' }),
        event('Job Paused', '2026-11-20T09:30:00Z', { job: 'machine', by: 'jane' }),
        event('Something Else', '2026-11-20T09:30:00Z', {}),
      ],
    },
  });
  const settings = deployed(config, names);
  const { jobs, broken } = await readRuns(settings, ['direct'], { count: 3 }, now);
  expect(broken).toEqual([]);
  expect(jobs[0]?.runs).toMatchObject([
    { scheduledTime: '2026-11-20T11:00:00Z', outcome: 'missed' },
    { scheduledTime: '2026-11-20T10:00:00Z', outcome: 'paused', reason: 'paused by jane: OPS-1' },
    { scheduledTime: '2026-11-20T09:00:00Z', outcome: 'missed' },
  ]);
});

test('a job that is not deployed yet, and one that somebody deleted, have no runs', async () => {
  answerFor({ schedules: { direct }, history: { since: created, lines: [] } });
  const { jobs } = await readRuns(
    deployed(config, ['direct', 'sharing']),
    undefined,
    { count: 1 },
    now,
  );
  expect(jobs.map(({ name, trigger }) => [name, trigger?.expression])).toEqual([
    ['direct', schedule],
    ['sharing', undefined],
    ['machine', undefined],
  ]);
});

test('a name that nobody knows is refused', async () => {
  await expect(readRuns(deployed(config, names), ['directt'], { count: 1 }, now)).rejects.toThrow(
    'job must be one of direct, sharing, machine, got "directt"',
  );
});

test('a long range is read in parts side by side, a weekly job apart from one of every minute', async () => {
  const every = { ...direct, ScheduleExpression: 'cron(* * * * ? *)' };
  const weekly = { ...machine, ScheduleExpression: 'cron(0 0 ? * FRI *)' };
  const asked = answerFor({
    schedules: { direct: every, machine: weekly },
    history: { since: created, lines: [] },
  });
  await readRuns(deployed(config, ['direct', 'machine']), undefined, { count: 5 }, now);
  const questions = asked
    .filter(([action, input]) => action === 'FilterLogEvents' && 'filterPattern' in input)
    .map(([, { filterPattern, startTime }]) => [
      String(filterPattern).includes('machine'),
      new Date(Number(startTime)).toISOString(),
    ]);
  expect(questions).toEqual([
    [false, '2026-11-20T11:26:00.000Z'],
    [true, '2026-10-23T00:00:00.000Z'],
  ]);

  const from = new Date('2026-11-13T12:30:00Z');
  asked.length = 0;
  await readRuns(deployed(config, ['direct', 'machine']), ['direct'], { from, to: now }, now);
  const parts = asked.filter(([, input]) => 'filterPattern' in input).map(([, input]) => input);
  expect(parts.length).toBeGreaterThan(30);
  expect(parts[0]?.['startTime']).toBe(from.getTime());
  parts.slice(1).forEach(({ startTime }, index) => {
    expect(startTime).toBe(Number(parts[index]?.['endTime']) + 1);
  });
  expect(parts.at(-1)).not.toHaveProperty('endTime');
});

describe('a job that runs after another', () => {
  const chain = ['mail', 'crawl', 'report'];
  const configWith = (enabled: boolean) =>
    configOf(
      {},
      {
        jobs: [
          { name: 'mail', after: 'report', image: 'x', enabled },
          { name: 'crawl', schedule, image: 'x' },
          { name: 'report', after: 'crawl', image: 'x', enabled },
        ],
      },
    );
  /** What became of the executions of each job, from noon back by the hour; a blank is none. */
  const answerWith = (marksOf: Readonly<Record<string, string>>) => {
    const executions = Object.entries(marksOf).flatMap(([job, marks]) =>
      Array.from(marks).flatMap((mark, back) => {
        const status = { d: 'SUCCEEDED', f: 'FAILED', r: 'RUNNING' }[mark];
        return status === undefined ? [] : [execution(12 - back, status, job)];
      }),
    );
    const lines = executions.map((each) => {
      const detail = {
        ...each,
        startDate: Number(each.startDate),
        stopDate: Number(each.stopDate),
      };
      const kind = 'Step Functions Execution Status Change';
      return { at: each.startDate, message: JSON.stringify({ 'detail-type': kind, detail }) };
    });
    answerFor({
      schedules: { crawl: scheduleOf({ Arn: machineOf('crawl') }) },
      history: { since: created, lines },
      executions,
    });
  };
  const from = new Date('2026-11-20T06:00:00Z');
  const outcomesOf = async (name: string, range: RunRange = { from, to: now }, enabled = true) => {
    const settings = deployed(configWith(enabled), chain);
    const { jobs } = await readRuns(settings, [name], range, now);
    expect(jobs.map((job) => [job.name, job.trigger?.enabled])).toEqual([[name, enabled]]);
    return jobs[0]?.runs.map(
      ({ scheduledTime, outcome }) => `${scheduledTime.slice(11, 13)} ${outcome}`,
    );
  };

  test('is due where that one is done, and what it has run stays', async () => {
    answerWith({ crawl: 'rdfdddf', report: ' d f dd', mail: ' ddd  d' });
    expect(await outcomesOf('crawl')).toEqual([
      ...['12 running', '11 done', '10 failed', '09 done', '08 done', '07 done', '06 failed'],
    ]);
    expect(await outcomesOf('report')).toEqual([
      ...['11 done', '09 failed', '08 missed', '07 done', '06 done'],
    ]);
    expect(await outcomesOf('mail')).toEqual([
      '11 done',
      '10 done',
      '09 done',
      '07 missed',
      '06 done',
    ]);
  });

  test('has as many runs as are asked for, where it was not due lately', async () => {
    answerWith({ crawl: ' fdddd', report: '  dddd' });
    expect(await outcomesOf('report', { count: 4 })).toEqual([
      ...['10 done', '09 done', '08 done', '07 done'],
    ]);
  });

  test('is not due while it is switched off', async () => {
    answerWith({ crawl: ' ddd', report: '  dd' });
    expect(await outcomesOf('report', { count: 2 }, false)).toEqual(['10 done', '09 done']);
  });
});
