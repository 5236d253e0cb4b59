import { freshnessOf, suspicionsOf, troublesOf } from '../../../cli/report/results';
import { manifestOf } from './facts';

const now = new Date('2026-11-24T12:00:00Z');

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
