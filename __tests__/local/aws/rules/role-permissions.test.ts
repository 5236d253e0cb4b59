import { rolePermissions } from '../../../../local/aws/rules/role-permissions';
import { startStub, type StrictStub } from '../stub-moto';

const role = 'arn:aws:iam::123456789012:role/acme-dev-plan';
let aws: StrictStub;
let actions: readonly string[];
let isReadable: boolean;

const noSuchEntity = '<ErrorResponse><Error><Code>NoSuchEntity</Code></Error></ErrorResponse>';

function xml(action: string, result: string) {
  const body = `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`;
  return { type: 'text/xml', body };
}

beforeEach(async () => {
  actions = ['ecs:ListClusters'];
  isReadable = true;
  aws = await startStub([rolePermissions()], ({ operation }) => {
    const policy = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
    };
    switch (operation) {
      case 'AssumeRole':
      case 'AssumeRoleWithWebIdentity':
        return xml(operation, '<Credentials><AccessKeyId>ASIA1</AccessKeyId></Credentials>');
      case 'GetRole':
        if (!isReadable) return { status: 404, type: 'text/xml', body: noSuchEntity };
        return xml(
          operation,
          '<Role><AssumeRolePolicyDocument>{}</AssumeRolePolicyDocument></Role>',
        );
      case 'ListRolePolicies':
        return xml(operation, '<PolicyNames><member>read</member></PolicyNames>');
      case 'GetRolePolicy':
        return xml(
          operation,
          `<PolicyDocument>${encodeURIComponent(JSON.stringify(policy))}</PolicyDocument>`,
        );
      case 'PutRolePolicy':
        // What moto is asked before it has made the change is answered by the old policy.
        actions = ['ecs:CreateCluster'];
        return {};
      default:
        return {};
    }
  });
});

afterEach(() => aws.close());

const session = { accessKeyId: 'ASIA1' };
const list = () => aws.json('ecs', 'ListClusters', {}, session);
const create = (signer = session) =>
  aws.json('ecs', 'CreateCluster', { clusterName: 'acme' }, signer);

test('who has assumed a role may do what it allows, and nothing else', async () => {
  await expect(create()).resolves.toMatchObject({ status: 200 });
  await aws.query('sts', 'AssumeRole', { RoleArn: role });
  await expect(list()).resolves.toMatchObject({ status: 200 });
  await expect(create()).resolves.toMatchObject({
    status: 403,
    code: 'AccessDeniedException',
    output: {
      message:
        'User: arn:aws:sts::123456789012:assumed-role/acme-dev-plan is not authorized to perform: ecs:CreateCluster on resource: arn:aws:ecs:us-east-1:123456789012:cluster/acme because no identity-based policy allows the ecs:CreateCluster action',
    },
  });
  await expect(create({ accessKeyId: 'local' })).resolves.toMatchObject({ status: 200 });
});

test('who gets a role for a token, without a key, is held to it, too', async () => {
  await fetch(aws.endpoint, {
    method: 'POST',
    body: new URLSearchParams({ Action: 'AssumeRoleWithWebIdentity', RoleArn: role }),
  });
  await expect(create()).resolves.toMatchObject({ status: 403 });
});

test('a role whose policy was changed may do what it allows then', async () => {
  await aws.query('sts', 'AssumeRole', { RoleArn: role });
  await expect(create()).resolves.toMatchObject({ status: 403 });
  await aws.query('iam', 'PutRolePolicy', { RoleName: 'acme-dev-plan' });
  await expect(create()).resolves.toMatchObject({ status: 200 });
  await expect(list()).resolves.toMatchObject({ status: 403 });
});

test('a role that changes its own policy may do what it allows then', async () => {
  actions = ['iam:PutRolePolicy', 'ecs:ListClusters'];
  await aws.query('sts', 'AssumeRole', { RoleArn: role });
  const put = { RoleName: 'acme-dev-plan' };
  await expect(aws.query('iam', 'PutRolePolicy', put, session)).resolves.toMatchObject({
    status: 200,
  });
  await expect(create()).resolves.toMatchObject({ status: 200 });
  await expect(list()).resolves.toMatchObject({ status: 403 });
});

test('a role that could not be read is read again', async () => {
  const told = jest.spyOn(console, 'error').mockReturnValue();
  isReadable = false;
  await aws.query('sts', 'AssumeRole', { RoleArn: role });
  await expect(list()).resolves.toMatchObject({ code: 'LocalAwsFailure' });
  isReadable = true;
  await expect(list()).resolves.toMatchObject({ status: 200 });
  told.mockRestore();
});
