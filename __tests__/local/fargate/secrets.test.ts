import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { LocalClients } from '../../../local/fargate/aws';
import { readSecrets, secretCalls } from '../../../local/fargate/secrets';

const ecsArn = 'arn:aws:ecs:eu-west-1:123456789012';
const secret = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:vendor-AbCdEf';
const parameter = 'arn:aws:ssm:eu-west-1:123456789012:parameter/vendor/token';

/** An AWS that has one secret and one parameter, and notes what it is asked for. */
function clientsThatHave(secretText: string, asked: unknown[] = []): LocalClients {
  const answer = (command: unknown) => {
    asked.push((command as GetSecretValueCommand).input);
    if (command instanceof GetSecretValueCommand)
      return Promise.resolve({ SecretString: secretText });
    const [name] = (command as GetParametersCommand).input.Names ?? [];
    return Promise.resolve({ Parameters: name === '/vendor/token' ? [{ Value: 'abc' }] : [] });
  };
  const client: unknown = { send: answer };
  return { secrets: client as SecretsManagerClient, ssm: client as SSMClient } as LocalClients;
}

test.each([
  { valueFrom: secret, action: 'secretsmanager:GetSecretValue', resource: secret },
  {
    valueFrom: `${secret}:token:AWSPREVIOUS:`,
    action: 'secretsmanager:GetSecretValue',
    resource: secret,
  },
  { valueFrom: parameter, action: 'ssm:GetParameters', resource: parameter },
  { valueFrom: '/vendor/token', action: 'ssm:GetParameters', resource: parameter },
  {
    valueFrom: 'token',
    action: 'ssm:GetParameters',
    resource: 'arn:aws:ssm:eu-west-1:123456789012:parameter/token',
  },
])('the execution role needs $action for $valueFrom', ({ valueFrom, ...call }) => {
  expect(secretCalls([{ name: 'TOKEN', valueFrom }], ecsArn)).toEqual([call]);
});

test('gives each secret under the name of its variable', async () => {
  const secrets = [
    { name: 'WHOLE', valueFrom: secret },
    { name: 'ONE', valueFrom: `${secret}:token::` },
    { name: 'PARAMETER', valueFrom: parameter },
    { name: 'BY_NAME', valueFrom: '/vendor/token' },
  ];
  const text = '{"token":"xyz"}';
  await expect(readSecrets(clientsThatHave(text), secrets, ecsArn)).resolves.toEqual({
    WHOLE: text,
    ONE: 'xyz',
    PARAMETER: 'abc',
    BY_NAME: 'abc',
  });
});

test('asks for the stage and the version that are named', async () => {
  const asked: unknown[] = [];
  const secrets = [{ name: 'A', valueFrom: `${secret}::AWSPREVIOUS:v1` }];
  await readSecrets(clientsThatHave('old', asked), secrets, ecsArn);
  expect(asked).toEqual([{ SecretId: secret, VersionStage: 'AWSPREVIOUS', VersionId: 'v1' }]);
});

test.each([
  { what: 'a parameter that does not exist', valueFrom: '/vendor/other' },
  { what: 'a key that the secret does not have', valueFrom: `${secret}:other::` },
])('refuses to start with $what', async ({ valueFrom }) => {
  const secrets = [{ name: 'TOKEN', valueFrom }];
  await expect(readSecrets(clientsThatHave('{}'), secrets, ecsArn)).rejects.toThrow(
    `the secret TOKEN cannot be had: there is nothing at ${valueFrom}`,
  );
});
