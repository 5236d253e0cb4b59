import { setTimeout as sleep } from 'node:timers/promises';
import { refusal, type Answer } from '../answer';
import type { Moto, Rule } from '../rule';

const service = 'ecs.amazonaws.com';
const roleName = 'AWSServiceRoleForECS';

/**
 * A new account lacks the role, and ECS makes it after the answer to the first `CreateCluster`.
 *
 * @param aWhile how long that takes; nobody but AWS knows
 */
export function serviceLinkedRole(aWhile = fiveSeconds): Rule {
  let made = false;
  return {
    name: 'service-linked-role',
    service: 'ecs',
    operations: ['CreateCluster', 'PutClusterCapacityProviders'],
    does: 'Attaches capacity providers only when its service-linked role is there, which the first `CreateCluster` of an account has made a while after its answer.',
    sources: [
      'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html',
      'https://github.com/alchemy-run/alchemy/issues/1558',
      'https://github.com/aws/containers-roadmap/issues/2614',
    ],
    request: async (call, moto) => {
      if (await isThere(moto)) return undefined;
      if (call.operation === 'CreateCluster' && !made) {
        made = true;
        void make(moto, aWhile).finally(() => {
          made = false;
        });
      }
      const providers = call.input['capacityProviders'];
      if (!Array.isArray(providers) || providers.length === 0) return undefined;
      return refusal(
        call,
        'InvalidParameterException',
        'Unable to assume the service linked role. Please verify that the ECS service linked role exists.',
      );
    },
  };
}

/** moto calls it `AWSServiceRoleForecs`, and makes it again and again. */
export function serviceLinkedRoleName(): Rule {
  return {
    name: 'service-linked-role-name',
    service: 'iam',
    operations: ['CreateServiceLinkedRole'],
    does: `Calls the role of ECS \`${roleName}\`, and makes it once.`,
    sources: [
      'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html',
      'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html',
    ],
    request: async (call, moto) => {
      if (call.input['AWSServiceName'] !== service) return undefined;
      if (await isThere(moto)) {
        return refusal(
          call,
          'InvalidInput',
          `Service role name ${roleName} has been taken in this account, please try a different suffix.`,
        );
      }
      const answer = await makeNow(moto);
      const text = answer.body.toString().replaceAll('CreateRole', 'CreateServiceLinkedRole');
      return { ...answer, body: Buffer.from(text) };
    },
  };
}

async function isThere(moto: Moto): Promise<boolean> {
  const { status } = await moto.askIam('GetRole', { RoleName: roleName });
  return status === 200;
}

function fiveSeconds(): Promise<void> {
  return sleep(5000, undefined, { ref: false });
}

async function make(moto: Moto, aWhile: () => Promise<void>): Promise<void> {
  await aWhile();
  // moto refuses it where somebody else has asked for it meanwhile.
  await makeNow(moto);
}

function makeNow(moto: Moto): Promise<Answer> {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sts:AssumeRole',
  };
  return moto.askIam('CreateRole', {
    RoleName: roleName,
    Path: `/aws-service-role/${service}/`,
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  });
}
