import { rolePermissions } from '../../../../local/aws/rules/role-permissions';
import { startStub, type StrictStub } from '../stub-moto';

const role = 'arn:aws:iam::123456789012:role/acme-dev-plan';
let aws: StrictStub;
let actions: readonly string[];

function xml(action: string, result: string) {
  const body = `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`;
  return { type: 'text/xml', body };
}

beforeEach(async () => {
  actions = ['ecs:ListClusters'];
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
      default:
        return {};
    }
  });
});

afterEach(() => aws.close());

const list = (key = 'ASIA1') => aws.json('ecs', 'ListClusters', {}, key);
const create = (key = 'ASIA1') => aws.json('ecs', 'CreateCluster', { clusterName: 'acme' }, key);

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
  await expect(create('local')).resolves.toMatchObject({ status: 200 });
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
  actions = ['ecs:CreateCluster'];
  await aws.query('iam', 'PutRolePolicy', { RoleName: 'acme-dev-plan' });
  await expect(create()).resolves.toMatchObject({ status: 200 });
  await expect(list()).resolves.toMatchObject({ status: 403 });
});
