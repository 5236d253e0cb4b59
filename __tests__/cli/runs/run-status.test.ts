import { mergeRuns, type RunStatus } from '../../../cli/runs/run-status';

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
