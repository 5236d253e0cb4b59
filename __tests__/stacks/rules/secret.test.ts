import {
  parseSecret,
  registryCredentialsProblems,
  secretProblems,
} from '../../../stacks/rules/secret';

const secret = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:team/vendor-AbCdEf';
const parameter = 'arn:aws-cn:ssm:cn-north-1:123456789012:parameter/vendor/key';

test.each([
  [secret, { service: 'secretsmanager', arn: secret }],
  [`${secret}:key::`, { service: 'secretsmanager', arn: secret }],
  [`${secret}::AWSPREVIOUS:`, { service: 'secretsmanager', arn: secret }],
  [parameter, { service: 'ssm', arn: parameter }],
  ['/vendor/key', { service: 'ssm', parameter: '/vendor/key' }],
  ['vendor-key', { service: 'ssm', parameter: 'vendor-key' }],
])('%s is a secret', (valueFrom, meant) => {
  expect(secretProblems(valueFrom)).toEqual([]);
  expect(parseSecret(valueFrom)).toEqual(meant);
});

test.each([
  `${secret}:key`,
  `${secret}:key:`,
  'arn:aws:secretsmanager:us-east-1:123456789012:secret:vendor-AbCdE',
  'arn:aws:secretsmanager:us-east-1:1234:secret:vendor-AbCdEf',
  'arn:aws:ssm:us-east-1:123456789012:parameter',
  'arn:aws:s3:::bucket/key',
  'vendor/key',
  '/vendor//key',
  'the value itself!',
  '',
])('"%s" is none', (valueFrom) => {
  expect(secretProblems(valueFrom)).toEqual([
    `must be the ARN of a Secrets Manager secret with its six last characters (…:secret:vendor-key-AbCdEf, and :<json key>:: may follow), the ARN of an SSM parameter or its name (/vendor/key), got "${valueFrom}"`,
  ]);
});

test('a secret has the version of a stage or one by ID', () => {
  const both = `${secret}:key:AWSCURRENT:0123`;
  expect(secretProblems(both)).toEqual([
    `must name a version stage or a version ID, not both, got "${both}"`,
  ]);
  expect(secretProblems(`${secret}:key::0123`)).toEqual([]);
});

const credentials = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:ghcr-AbCdEf';

test('credentials of a registry are a whole secret, of any region', () => {
  expect(registryCredentialsProblems(credentials, 'ghcr.io/acme/report:1')).toEqual([]);
});

test.each([
  `${credentials}:password::`,
  'arn:aws:secretsmanager:eu-west-1:123456789012:secret:ghcr',
  'arn:aws:ssm:eu-west-1:123456789012:parameter/ghcr',
])('credentials of a registry cannot be %s', (arn) => {
  expect(registryCredentialsProblems(arn, 'ghcr.io/acme/report:1')).toEqual([
    `must be the ARN of a Secrets Manager secret with its six last characters (…:secret:registry-AbCdEf) and nothing after them, got "${arn}"`,
  ]);
});

test.each([undefined, '123456789012.dkr.ecr.us-east-1.amazonaws.com/report:1'])(
  'an image in ECR takes no credentials: %s',
  (image) => {
    expect(registryCredentialsProblems(credentials, image)).toEqual([
      `must be left out for an image in ECR, which the job may pull by its role, got "${credentials}"`,
    ]);
  },
);
