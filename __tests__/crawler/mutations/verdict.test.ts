import { chance } from '../proof/chance';
import { newYork } from '../proof/exchange';
import type { StoredRow } from '../proof/stored-row';
import { yahoo } from '../proof/vendors/yahoo';
import { history } from './history';
import type { After } from './play';
import { verdictOf } from './verdict';

function row(date: string, price: number, dividend = 0): StoredRow {
  const prices = { open: price, high: price, low: price, close: price, adj_close: price };
  return {
    ...{ date, ...prices, volume: 100, dividend, split_factor: 1 },
    ...{ currency: 'USD', exchange_tz: 'America/New_York' },
  };
}

const updated: After['report'] = { status: 'updated' };

/** What is said of a second run that says that all is well. */
function stateOf(told: StoredRow[], stored: StoredRow[], truth: StoredRow[]) {
  const known = [row('2026-11-12', 20), row('2026-11-13', 21)];
  const [, state] = verdictOf({
    ...{ seed: 1, listing: history('S', newYork, chance(1)), mutations: [], vendor: yahoo },
    after: [
      { report: updated, stored: known, truth: known },
      { report: updated, stored: [...known, ...stored], truth: [...known, ...truth] },
    ],
    told: [...known, ...told],
    ...{ truthAsTold: [...known, ...truth], tellsSplits: true, findings: [], sections: [] },
  }).states;
  return state;
}

const truth = [row('2026-11-16', 22, 1), row('2026-11-17', 23)];

test('nobody can tell which of two rows of a new day an event belongs to', () => {
  const told = [row('2026-11-17', 22, 1), row('2026-11-17', 23)];
  expect(stateOf(told, [row('2026-11-17', 23, 1)], truth)).toBe('unknowable');
  expect(stateOf(told, [row('2026-11-17', 22)], truth)).toBe('unknowable');
  expect(stateOf(told, [row('2026-11-17', 23, 2)], truth)).toBe('wrong');
  expect(stateOf(told, [row('2026-11-17', 24, 1)], truth)).toBe('wrong');
});

test('an event that was told is not lost, nor put on another day that has prices', () => {
  expect(stateOf(truth, truth, truth)).toBe('true');
  expect(stateOf(truth, [row('2026-11-16', 22), row('2026-11-17', 23)], truth)).toBe('wrong');
  expect(stateOf(truth, [row('2026-11-16', 22), row('2026-11-17', 23, 1)], truth)).toBe('wrong');
});
