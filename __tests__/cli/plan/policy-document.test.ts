import { widenings, wildcards } from '../../../cli/plan/policy-document';

function policy(...statements: object[]) {
  return { Version: '2012-10-17', Statement: statements };
}

const get = { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::b/*'] };
const denyHttp = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: 'arn:aws:s3:::b/*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const trust = {
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal: { Service: 'ecs-tasks.amazonaws.com' },
  Condition: { StringEquals: { 'aws:SourceAccount': '1' }, ArnLike: { 'aws:SourceArn': 'arn:a' } },
};

test.each([
  [
    'an action',
    policy(get),
    policy({ ...get, Action: ['s3:GetObject', 's3:PutObject'] }),
    'allows `s3:PutObject` on `arn:aws:s3:::b/*`',
  ],
  [
    'a wider action',
    policy(get),
    policy({ ...get, Action: 's3:Get*' }),
    'allows `s3:Get*` on `arn:aws:s3:::b/*`',
  ],
  [
    'a resource',
    policy(get),
    policy({ ...get, Resource: ['arn:aws:s3:::b/*', 'arn:aws:s3:::c/*'] }),
    'allows `s3:GetObject` on `arn:aws:s3:::c/*`',
  ],
  [
    'a wider resource',
    policy(get),
    policy({ ...get, Resource: '*' }),
    'allows `s3:GetObject` on `*`',
  ],
  [
    'more than one character',
    policy({ ...get, Resource: 'arn:aws:s3:::b/?' }),
    policy(get),
    'allows `s3:GetObject` on `arn:aws:s3:::b/*`',
  ],
  [
    'a principal',
    policy(trust),
    policy({ ...trust, Principal: { Service: ['ecs-tasks.amazonaws.com', 'ec2.amazonaws.com'] } }),
    'allows `sts:AssumeRole` to `ec2.amazonaws.com`',
  ],
  [
    'a removed condition',
    policy(trust),
    policy({ ...trust, Condition: { StringEquals: { 'aws:SourceAccount': '1' } } }),
    'allows `sts:AssumeRole` to `ecs-tasks.amazonaws.com`, which had the condition `StringEquals aws:SourceAccount 1` and `ArnLike aws:SourceArn arn:a`',
  ],
  [
    'another value of a condition',
    policy(trust),
    policy({ ...trust, Condition: { ...trust.Condition, ArnLike: { 'aws:SourceArn': '*' } } }),
    'allows `sts:AssumeRole` to `ecs-tasks.amazonaws.com`, which had the condition',
  ],
  [
    'a removed denial',
    policy(get, denyHttp),
    policy(get),
    'no longer denies `s3:*` to `*` on `arn:aws:s3:::b/*`',
  ],
  [
    'a denial with one more condition',
    policy(denyHttp),
    policy({ ...denyHttp, Condition: { ...denyHttp.Condition, StringEquals: { a: 'b' } } }),
    'no longer denies `s3:*`',
  ],
  [
    'all but something',
    policy(get),
    policy(get, { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
    'allows all but what is named',
  ],
  ['a policy where there was none', undefined, policy(get), 'allows `s3:GetObject`'],
])('sees what is wider: %s', (_, before, after, expected) => {
  expect(widenings(before, after)).toEqual([expect.stringContaining(expected)]);
  // The other way round it is narrower, but for a value that is neither.
  expect(widenings(after, after)).toEqual([]);
});

test.each([
  ['nothing', policy(get), policy(get)],
  [
    'another order and another spelling',
    policy(get, trust),
    policy(trust, { ...get, Action: 'S3:getobject', Sid: 'x' }),
  ],
  ['fewer actions', policy({ ...get, Action: ['s3:GetObject', 's3:PutObject'] }), policy(get)],
  ['what a wildcard held', policy({ ...get, Action: 's3:*', Resource: '*' }), policy(get)],
  ['a condition more', policy({ ...trust, Condition: {} }), policy(trust)],
  ['a denial more', policy(get), policy(get, denyHttp)],
  [
    'a statement split in two',
    policy({ ...get, Action: ['s3:GetObject', 's3:PutObject'] }),
    policy(get, { ...get, Action: 's3:PutObject' }),
  ],
  ['no policy any more', policy(get), undefined],
])('says nothing of %s', (_, before, after) => {
  expect(widenings(before, after)).toEqual([]);
});

test.each([
  ['any action', { ...get, Action: '*' }],
  ['any action of a service', { ...get, Action: 's3:*' }],
  ['any action, in other words', { ...get, Action: 's3:?*' }],
  ['any resource', { ...get, Resource: '*' }],
  ['any bucket', { ...get, Resource: 'arn:aws:s3:::*' }],
  ['any queue', { ...get, Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:*:1:*' }],
  ['anybody', { ...get, Principal: '*' }],
  ['anybody with an account', { ...get, Principal: { AWS: '*' } }],
  ['all but', { Effect: 'Allow', NotAction: 'iam:*', Resource: 'x' }],
])('a wildcard: %s', (_, statement) => {
  expect(wildcards(policy(statement))).toHaveLength(1);
});

test.each([
  ['a denial', denyHttp],
  [
    'what AWS knows no resource for',
    { ...get, Action: 'ecr:GetAuthorizationToken', Resource: '*' },
  ],
  [
    'anybody under a condition',
    { ...get, Principal: '*', Condition: { StringEquals: { a: 'b' } } },
  ],
  ['a part of a name', get],
  ['a group of names', { ...get, Action: 's3:Get*', Resource: 'arn:aws:s3:::b-*' }],
  ['what is below a name', { ...get, Resource: 'arn:aws:logs:r:1:log-group:/x:*' }],
])('no wildcard: %s', (_, statement) => {
  expect(wildcards(policy(statement))).toEqual([]);
});
