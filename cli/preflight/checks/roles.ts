import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { awsClient } from '../../aws/aws-client';
import { explainAwsError } from '../../aws/aws-errors';
import type { Subject } from '../subject';
import type { Finding } from '../finding';
import { rolesOf, type Role } from './roles-of-run';
import { deniedCalls } from './simulation';

/** Whether each role trusts the service that assumes it, and allows the calls that a run needs. */
export async function checkRoles(subject: Subject): Promise<Finding[]> {
  const iam = new IAMClient(awsClient(subject.settings));
  const found = await Promise.all(rolesOf(subject).map((role) => checkRole(iam, role)));
  return found.flat();
}

async function checkRole(
  iam: IAMClient,
  { purpose, arn, service, calls }: Role,
): Promise<Finding[]> {
  if (arn === undefined) {
    return [{ result: 'failed', detail: `the role of ${purpose} is not set: deploy again` }];
  }
  const RoleName = arn.split('/').at(-1);
  let trust: string;
  try {
    const { Role: role } = await iam.send(new GetRoleCommand({ RoleName }));
    trust = decodeURIComponent(role?.AssumeRolePolicyDocument ?? '');
  } catch (error) {
    if (!(error instanceof Error && error.name.startsWith('NoSuchEntity'))) throw error;
    return [{ result: 'failed', detail: `${arn} of ${purpose} does not exist: deploy again` }];
  }
  if (!trust.includes(`"${service}"`)) {
    return [
      { result: 'failed', detail: `${arn} of ${purpose} does not trust ${service}: deploy again` },
    ];
  }
  const denied: string[] = [];
  for (const call of calls) {
    try {
      denied.push(...(await deniedCalls(iam, arn, call)));
    } catch (error) {
      // Those who may deploy often may not simulate; the trust policy has been checked anyway.
      const reason = explainAwsError(error) ?? firstLine(error);
      return [
        {
          result: 'unknown',
          detail: `${arn} of ${purpose} trusts ${service}; its permissions cannot be simulated: ${reason}`,
        },
      ];
    }
  }
  return denied.length === 0
    ? [{ result: 'ok', detail: `${arn} of ${purpose}` }]
    : [
        {
          result: 'failed',
          detail: `${arn} of ${purpose} may not call ${denied.join(', ')}: deploy again, and look for a permissions boundary that is too narrow`,
        },
      ];
}

function firstLine(error: unknown): string {
  return String(error).split('\n', 1)[0] ?? '';
}
