import { DescribeTagsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { isAllowed, type Call, type Role } from '../../../stacks/testing/permissions';
import { readRole } from '../../fargate/deployed-role';
import type { AwsCall } from '../aws-call';
import { callsOf, type Deployed } from './calls-of';

/** Reads a role from a moto. */
export async function readRoleAt(endpoint: string, arn: string): Promise<Role> {
  const iam = new IAMClient(clientOf(endpoint));
  try {
    return await readRole(iam, arn);
  } finally {
    iam.destroy();
  }
}

/** The first of what a request asks IAM for that the role does not allow. */
export async function deniedCall(
  role: Role,
  call: AwsCall,
  endpoint: string,
): Promise<Call | undefined> {
  for (const asked of await callsOf(call, deployedAt(endpoint, role, call.region))) {
    if (!(await isAllowed(role, asked))) return asked;
  }
  return undefined;
}

function deployedAt(endpoint: string, { arn }: Role, region: string): Deployed {
  const [, partition = '', , , account = ''] = arn.split(':');
  return {
    partition,
    account,
    role: async (RoleName) => {
      const iam = new IAMClient(clientOf(endpoint));
      const found = await iam.send(new GetRoleCommand({ RoleName })).catch(() => undefined);
      iam.destroy();
      const { Arn, PermissionsBoundary } = found?.Role ?? {};
      return Arn === undefined
        ? undefined
        : { arn: Arn, boundary: PermissionsBoundary?.PermissionsBoundaryArn };
    },
    ec2Tags: async (id) => {
      const ec2 = new EC2Client({ ...clientOf(endpoint), region });
      const Filters = [{ Name: 'resource-id', Values: [id] }];
      const { Tags = [] } = await ec2.send(new DescribeTagsCommand({ Filters }));
      ec2.destroy();
      return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    },
  };
}

function clientOf(endpoint: string) {
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
}
