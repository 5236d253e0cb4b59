import { parseRetryAfter } from '../../../crawler/src/vendor/retry-after';

const now = Date.parse('2026-11-20T23:00:00Z');

test.each([
  ['7', undefined, 7_000],
  ['0.5', undefined, 500],
  ['Fri, 20 Nov 2026 23:00:30 GMT', undefined, 30_000],
  ['Fri, 20 Nov 2026 23:00:30 GMT', 'Fri, 20 Nov 2026 23:00:20 GMT', 10_000],
  ['Fri, 20 Nov 2026 22:00:00 GMT', undefined, 0],
  ['soon', undefined, undefined],
  ['-5', undefined, undefined],
  [undefined, undefined, undefined],
])('Retry-After: %s, seen at %s, waits %s ms', (header, date, ms) => {
  expect(parseRetryAfter(header, date, now)).toBe(ms);
});
