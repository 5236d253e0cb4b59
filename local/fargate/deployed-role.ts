import {
  GetRoleCommand,
  GetRolePolicyCommand,
  ListRolePoliciesCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import type { Role } from '../../stacks/testing/permissions';

/** Reads a role's trust and inline policies; our roles have no others. */
export async function readRole(iam: IAMClient, arn: string): Promise<Role> {
  const RoleName = arn.split('/').at(-1);
  const { Role: role } = await iam.send(new GetRoleCommand({ RoleName }));
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const policies = await Promise.all(
    PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      return { name: PolicyName, policy: parse(PolicyDocument) };
    }),
  );
  return { arn, trust: parse(role?.AssumeRolePolicyDocument), policies };
}

/** IAM hands its documents out URL-encoded. */
function parse(document: string | undefined): unknown {
  return JSON.parse(decodeURIComponent(document ?? '{}'));
}
