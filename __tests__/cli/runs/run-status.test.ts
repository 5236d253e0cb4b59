import { mergeRuns, ofManifest, type RunStatus } from '../../../cli/runs/run-status';

test('a run that is done names the symbols that are suspect', () => {
  const run = ofManifest({
    source: 'yahoo',
    scheduledTime: '2026-11-20T23:00:00Z',
    startedAt: '2026-11-20T23:00:10Z',
    finishedAt: '2026-11-20T23:00:15Z',
    outcome: 'done',
    symbols: {
      AAPL: { status: 'suspect', rows: 10, error: '3 dividends gone' },
      MSFT: { status: 'updated', rows: 20 },
    },
  });
  expect(run).toMatchObject({ outcome: 'done', rows: 30, reason: 'AAPL: 3 dividends gone' });
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
    byHand: null,
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

  test('who started it is not in the manifest', () => {
    const byHand = { name: 'jane.doe', reason: null };
    const merged = mergeRuns(
      [run('2026-11-13', 'done', 7)],
      [{ ...run('2026-11-13', 'done'), byHand }],
    );
    expect(merged).toEqual([{ ...run('2026-11-13', 'done', 7), byHand }]);
  });

  test('a run that goes on goes on, whatever an earlier try left', () => {
    const again = mergeRuns([run('2026-11-20', 'failed', 7)], [run('2026-11-20', 'running')]);
    expect(again).toEqual([run('2026-11-20', 'running')]);
  });
});
