import { manifestOf } from '../../../crawler/src/manifest/manifest';
import { metricsLine, metricsOf } from '../../../crawler/src/run/metrics';
import { barLine } from '../../../crawler/src/run/terminal';

const manifest = manifestOf(
  {
    source: 'yahoo',
    scheduledTime: new Date('2026-11-20T23:00:00Z'),
    startedAt: '2026-11-20T23:00:10.000Z',
    finishedAt: '2026-11-20T23:00:12.500Z',
    failureThreshold: 1,
  },
  [
    ['A', { status: 'updated', rows: 300, changed: 5, last: '2026-11-18' }],
    ['B', { status: 'unchanged', rows: 300, last: '2026-11-13' }],
    ['C', { status: 'failed' }],
  ],
);

test('a run is one line of metrics, with the dimensions that are set', () => {
  const traffic = { requests: 7, retries: 2, throttled: 1, bytes: 900 };
  const dimensions = { Project: 'acme', Environment: undefined, Job: 'weekly' };
  const line = metricsLine(metricsOf(manifest, traffic), dimensions, 42);
  expect(line).not.toContain('\n');
  const { _aws, ...values } = JSON.parse(line) as {
    _aws: { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[] };
  };
  expect(values).toEqual({
    Project: 'acme',
    Job: 'weekly',
    SymbolsOk: 2,
    SymbolsFailed: 1,
    SymbolsSuspect: 0,
    Rows: 5,
    Bytes: 900,
    Requests: 7,
    Throttled: 1,
    DurationSeconds: 2.5,
    NewestDateAgeDays: 2,
  });
  expect(_aws).toMatchObject({
    Timestamp: 42,
    CloudWatchMetrics: [{ Namespace: 'FargateCron', Dimensions: [['Project', 'Job']] }],
  });
  const named = _aws.CloudWatchMetrics[0]?.Metrics.map(({ Name }) => Name) ?? [];
  expect([...named, 'Project', 'Job'].sort()).toEqual(Object.keys(values).sort());
});

test.each([
  [0, 10, 0, '[                              ] 0/10 symbols, 0.0/s'],
  [5, 10, 2000, '[###############               ] 5/10 symbols, 2.5/s, 2 s left'],
  [100, 1000, 60_000, '[###                           ] 100/1000 symbols, 1.7/s, 9 min left'],
  [10, 10, 1000, '[##############################] 10/10 symbols, 10.0/s'],
])('after %d of %d symbols in %d ms the bar says so', (done, total, ms, line) => {
  expect(barLine(done, total, ms)).toBe(line);
});
