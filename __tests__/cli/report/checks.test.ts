import { checksSection, describeCheck } from '../../../cli/report/checks';
import { checkOf } from './facts';

const zero = { symbol: '<b>', check: 'zero', first: '2026-11-20', count: 1, text: 'low is zero' };

test('says in a line what a check found', () => {
  expect(describeCheck(checkOf())).toBe(
    'yahoo: the check of 2026-11-21 01:00 UTC found nothing wrong with 2 symbols',
  );
  expect(describeCheck(checkOf(zero, { ...zero, check: 'gap' }))).toBe(
    'yahoo: the check of 2026-11-21 01:00 UTC found 2 faults in 1 of 2 symbols',
  );
});

test('has a row for each finding, up to fifty, and nothing where there was no check', () => {
  const { text } = checksSection([checkOf(...Array.from({ length: 52 }, () => zero))]);
  expect(text.match(/<tr>/g)).toHaveLength(51);
  expect(text).toContain('&#60;b&#62;');
  expect(text).toContain('2 more are in its file');
  expect(checksSection([]).text).toBe('');
});
