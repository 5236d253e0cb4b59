import type { Task } from '@aws-sdk/client-ecs';
import type { Execution } from '../../../cli/runs/execution-run';
import { joinRuns, type Traces } from '../../../cli/runs/join-runs';
import { manifestOf } from '../report/facts';

const time = '2026-11-20T02:00:00Z';
const now = new Date('2026-11-20T03:00:00Z');
const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 2, minute));

let tasks = 0;

function task(exitCode: number | undefined, minute: number, more: Partial<Task> = {}): Task {
  return {
    taskArn: `arn:aws:ecs:us-east-1:123456789012:task/c/${tasks++}`,
    lastStatus: exitCode === undefined ? 'RUNNING' : 'STOPPED',
    createdAt: at(minute),
    ...(exitCode !== undefined && { stoppedAt: at(minute + 3) }),
    containers: [{ name: 'crawl', exitCode }],
    overrides: {
      containerOverrides: [{ environment: [{ name: 'SCHEDULED_TIME', value: time }] }],
    },
    ...more,
  };
}

function execution(status: string, more: Partial<Execution> = {}): Execution {
  return {
    executionArn: 'arn',
    status,
    input: JSON.stringify({ scheduledTime: time }),
    startDate: at(0),
    ...(status !== 'RUNNING' && { stopDate: at(30) }),
    ...more,
  };
}

function joined(traces: Partial<Traces>, taskCount = 1) {
  const all = { tasks: [], executions: [], manifests: [], ...traces };
  return joinRuns(all, { task: 'crawl', taskCount }, now);
}

describe('a run of two tasks', () => {
  test.each([
    ['failed', 1, [task(0, 1), task(1, 1)]],
    ['done', 1, [task(0, 1), task(0, 1)]],
    ['running', 1, [task(1, 1), task(undefined, 1)]],
    ['interrupted', 1, [task(75, 1), task(0, 1)]],
    ['done', 2, [task(1, 1), task(0, 1), task(0, 9), task(0, 9)]],
    ['failed', 2, [task(0, 1), task(0, 1), task(0, 9), task(1, 9)]],
  ])('is %s: the worst decides, of the last time that it was made', (outcome, attempts, all) => {
    expect(joined({ tasks: all }, 2)).toMatchObject([{ scheduledTime: time, outcome, attempts }]);
  });
});

test.each<[string, Partial<Task>, object]>([
  ['interrupted', { stopCode: 'SpotInterruption' }, { reason: 'exit code 143: SpotInterruption' }],
  [
    'stopped',
    { stopCode: 'UserInitiated', stoppedReason: 'stopped by jane: OPS-1' },
    { reason: 'stopped by jane: OPS-1' },
  ],
  ['failed', { containers: [], stoppedReason: 'CannotPullContainerError' }, { exitCode: null }],
  [
    'failed',
    { startedBy: 'fargate-cron/jane', tags: [{ key: 'fargate-cron:reason', value: 'OPS-1' }] },
    { byHand: { name: 'jane', reason: 'OPS-1' }, exitCode: 143 },
  ],
])('a task that was %s says why: %j', (outcome, more, expected) => {
  expect(joined({ tasks: [task(143, 1, more)] })).toMatchObject([{ outcome, ...expected }]);
});

test.each<[string, Execution, string | null]>([
  ['running', execution('RUNNING'), null],
  ['done', execution('SUCCEEDED', { output: '{"outcome":"done"}' }), null],
  [
    'skipped',
    execution('SUCCEEDED', { output: '{"outcome":"skipped"}' }),
    'the previous run was still running',
  ],
  ['failed', execution('FAILED'), 'FAILED'],
  ['failed', execution('FAILED', { error: 'ClaimFailed', cause: 'no' }), 'ClaimFailed: no'],
  ['timed-out', execution('FAILED', { error: 'States.Timeout' }), 'States.Timeout'],
  ['timed-out', execution('TIMED_OUT'), 'TIMED_OUT'],
  [
    'timed-out',
    execution('FAILED', { error: 'JobFailed', cause: 'States.Timeout: ' }),
    'JobFailed: States.Timeout: ',
  ],
  ['stopped', execution('ABORTED'), 'ABORTED'],
  [
    'stopped',
    execution('ABORTED', { error: 'StoppedByHand', cause: 'stopped by jane' }),
    'stopped by jane',
  ],
  ['replaced', execution('ABORTED', { error: 'RunReplaced', cause: 'by …' }), 'RunReplaced: by …'],
])('an execution says that it was %s: %j', (outcome, ended, reason) => {
  expect(joined({ executions: [ended] })).toMatchObject([{ outcome, reason, executionArn: 'arn' }]);
});

test('its tasks are the attempts of an execution, and say why the last one failed', () => {
  const attempts = [1, 9].map((minute) =>
    task(minute, minute, { startedBy: 'AWS Step Functions', stoppedReason: 'Essential' }),
  );
  const failed = execution('FAILED', { error: 'States.TaskFailed', cause: '{"Containers":[]}' });
  expect(joined({ tasks: attempts, executions: [failed] })).toMatchObject([
    {
      outcome: 'failed',
      attempts: 2,
      exitCode: 9,
      durationSeconds: 1800,
      reason: 'exit code 9: Essential',
    },
  ]);
  // The end of the execution may be told of late, or not at all.
  expect(joined({ tasks: attempts })).toMatchObject([
    { outcome: 'failed', attempts: 2, durationSeconds: 660 },
  ]);
});

test('a duplicate is no run, and what has ended does not run', () => {
  expect(
    joined({
      executions: [
        execution('RUNNING'),
        execution('SUCCEEDED', { output: '{"outcome":"done"}' }),
        execution('SUCCEEDED', { executionArn: 'b', output: '{"outcome":"duplicate"}' }),
      ],
    }),
  ).toMatchObject([{ outcome: 'done', executionArn: 'arn' }]);
});

test.each([
  ['2026-11-20T02:00:00.250Z', time],
  ['2026-11-31T02:00:00Z', '2026-11-20T02:10:00Z'],
])('an execution that somebody started as of %s is the run of %s', (typed, scheduledTime) => {
  const input = JSON.stringify({ scheduledTime: typed });
  const executions = [execution('SUCCEEDED', { input, startDate: at(10) })];
  expect(joined({ executions })).toMatchObject([{ scheduledTime }]);
});

test('an execution that was redriven is what became of it then', () => {
  const failed = execution('FAILED');
  const done = execution('SUCCEEDED', { stopDate: at(50) });
  const again = execution('RUNNING', { redriveDate: at(40) });
  expect(joined({ executions: [failed, done] })).toMatchObject([{ outcome: 'done' }]);
  expect(joined({ executions: [done, failed] })).toMatchObject([{ outcome: 'done' }]);
  expect(joined({ executions: [again, failed] })).toMatchObject([{ outcome: 'running' }]);
  expect(joined({ executions: [again, failed, done] })).toMatchObject([{ outcome: 'done' }]);
});

test('the input says who started an execution by hand, and why', () => {
  const input = JSON.stringify({ scheduledTime: time, startedBy: 'jane.doe', reason: 'OPS-1' });
  expect(joined({ executions: [execution('RUNNING', { input })] })).toMatchObject([
    { byHand: { name: 'jane.doe', reason: 'OPS-1' } },
  ]);
});

describe('the manifest of the crawler', () => {
  const good = manifestOf(time);
  const bad = manifestOf(time, 'the vendor answered 500');

  test('tells what AWS has forgotten', () => {
    expect(joined({ manifests: [bad] })).toMatchObject([
      {
        ...{ outcome: 'failed', rows: 250, durationSeconds: 13, attempts: null },
        ...{ reason: '<b>: the vendor answered 500', manifest: bad },
      },
    ]);
  });

  test('has the rows and what went wrong, and AWS who started it', () => {
    const tasks = [task(1, 1, { startedBy: 'fargate-cron/jane' })];
    expect(joined({ manifests: [bad], tasks })).toMatchObject([
      {
        ...{ outcome: 'failed', rows: 250, exitCode: 1, byHand: { name: 'jane' } },
        reason: '<b>: the vendor answered 500',
      },
    ]);
  });

  test('of an earlier attempt does not decide', () => {
    expect(joined({ manifests: [bad], tasks: [task(undefined, 1)] })).toMatchObject([
      { outcome: 'running', reason: null },
    ]);
    expect(joined({ manifests: [good], tasks: [task(1, 1)] })).toMatchObject([
      { outcome: 'failed', reason: 'exit code 1' },
    ]);
  });

  test('of a run that is done names the symbols that are suspect', () => {
    const symbols = { AAPL: { status: 'suspect', rows: 10, error: '3 dividends gone' } };
    expect(joined({ manifests: [{ ...good, symbols }] })).toMatchObject([
      { outcome: 'done', rows: 10, reason: 'AAPL: 3 dividends gone' },
    ]);
  });
});
