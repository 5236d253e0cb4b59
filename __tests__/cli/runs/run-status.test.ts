import { ECSClient, ListTasksCommand, type Task } from '@aws-sdk/client-ecs';
import { parseManifest } from '../../../cli/runs/manifests';
import { mergeRuns, runsInEcs, type RunStatus } from '../../../cli/runs/run-status';

const manifest = {
  source: 'yahoo',
  scheduledTime: '2026-11-20T23:00:00.000Z',
  startedAt: '2026-11-20T23:00:30.000Z',
  finishedAt: '2026-11-20T23:01:00.000Z',
  outcome: 'done',
  symbols: { AAPL: { status: 'updated', rows: 3 } },
};

test('a manifest may say more than is read', () => {
  const text = JSON.stringify({ ...manifest, version: 1, more: true });
  expect(parseManifest('key', text)).toEqual(manifest);
});

test.each([
  ['', 'it is empty'],
  ['{"outcome": "do', 'it is not JSON'],
  [JSON.stringify({ ...manifest, scheduledTime: 'Friday' }), 'scheduledTime: '],
  [JSON.stringify({ ...manifest, outcome: 'perhaps' }), 'outcome: '],
  [JSON.stringify({ ...manifest, symbols: { AAPL: { rows: 'many' } } }), 'symbols.AAPL.'],
  ['null', ': '],
])('a broken manifest has a reason: %s', (text, reason) => {
  expect(parseManifest('key', text)).toEqual({
    key: 'key',
    reason: expect.stringContaining(reason) as string,
  });
});

describe('what several tell about the same run', () => {
  const run = (
    scheduledTime: string,
    outcome: RunStatus['outcome'],
    rows: number | null = null,
  ) => ({
    scheduledTime,
    outcome,
    startedAt: null,
    durationSeconds: null,
    rows,
    reason: null,
  });

  test('the manifest knows most, and what only others know is there, too', () => {
    const merged = mergeRuns(
      [run('2026-11-13', 'done', 7), run('2026-11-06', 'done', 5)],
      [run('2026-11-13', 'done'), run('2026-11-20', 'failed')],
    );
    expect(merged).toEqual([
      run('2026-11-20', 'failed'),
      run('2026-11-13', 'done', 7),
      run('2026-11-06', 'done', 5),
    ]);
  });

  test('a run that goes on goes on, whatever an earlier try left', () => {
    const again = mergeRuns([run('2026-11-20', 'failed', 7)], [run('2026-11-20', 'running')]);
    expect(again).toEqual([run('2026-11-20', 'running')]);
  });
});

describe('a run of two tasks', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 2, minute));
  const task = (exitCode: number | undefined, minute: number): Task => ({
    lastStatus: exitCode === undefined ? 'RUNNING' : 'STOPPED',
    createdAt: at(minute),
    containers: [{ name: 'crawl', exitCode }],
    overrides: {
      containerOverrides: [
        { environment: [{ name: 'SCHEDULED_TIME', value: '2026-11-20T02:00:00Z' }] },
      ],
    },
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  test.each([
    ['failed', [task(0, 1), task(1, 1)]],
    ['done', [task(0, 1), task(0, 1)]],
    ['running', [task(1, 1), task(undefined, 1)]],
    ['done', [task(1, 1), task(0, 1), task(0, 9), task(0, 9)]],
    ['failed', [task(0, 1), task(0, 1), task(0, 9), task(1, 9)]],
  ])('is %s: the worst decides, of the last time that it was made', async (outcome, tasks) => {
    const send = (command: unknown): Promise<object> =>
      Promise.resolve(
        command instanceof ListTasksCommand
          ? { taskArns: command.input.desiredStatus === 'STOPPED' ? ['1'] : [] }
          : { tasks },
      );
    jest.spyOn(ECSClient.prototype as { send: typeof send }, 'send').mockImplementation(send);
    const job = { name: 'crawl', task: 'crawl', taskCount: 2 };
    const runs = await runsInEcs(new ECSClient({ region: 'us-east-1' }), 'c', 'f', job);
    expect(runs.map((run) => run.outcome)).toEqual([outcome]);
  });
});
