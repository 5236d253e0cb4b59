import { parseReason } from '../../../cli/runs/by-hand';

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
