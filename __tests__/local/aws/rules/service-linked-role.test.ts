import { setTimeout as sleep } from 'node:timers/promises';
import {
  serviceLinkedRole,
  serviceLinkedRoleName,
} from '../../../../local/aws/rules/service-linked-role';
import { startStub, type StrictStub } from '../stub-moto';

let aws: StrictStub;
let role: boolean;
let aWhileIsOver: () => void;

beforeEach(async () => {
  role = false;
  const aWhile = new Promise<void>((resolve) => (aWhileIsOver = resolve));
  aws = await startStub(
    [serviceLinkedRole(() => aWhile), serviceLinkedRoleName()],
    ({ operation, input }) => {
      if (operation === 'CreateRole') {
        role = input['RoleName'] === 'AWSServiceRoleForECS';
        return { type: 'text/xml', body: '<CreateRoleResponse><RoleName/></CreateRoleResponse>' };
      }
      if (operation === 'GetRole') {
        return role && input['RoleName'] === 'AWSServiceRoleForECS' ? {} : { status: 404 };
      }
      return {};
    },
  );
});

afterEach(() => aws.close());

const attach = (capacityProviders = ['FARGATE', 'FARGATE_SPOT']) =>
  aws.json('ecs', 'PutClusterCapacityProviders', { cluster: 'acme', capacityProviders });

async function untilTheRoleIsMade(): Promise<void> {
  aWhileIsOver();
  for (let tries = 0; !role && tries < 1000; tries += 1) await sleep(20);
}

test('the first cluster of an account gets its capacity providers only a while later', async () => {
  await expect(aws.json('ecs', 'CreateCluster')).resolves.toMatchObject({ status: 200 });
  await expect(attach()).resolves.toMatchObject({
    status: 400,
    code: 'InvalidParameterException',
    body: expect.stringContaining('Unable to assume the service linked role') as string,
  });
  await untilTheRoleIsMade();
  await expect(attach()).resolves.toMatchObject({ status: 200 });
});

test('a cluster with capacity providers is refused, and has the role made', async () => {
  const create = () => aws.json('ecs', 'CreateCluster', { capacityProviders: ['FARGATE'] });
  await expect(create()).resolves.toMatchObject({ code: 'InvalidParameterException' });
  await untilTheRoleIsMade();
  await expect(create()).resolves.toMatchObject({ status: 200 });
});

test('who has made the role before is not made to wait, and cannot make it twice', async () => {
  const make = () =>
    aws.query('iam', 'CreateServiceLinkedRole', { AWSServiceName: 'ecs.amazonaws.com' });
  await expect(make()).resolves.toMatchObject({
    status: 200,
    body: '<CreateServiceLinkedRoleResponse><RoleName/></CreateServiceLinkedRoleResponse>',
  });
  await expect(make()).resolves.toMatchObject({ status: 400, code: 'InvalidInput' });
  await aws.json('ecs', 'CreateCluster');
  await expect(attach()).resolves.toMatchObject({ status: 200 });
});

test('to take the capacity providers away needs no role', async () => {
  await expect(attach([])).resolves.toMatchObject({ status: 200 });
});
