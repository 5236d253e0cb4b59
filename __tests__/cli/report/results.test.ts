import { freshnessOf, resultsOf, suspicionsOf, troublesOf } from '../../../cli/report/results';
import { manifestOf, someFacts } from './facts';

const now = new Date('2026-11-24T12:00:00Z');

test('a run that was due and left no manifest did not happen', () => {
  const results = resultsOf(someFacts());
  expect(results).toHaveLength(26);
  expect(results.filter(({ outcome }) => outcome === 'missed')).toEqual([
    { scheduledTime: '2026-08-07T23:00:00.000Z', source: 'yahoo', outcome: 'missed' },
  ]);
});

test('a run that was due a moment ago may still be under way', () => {
  const due = ['2026-11-24T11:00:00Z'];
  const jobs = someFacts().jobs.map((facts) => ({ ...facts, due }));
  expect(resultsOf({ runs: { manifests: [], broken: [] }, jobs, now })).toEqual([]);
});

test('names the symbols that were missed, how often, and why the last time', () => {
  const manifests = [
    manifestOf('2026-11-06T23:00:00Z', 'timed out'),
    manifestOf('2026-11-13T23:00:00Z', 'answered 500'),
    manifestOf('2026-11-20T23:00:00Z'),
  ];
  expect(troublesOf(manifests)).toEqual([
    {
      symbol: '<b>',
      times: 2,
      lastRun: '2026-11-13T23:00:00Z',
      status: 'failed',
      reason: 'answered 500',
    },
  ]);
});

test('names what is suspect since when, and what was taken all the same', () => {
  const of = (time: string, symbols: ReturnType<typeof manifestOf>['symbols']) => ({
    ...manifestOf(time),
    symbols,
  });
  const suspect = { status: 'suspect', error: '3 dividends gone' };
  const accepted = { status: 'updated', accepted: 'asked', doubts: [{ words: '2 rows gone' }] };
  const manifests = [
    of('2026-10-30T23:00:00Z', { AAPL: suspect, MSFT: suspect, F: suspect }),
    of('2026-11-06T23:00:00Z', { AAPL: suspect, MSFT: accepted, F: { status: 'updated' } }),
    of('2026-11-13T23:00:00Z', { AAPL: { status: 'failed' }, MSFT: { status: 'updated' } }),
  ];
  expect(suspicionsOf(manifests)).toEqual([
    {
      symbol: 'AAPL',
      since: '2026-10-30T23:00:00Z',
      isTaken: false,
      reason: '3 dividends gone',
    },
    { symbol: 'MSFT', since: '2026-11-06T23:00:00Z', isTaken: true, reason: '2 rows gone' },
  ]);
  expect(troublesOf(manifests).map(({ symbol }) => symbol)).toEqual(['AAPL']);
});

test('knows the age of each symbol from the newest run that had it', () => {
  const manifests = [manifestOf('2026-11-13T23:00:00Z'), manifestOf('2026-11-20T23:00:00Z')];
  expect(freshnessOf(manifests, now)).toEqual([{ symbol: 'AAPL', last: '2026-11-20', ageDays: 4 }]);
});
