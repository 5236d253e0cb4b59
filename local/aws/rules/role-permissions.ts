import type { Role } from '../../../stacks/testing/permissions';
import { refusal, type Answer } from '../answer';
import type { AwsCall } from '../aws-call';
import type * as Permissions from '../iam/permissions';
import type { Rule } from '../rule';

/**
 * Nobody else than the roles that were assumed here is looked at: the keys of the demo and of tests
 * stand for somebody who may do everything.
 */
export function rolePermissions(): Rule {
  const sessions = new Map<string, string>();
  const roles = new Map<string, Promise<Role>>();
  return {
    name: 'role-permissions',
    service: '*',
    does: 'Lets who has assumed a role do what its policies allow.',
    sources: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    ],
    request: async (call, moto) => {
      const arn = sessions.get(call.accessKeyId);
      if (arn === undefined) return undefined;
      // The simulator takes a while to load, and most of the time nobody assumes a role.
      // oxlint-disable-next-line typescript/no-require-imports -- import() finds no TypeScript
      const { deniedCall, readRoleAt } = require('../iam/permissions') as typeof Permissions;
      let role = roles.get(arn);
      if (role === undefined) {
        role = readRoleAt(moto.endpoint, arn);
        roles.set(arn, role);
        role.catch(() => roles.delete(arn));
      }
      const denied = await deniedCall(await role, call, moto.endpoint);
      return denied === undefined ? undefined : accessDenied(call, arn, denied);
    },
    response: ({ service, operation, input }, { status, body }) => {
      // Any of them may have changed what a role may do.
      if (service === 'iam' && !/^(?:Get|List)/.test(operation ?? '')) roles.clear();
      if (service !== 'sts' || status !== 200 || !operation?.startsWith('AssumeRole')) {
        return undefined;
      }
      const [, key] = /<AccessKeyId>(.*?)<\/AccessKeyId>/.exec(body.toString()) ?? [];
      if (key !== undefined) sessions.set(key, String(input['RoleArn']));
      return undefined;
    },
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function accessDenied(call: AwsCall, role: string, { action, resource }: Denied): Answer {
  const code =
    call.protocol === 'ec2'
      ? 'UnauthorizedOperation'
      : call.protocol === 'json' || call.protocol === 'rest-json'
        ? 'AccessDeniedException'
        : 'AccessDenied';
  const session = role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/');
  return refusal(
    call,
    code,
    `User: ${session} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
    403,
  );
}

interface Denied {
  readonly action: string;
  readonly resource: string;
}
