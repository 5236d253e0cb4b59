import { Chance } from '../../../../local/aws/chance';
import type { Rule } from '../../../../local/aws/rule';
import { lateExecutions, lateRoles, lateTasks } from '../../../../local/aws/rules/late';
import { rolesNotAssumable } from '../../../../local/aws/rules/roles-not-assumable';
import { throttling } from '../../../../local/aws/rules/throttling';
import { signed, startStub, type StrictStub, type StubMoto } from '../stub-moto';

class Always extends Chance {
  override happens(): boolean {
    return true;
  }
}

const always = new Always(0);
let aws: StrictStub;
let stop: (() => Promise<void>) | undefined;

afterEach(async () => {
  await stop?.();
  stop = undefined;
});

async function start(rule: Rule, moto: StubMoto = () => ({})): Promise<void> {
  aws = await startStub([rule], moto);
  stop = () => aws.close();
}

test('a seed always decides alike, and about for the share that it is given', () => {
  const outcomes = (seed: number): readonly boolean[] => {
    const chance = new Chance(seed);
    return Array.from({ length: 1000 }, () => chance.happens('a', 0.2));
  };
  expect(outcomes(1)).toEqual(outcomes(1));
  expect(outcomes(1)).not.toEqual(outcomes(2));
  const happened = outcomes(1).filter(Boolean).length;
  expect(happened).toBeGreaterThan(150);
  expect(happened).toBeLessThan(250);
});

test('what else is asked does not change what a seed decides', () => {
  const alone = new Chance(1);
  const among = new Chance(1);
  const outcomes = Array.from({ length: 100 }, () => {
    among.happens('b', 0.2);
    return [alone.happens('a', 0.2), among.happens('a', 0.2)];
  });
  for (const [one, other] of outcomes) expect(one).toBe(other);
});

test('calls are throttled in the words of each protocol', async () => {
  await start(throttling(always));
  await expect(aws.json('ecs', 'ListTasks')).resolves.toMatchObject({
    status: 400,
    code: 'ThrottlingException',
  });
  await expect(aws.query('iam', 'GetRole')).resolves.toMatchObject({
    status: 400,
    code: 'Throttling',
  });
  await expect(aws.query('ec2', 'DescribeVpcs')).resolves.toMatchObject({
    status: 503,
    code: 'RequestLimitExceeded',
  });
  const response = await fetch(`${aws.endpoint}/bucket`, {
    headers: { authorization: signed('s3') },
  });
  expect(response.status).toBe(503);
  await expect(response.text()).resolves.toContain('<Code>SlowDown</Code>');
  expect(aws.seen).toEqual([]);
});

test('a new role is not found once', async () => {
  await start(lateRoles(always));
  const get = () => aws.query('iam', 'GetRole', { RoleName: 'acme' });
  await expect(get()).resolves.toMatchObject({ status: 200 });
  await aws.query('iam', 'CreateRole', { RoleName: 'acme' });
  await expect(get()).resolves.toMatchObject({ status: 404, code: 'NoSuchEntity' });
  await expect(get()).resolves.toMatchObject({ status: 200 });
});

test('a new execution is not found once', async () => {
  await start(lateExecutions(always), () => ({ body: { executionArn: 'arn:1' } }));
  await aws.json('states', 'StartExecution');
  const describe = () => aws.json('states', 'DescribeExecution', { executionArn: 'arn:1' });
  await expect(describe()).resolves.toMatchObject({ code: 'ExecutionDoesNotExist' });
  await expect(describe()).resolves.toMatchObject({ status: 200 });
});

test('a new task is missing once', async () => {
  await start(lateTasks(always), () => ({ body: { tasks: [{ taskArn: 'arn:1' }] } }));
  await aws.json('ecs', 'RunTask');
  const describe = () => aws.json('ecs', 'DescribeTasks', { tasks: ['arn:1'] });
  await expect(describe()).resolves.toMatchObject({
    status: 200,
    output: { tasks: [], failures: [{ arn: 'arn:1', reason: 'MISSING' }] },
  });
  await expect(describe()).resolves.toMatchObject({ output: { tasks: [{ taskArn: 'arn:1' }] } });
});

test('a seed decides alike of what AWS gives a name by chance', async () => {
  const outcomes = async (prefix: string): Promise<readonly string[]> => {
    let started = 0;
    const moto: StubMoto = ({ operation }) => {
      if (operation === 'RunTask')
        return { body: { tasks: [{ taskArn: `${prefix}${started++}` }] } };
      if (operation === 'StartExecution')
        return { body: { executionArn: `${prefix}${started++}` } };
      return { body: {} };
    };
    const chance = new Chance(1);
    const strict = await startStub([lateExecutions(chance), lateTasks(chance)], moto);
    const found: string[] = [];
    for (let at = 0; at < 40; at += 1) {
      const { output } = await strict.json('states', 'StartExecution', { stateMachineArn: 'a' });
      found.push((await strict.json('states', 'DescribeExecution', output)).code ?? 'found');
      const { output: ran } = await strict.json('ecs', 'RunTask', { taskDefinition: 'a:1' });
      const tasks = (ran['tasks'] as { taskArn: string }[]).map(({ taskArn }) => taskArn);
      const described = await strict.json('ecs', 'DescribeTasks', { tasks });
      found.push('failures' in described.output ? 'MISSING' : 'found');
    }
    await strict.close();
    return found;
  };
  const first = await outcomes('a');
  expect(new Set(first)).toEqual(new Set(['found', 'ExecutionDoesNotExist', 'MISSING']));
  await expect(outcomes('b')).resolves.toEqual(first);
});

test.each<[string, (roleArn: string) => Promise<{ code: string | undefined; body: string }>]>([
  [
    'must allow AWS EventBridge Scheduler to assume the role',
    async (RoleArn) => {
      const response = await fetch(`${aws.endpoint}/schedules/nightly`, {
        method: 'POST',
        headers: { authorization: signed('scheduler') },
        body: JSON.stringify({ Target: { RoleArn } }),
      });
      return { code: undefined, body: await response.text() };
    },
  ],
  [
    'authorized to assume the provided role',
    (roleArn) => aws.json('states', 'CreateStateMachine', { roleArn }),
  ],
  [
    'Unable to assume given IAM role',
    (role) => aws.query('ec2', 'CreateFlowLogs', { DeliverLogsPermissionArn: role }),
  ],
])('a new role cannot be assumed at its first use: %s', async (words, use) => {
  const arnOf = (name: string) => `arn:aws:iam::1:role/${name}`;
  await start(rolesNotAssumable(always), ({ operation, input }) =>
    operation === 'CreateRole'
      ? { type: 'text/xml', body: `<Role><Arn>${arnOf(String(input['RoleName']))}</Arn></Role>` }
      : {},
  );
  expect((await use(arnOf('old'))).body).not.toContain(words);
  // The second `a` is made again after it was deleted.
  for (const RoleName of ['a', 'b', 'a']) {
    await aws.query('iam', 'CreateRole', { RoleName });
    expect((await use(arnOf(RoleName))).body).toContain(words);
    expect((await use(arnOf(RoleName))).body).not.toContain(words);
  }
});
