import type { SavedStack } from '../../../cli/plan/saved-plan';
import { FakeAws, FakeError } from '../fake-aws';
import { PlanningCheckout } from './planning-checkout';

jest.setTimeout(240_000);

const state = { lineage: 'a', serial: 1 };
const stacks = ['network', 'image', 'task', 'schedule'];
const aws = new FakeAws();
let checkout: PlanningCheckout;

beforeAll(async () => {
  checkout = new PlanningCheckout();
  checkout.env = await aws.start();
});

beforeEach(() => {
  checkout.forget();
  aws.forget();
  for (const stack of stacks) checkout.terraform.know(stack, { state });
});

afterAll(async () => {
  await aws.stop();
  checkout.remove();
});

/** A plan in which only the schedule changes. */
const planned: readonly SavedStack[] = stacks.map((stack) => ({
  stack,
  ...(stack === 'schedule' && { file: 'schedule.tfplan' }),
  waitsFor: [],
  changes: [],
  state,
}));

async function refused(saved: readonly SavedStack[]): Promise<string> {
  checkout.save(saved);
  const { status, stdout, stderr } = await checkout.run('apply', 'plan');
  expect({ status, stdout, stderr }).toMatchObject({ status: 1, stdout: '' });
  expect(checkout.terraform.log()).not.toContain('schedule apply');
  return stderr;
}

test('nothing is applied when a stack that does not change is another by now', async () => {
  checkout.terraform.know('task', { state: { ...state, serial: 2 } });
  expect(await refused(planned)).toContain(
    'task: the plan is older than the state: it was made for serial 1, and the state has 2\n',
  );
});

test('a plan that failed or was refused is not applied', async () => {
  expect(await refused([])).toContain('holds nothing that may be applied');
});

test('what is planned and what there is must be the same stacks', async () => {
  const [network, ...others] = planned;
  const text = await refused([...others, { ...(network as SavedStack), stack: 'old' }]);
  expect(text).toContain('old: was planned, and the project has no such stack any more\n');
  expect(text).toContain('network: was not planned\n');
});

describe("ECS's service-linked role", () => {
  const missing = new FakeError('NoSuchEntity', 'The role cannot be found.');
  const denied = new FakeError('AccessDenied', 'User: ann is not authorized to perform: iam:x');
  const taken = new FakeError(
    'InvalidInput',
    'Service role name AWSServiceRoleForECS has been taken in this account, please try a different suffix.',
  );
  const create = { address: 'aws_ecs_cluster.cluster', action: 'create', attributes: [] } as const;

  async function applied(changes: SavedStack['changes']) {
    checkout.save(planned.map((each) => (each.file === undefined ? each : { ...each, changes })));
    const result = await checkout.run('apply', 'plan');
    expect(result).toMatchObject({ status: 0 });
    expect(result.stdout).toContain('schedule: Resources: 0 added, 1 changed, 0 destroyed.');
    return result;
  }

  test.each([
    ['is created before the first cluster', missing, '', true, ''],
    ['is left alone where it is there', '<Role/>', '', false, ''],
    ['may be there without being seen', denied, taken, true, ''],
    ['is said to be unknown where nobody may ask', denied, denied, true, 'aws iam create-service'],
  ])('%s', async (_, there, creation, asked, warning) => {
    aws.answer('GetRole', there);
    aws.answer('CreateServiceLinkedRole', creation);
    const { stderr, stdout } = await applied([create]);
    expect(aws.calls.includes('CreateServiceLinkedRole')).toBe(asked);
    expect(stdout.includes('created the service-linked role')).toBe(creation === '' && asked);
    expect(stderr).toContain(warning);
    expect(stderr.includes('warning: ')).toBe(warning !== '');
  });

  test('is not asked for by a plan without a cluster', async () => {
    await applied([{ ...create, address: 'aws_scheduler_schedule.x' }]);
    expect(aws.calls).toEqual([]);
  });
});
