import type { SavedStack } from '../../../cli/plan/saved-plan';
import { FakeAws, FakeError } from '../fake-aws';
import { PlanningCheckout } from './planning-checkout';

jest.setTimeout(900_000);

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

const create = { address: 'aws_ecs_cluster.cluster', action: 'create', attributes: [] } as const;

function changing(...changes: SavedStack['changes']): SavedStack[] {
  return planned.map((each) => (each.file === undefined ? each : { ...each, changes }));
}

test("ECS's service-linked role is created before the first stack", async () => {
  aws.answer('GetRole', new FakeError('NoSuchEntity', 'The role cannot be found.'));
  aws.answer('CreateServiceLinkedRole', '');
  const appliedBefore: string[] = [];
  const keep = jest.spyOn(aws.calls, 'push').mockImplementation((...calls) => {
    appliedBefore.push(...checkout.terraform.log().filter((done) => done.endsWith(' apply')));
    return aws.calls.splice(aws.calls.length, 0, ...calls).length;
  });
  checkout.save(changing(create));
  const { status, stdout } = await checkout.run('apply', 'plan');
  keep.mockRestore();
  expect(stdout).toContain('created the service-linked role');
  expect(stdout).toContain('schedule: Resources: 0 added, 1 changed, 0 destroyed.');
  expect(aws.calls.slice(-2)).toEqual(['GetRole', 'CreateServiceLinkedRole']);
  expect(appliedBefore).toEqual([]);
  expect(status).toBe(0);
});

test('a cluster that is another project’s is not taken over', async () => {
  const tags = Object.entries({ Project: 'rival', Environment: 'prod' });
  aws.answer('DescribeClusters', {
    clusters: [{ status: 'ACTIVE', tags: tags.map(([key, value]) => ({ key, value })) }],
  });
  const text = await refused(changing(create));
  expect(text).toMatch(
    /^.*the cluster \S+ belongs to rival\/prod, as its tags say: use it by exist/,
  );
  expect(text).toContain('Nothing was applied');
});

describe('what runs in a state machine that goes', () => {
  const savedPlan = changing(
    {
      address: 'aws_sfn_state_machine.x',
      action: 'destroy',
      attributes: [{ path: 'arn', before: 'arn:aws:states:us-east-1:123456789012:stateMachine:x' }],
    },
    { ...create, address: 'aws_scheduler_schedule.x' },
  );
  const running = { executions: [{ startDate: 1_795_000_000 }] };

  test('keeps the plan from being applied', async () => {
    aws.answer('ListExecutions', running);
    const text = await refused(savedPlan);
    expect(text).toContain('aws_sfn_state_machine.x would be deleted, and what runs in it ended: ');
    expect(text).toContain('Nothing was applied; disable the job first');
  });

  test('is ended where that is wanted, and AWS is asked nothing without a cluster', async () => {
    aws.answer('ListExecutions', running);
    checkout.save(savedPlan);
    expect(await checkout.run('apply', 'plan', '--end-runs')).toMatchObject({ status: 0 });
    expect(checkout.terraform.log()).toContain('schedule apply');
    expect(aws.calls).toEqual([]);
  });

  test('is looked at again before the stack itself', async () => {
    // The second look finds what has started meanwhile.
    aws.answer('ListExecutions', { executions: [] }, running);
    checkout.save(savedPlan);
    const { status, stderr } = await checkout.run('apply', 'plan');
    expect(stderr).toContain('schedule was not applied; disable the job first');
    expect(checkout.terraform.log()).not.toContain('schedule apply');
    expect(status).toBe(1);
  });
});
