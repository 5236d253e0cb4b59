import { secretsOf } from '../../../cli/preflight/checks/secrets';
import { describeResults } from '../../../cli/preflight/preflight';

test('a finding is a line, in columns, and its detail comes last', () => {
  const detail = 'the parameter /acme/proxy is not there: make it';
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

test('what a container needs before it starts is its secrets and those of its registry', () => {
  const secrets = [{ name: 'KEY', valueFrom: '/acme/key' }];
  expect(secretsOf({ secrets })).toEqual(['/acme/key']);
  expect(
    secretsOf({ secrets, repositoryCredentials: { credentialsParameter: 'arn:registry' } }),
  ).toEqual(['arn:registry', '/acme/key']);
});
