import { kmsKeyArnProblems, parseSecret, secretProblems } from '../../../stacks/rules/secret';

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

test('a right to decrypt is given on a key, not on an alias', () => {
  expect(kmsKeyArnProblems('arn:aws:kms:us-east-1:123456789012:key/mrk-12ab')).toEqual([]);
  expect(kmsKeyArnProblems('arn:aws:kms:us-east-1:123456789012:alias/mine')).toHaveLength(1);
});
