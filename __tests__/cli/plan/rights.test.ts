import { rightsOf } from '../../../cli/plan/rights';

const role = '${aws_iam_role.job-nightly_task-role_1.id}';

/** The rights of a job whose task role has a policy. */
function rights(policy: unknown, of = role) {
  return rightsOf('nightly', 'acme-test', {
    task: {
      output: {},
      resource: {
        aws_iam_role: { 'job-nightly_task-role_1': { name: 'acme-test-nightly-task' } },
        aws_iam_role_policy: { 'job-nightly_task-policy_1': { policy, role: of } },
      },
    },
  });
}

const policyOf = (Statement: unknown) => JSON.stringify({ Version: '2012-10-17', Statement });

test('a variable of IAM is shown as IAM reads it, a reference by its name', () => {
  const statement = {
    Effect: 'Allow',
    Action: ['s3:GetObject'],
    Resource: ['arn:aws:s3:::home/$${aws:PrincipalTag/team}/${aws_s3_bucket.b.id}'],
    Condition: { StringEquals: { 'aws:PrincipalTag/a': ['$${x["n"]}', 'a "quoted" %%{word}'] } },
  };
  expect(rights(policyOf([statement]))).toEqual([
    {
      role: 'task',
      effect: 'Allow',
      actions: ['s3:GetObject'],
      resources: ['s3 home/${aws:PrincipalTag/team}/aws_s3_bucket.b'],
    },
  ]);
});

test('statements in other forms are read, too', () => {
  const allow = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
  const deny = { Effect: 'Deny', NotAction: 's3:Get*', NotResource: ['arn:aws:s3:::lake/*'] };
  expect(rights(policyOf(allow))).toMatchObject([{ actions: ['s3:*'], resources: ['*'] }]);
  expect(rights(policyOf([deny]))).toMatchObject([
    { actions: ['all but s3:Get*'], resources: ['all but arn:aws:s3:::lake/*'] },
  ]);
});

test.each(['${data.aws_iam_policy_document.x.json}', '${jsonencode({Statement = []})}', undefined])(
  'a policy that main.ts took for another is named: %s',
  (policy) => {
    expect(rights(policy, 'by-hand')).toEqual([
      { role: 'by-hand', effect: '', actions: [], resources: [String(policy)] },
    ]);
  },
);
