import { parseReason, stoppedByHand, stoppedText } from '../../../cli/runs/by-hand';

test('a reason is what a tag can keep', () => {
  expect(parseReason(undefined)).toBeNull();
  expect(parseReason('OPS-123: the vendor was down')).toBe('OPS-123: the vendor was down');
  expect(parseReason('x'.repeat(256))).toHaveLength(256);
  expect(() => parseReason('x'.repeat(257))).toThrow(/^--reason: must be at most 256 letters/);
  expect(() => parseReason('see #123')).toThrow(
    '--reason: must be at most 256 letters, digits, spaces and _.:/=+-@, got "see #123" with 8',
  );
  expect(() => parseReason(' ')).toThrow('--reason: must say why, got nothing');
});

test.each([
  { name: 'jane.doe@example.com', reason: 'OPS-1: hangs' },
  { name: 'ci', reason: null },
])('the end of a run tells who stopped it, and why: %o', (byHand) => {
  expect(stoppedByHand(stoppedText(byHand))).toEqual(byHand);
});

test.each(['Essential container in task exited', 'Task stopped by a scaling activity', ''])(
  'nobody stopped it by hand: %s',
  (text) => {
    expect(stoppedByHand(text)).toBeNull();
  },
);
