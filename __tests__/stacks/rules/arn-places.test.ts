import { arnPlaceProblems, isForeign } from '../../../stacks/rules/arn-places';

const here = { region: 'us-east-1', accountId: '123456789012' };
const arn = (service: string, rest: string) => `arn:aws:${service}:${rest}`;

test.each([
  [
    'boundary',
    arn('iam', ':210987654321:policy/b'),
    'must be of the account 123456789012, because',
  ],
  ['topic', arn('sns', 'eu-west-1:123456789012:on-call'), 'must be in us-east-1, because'],
  ['topicOfBudget', arn('sns', 'us-east-1:210987654321:on-call'), 'must be of the account'],
  ['projectKey', arn('kms', 'eu-west-1:123456789012:key/1'), 'must be in us-east-1'],
  ['stateKey', arn('kms', 'eu-west-1:123456789012:key/1'), 'must be in us-east-1, because'],
  ['secret', 'arn:aws-cn:ssm:cn-north-1:123456789012:parameter/a', 'must begin with arn:aws:'],
] as const)('a %s is refused where AWS does: %s', (field, wrong, text) => {
  expect(arnPlaceProblems(field, wrong, here)).toEqual([expect.stringContaining(text)]);
});

test.each([
  ['boundary', arn('iam', ':123456789012:policy/b')],
  ['boundary', arn('iam', ':aws:policy/ReadOnlyAccess')],
  ['topic', arn('sns', 'us-east-1:210987654321:on-call')],
  ['secret', arn('secretsmanager', 'eu-west-1:210987654321:secret:a-AbCdEf')],
  ['key', arn('kms', 'eu-west-1:210987654321:key/1')],
  ['statement', '*'],
  ['environmentFile', 'arn:aws:s3:::bucket/a.env'],
  ['stateKey', 'alias/state'],
] as const)('a %s is taken where AWS does: %s', (field, right) => {
  expect(arnPlaceProblems(field, right, here)).toEqual([]);
});

test('of an account that is not known nothing is another', () => {
  const boundary = arn('iam', ':210987654321:policy/b');
  expect(arnPlaceProblems('boundary', boundary, { region: 'us-east-1' })).toEqual([]);
  expect(isForeign(boundary, undefined)).toBe(false);
  expect(isForeign(boundary, '123456789012')).toBe(true);
});
