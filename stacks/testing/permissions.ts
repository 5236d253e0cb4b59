import type * as IamSimulate from '@cloud-copilot/iam-simulate';
import { missingPackage } from '../settings/optional-packages';

/** One call to AWS. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** A role as it is deployed. */
export interface Role {
  readonly arn: string;
  readonly trust: unknown;
  readonly policies: readonly { readonly name: string; readonly policy: unknown }[];
}

/** @throws when AWS would not let the role make one of the calls */
export async function requireAllowed(role: Role, calls: readonly Call[]): Promise<void> {
  for (const call of calls) {
    if (!(await isAllowed(role, call))) {
      throw new Error(`${role.arn} may not call ${call.action} on ${call.resource}`);
    }
  }
}

/** Whether a role's own policies let it make a call. */
export async function isAllowed(role: Role, call: Call): Promise<boolean> {
  return simulate({
    principal: role.arn,
    call,
    identityPolicies: role.policies,
    resourcePolicy: call.action.startsWith('kms:') ? standardKeyPolicy(role) : undefined,
  });
}

/** What KMS gives a new key: the account's own policies decide. Without it nobody has access to the key. */
function standardKeyPolicy({ arn }: Role): unknown {
  const [, partition = '', , , account = ''] = arn.split(':');
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:${partition}:iam::${account}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  };
}

/** @throws when a service would not be let assume the role for this source */
export async function requireTrust(role: Role, service: string, sourceArn: string): Promise<void> {
  const trusted = await simulate({
    principal: service,
    call: {
      action: 'sts:AssumeRole',
      resource: role.arn,
      context: { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': accountOf(role.arn) },
    },
    identityPolicies: [],
    resourcePolicy: role.trust,
  });
  if (!trusted) throw new Error(`${role.arn} does not trust ${service} acting for ${sourceArn}`);
}

interface Question {
  readonly principal: string;
  readonly call: Call;
  readonly identityPolicies: Role['policies'];
  readonly resourcePolicy?: unknown;
}

async function simulate(question: Question): Promise<boolean> {
  const { principal, call, ...policies } = withKnownKeys(question);
  const account = accountOf(principal);
  const everything = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  };
  const result = await simulator().runSimulation(
    {
      request: {
        principal,
        action: call.action,
        // The ARN of a bucket names no account; there is only one here.
        resource: { resource: call.resource, accountId: accountOf(call.resource) || account },
        contextVariables: { ...call.context },
      },
      identityPolicies: [...policies.identityPolicies],
      resourcePolicy: policies.resourcePolicy,
      serviceControlPolicies: [
        { orgIdentifier: 'o-local', policies: [{ name: 'everything', policy: everything }] },
      ],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
  return result.overallResult === 'Allowed';
}

/**
 * The simulator drops a condition on what an encryption context says, for it knows no name after a
 * colon. One on a tag it compares in the same way.
 */
function withKnownKeys(question: Question): Question {
  const text = JSON.stringify(question).replaceAll(
    'kms:EncryptionContext:',
    'aws:PrincipalTag/kms:',
  );
  return JSON.parse(text) as Question;
}

/** Required when it is asked: who tests no rights need not install it. */
function simulator(): typeof IamSimulate {
  try {
    // oxlint-disable-next-line typescript/no-require-imports -- import() would go past the loader
    return require('@cloud-copilot/iam-simulate') as typeof IamSimulate;
  } catch (error) {
    throw new Error(missingPackage(error) ?? String(error), { cause: error });
  }
}

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}
