import { secretsOf } from '../../../../cli/preflight/checks/secrets';

test('what a container needs before it starts is its secrets and those of its registry', () => {
  const secrets = [{ name: 'KEY', valueFrom: '/acme/key' }];
  expect(secretsOf({ secrets })).toEqual(['/acme/key']);
  expect(
    secretsOf({ secrets, repositoryCredentials: { credentialsParameter: 'arn:registry' } }),
  ).toEqual(['arn:registry', '/acme/key']);
});
