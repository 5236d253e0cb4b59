import { wrapped } from '../../../cli/terminal/wrapped';

test.each([
  ['nightly', 16, ['nightly']],
  ['nightly-settlement-of-all', 16, ['nightly-', 'settlement-of-', 'all']],
  ['cron(0 18 ? * FRI *)', 16, ['cron(0 18 ? *', 'FRI *)']],
  ['America/New_York', 16, ['America/New_York']],
  ['x'.repeat(20), 16, ['x'.repeat(16), 'xxxx']],
  ['weekly-', 6, ['weekly', '-']],
])('%s on lines of %i', (text, width, lines) => {
  expect(wrapped(text, width).split('\n')).toEqual(lines);
});
