import { momentOf, parseMoment, parseSince } from '../../../cli/terminal/moment';

test.each([
  ['2026-11-27T23:00:00Z', '2026-11-27T23:00:00.000Z'],
  ['2026-11-27T23:00Z', '2026-11-27T23:00:00.000Z'],
  ['2026-11-27T23:00:00.5+01:00', '2026-11-27T22:00:00.500Z'],
  ['2026-11-27', '2026-11-27T00:00:00.000Z'],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
])('%s is a time', (text, utc) => {
  expect(momentOf(text)?.toISOString()).toBe(utc);
});

test.each([
  '',
  '2',
  '45',
  '2026-11',
  '2026-11-27T23:00:00',
  '27 Nov 2026',
  '2026-02-29',
  '2026-13-01',
  '2026-11-27T25:00:00Z',
])('%p is none', (text) => {
  expect(() => parseMoment('--at', text)).toThrow(
    `--at: must be a time with its offset such as 2026-11-27T00:00:00Z or 2026-11-27T09:00:00+01:00, or a day in UTC such as 2026-11-27, got "${text}"`,
  );
});

test('a time may be how long ago it was, and nothing is guessed of a mere number', () => {
  const now = new Date('2026-11-27T23:00:00Z');
  expect(parseSince('--since', '90m', now)).toEqual(new Date('2026-11-27T21:30:00Z'));
  expect(parseSince('--since', '2026-11-27', now)).toEqual(new Date('2026-11-27T00:00:00Z'));
  expect(() => parseSince('--since', '45', now)).toThrow(
    'or how long ago such as 90m, 2h or 3d, got "45"',
  );
});
