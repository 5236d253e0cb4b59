import { describeResults } from '../../../cli/preflight/describe-results';

test('a finding is a line, in columns, and its detail comes last', () => {
  const detail = 'the parameter /acme/proxy does not exist: create it';
  expect(
    describeResults([
      { job: null, check: 'account', result: 'ok', detail: 'arn:aws:iam::123456789012:user/ann' },
      { job: 'weekly-crawl', check: 'secrets', result: 'failed', detail },
      { job: 'weekly-crawl', check: 'quota', result: 'unknown', detail: 'AWS denies it' },
    ]),
  ).toBe(
    [
      'ok       project       account  arn:aws:iam::123456789012:user/ann',
      `FAILED   weekly-crawl  secrets  ${detail}`,
      'unknown  weekly-crawl  quota    AWS denies it',
    ].join('\n'),
  );
});
