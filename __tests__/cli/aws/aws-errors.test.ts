import { explainAwsError, orNothing } from '../../../cli/aws/aws-errors';

/** An error as the clients of the SDK throw it. */
function awsError(name: string, message = '', attempts = 1): Error {
  return Object.assign(new Error(message), { name, $metadata: { attempts } });
}

test.each([
  [
    'no credentials',
    Object.assign(new Error('Could not load credentials from any providers'), {
      name: 'CredentialsProviderError',
    }),
    'there are no AWS credentials: sign in',
  ],
  [
    'an expired session',
    Object.assign(new Error('The SSO session associated with this profile has expired'), {
      name: 'CredentialsProviderError',
    }),
    'the AWS session has expired',
  ],
  ['expired keys', awsError('ExpiredTokenException'), 'the AWS credentials have expired'],
  ['unknown keys', awsError('UnrecognizedClientException'), 'AWS does not know these credentials'],
  [
    'a wrong clock',
    awsError('InvalidSignatureException', 'Signature expired'),
    "this machine's clock",
  ],
  [
    'too many calls',
    awsError('ThrottlingException', 'Rate exceeded', 4),
    'did so 4 times in a row: wait a minute',
  ],
  [
    'a wrong region',
    awsError('PermanentRedirect', 'must be addressed using the specified endpoint'),
    'is in another region: set the region in config.ts',
  ],
  [
    'no host',
    Object.assign(new Error('getaddrinfo ENOTFOUND ecs.mars-1.amazonaws.com'), {
      code: 'ENOTFOUND',
    }),
    'check the network, and the region in config.ts',
  ],
  [
    'nothing there',
    Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' }),
    'AWS_ENDPOINT_URL if it is set',
  ],
  [
    'no answer',
    awsError('TimeoutError', 'no response', 4),
    'did not answer in time, 4 times in a row',
  ],
  [
    'nothing deployed',
    awsError('ClusterNotFoundException', 'Cluster not found.'),
    "deploy it (npx cdktf deploy '*')",
  ],
  [
    'what nobody foresaw',
    awsError('LimitExceededException', 'Too\n many  things'),
    'AWS refused: LimitExceededException: Too many things',
  ],
])('%s: one line that says what to do', (_, error, line) => {
  const explained = explainAwsError(error);
  expect(explained).toContain(line);
  expect(explained).not.toContain('\n');
});

test('names who may not call what', () => {
  const message =
    'User: arn:aws:iam::123456789012:user/ann is not authorized to perform: ecs:RunTask on resource: arn:aws:ecs:us-east-1:123456789012:task-definition/x:1 because no identity-based policy allows the ecs:RunTask action';
  expect(explainAwsError(awsError('AccessDeniedException', message))).toBe(
    'arn:aws:iam::123456789012:user/ann may not call ecs:RunTask on arn:aws:ecs:us-east-1:123456789012:task-definition/x:1: ask for that permission, or use another AWS_PROFILE',
  );
});

test('denied without a reason is still one line', () => {
  expect(explainAwsError(awsError('AccessDenied', 'Access Denied'))).toBe(
    'AWS denies it: ask for the permission, or use another AWS_PROFILE (AWS says: Access Denied)',
  );
});

test('leaves a bug of ours alone', () => {
  expect(explainAwsError(new TypeError('x is undefined'))).toBeUndefined();
  expect(explainAwsError('text')).toBeUndefined();
});

test('who can go on without an answer of AWS does so, and hears of other errors', async () => {
  await expect(orNothing(Promise.resolve(1))).resolves.toBe(1);
  await expect(orNothing(Promise.reject(awsError('AccessDenied')))).resolves.toBeUndefined();
  await expect(orNothing(Promise.reject(new TypeError('ours')))).rejects.toThrow('ours');
});
