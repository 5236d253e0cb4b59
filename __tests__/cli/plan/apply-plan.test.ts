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
    const appliedBefore: string[] = [];
    const keep = jest.spyOn(aws.calls, 'push').mockImplementation((...calls) => {
      appliedBefore.push(...checkout.terraform.log().filter((done) => done.endsWith(' apply')));
      return aws.calls.splice(aws.calls.length, 0, ...calls).length;
    });
    const { stderr, stdout } = await applied([create]);
    keep.mockRestore();
    expect(aws.calls.includes('CreateServiceLinkedRole')).toBe(asked);
    expect(appliedBefore).toEqual([]);
    expect(stdout.includes('created the service-linked role')).toBe(creation === '' && asked);
    expect(stderr).toContain(warning);
    expect(stderr.includes('warning: ')).toBe(warning !== '');
  });

  test('is not asked for by a plan without a cluster', async () => {
    await applied([{ ...create, address: 'aws_scheduler_schedule.x' }]);
    expect(aws.calls).toEqual([]);
  });
});

describe('what runs in a state machine that goes', () => {
  const arn = 'arn:aws:states:us-east-1:123456789012:stateMachine:x';
  const gone = {
    address: 'aws_sfn_state_machine.x',
    action: 'destroy',
    attributes: [{ path: 'arn', before: arn }],
  } as const;
  const running = { executions: [{ startDate: 1_795_000_000 }, { startDate: 1_794_990_000 }] };
  const savedPlan = planned.map((each) =>
    each.file === undefined ? each : { ...each, changes: [gone] },
  );

  test.each([
    ['two executions', running, '2 executions run just now, the oldest since 2026-11-18T'],
    [
      'what nobody may ask',
      new FakeError('AccessDeniedException', 'User: ann is not authorized to perform: states:x'),
      'whether executions run just now is not known: ann may not call states:x',
    ],
  ])('keeps the plan from being applied: %s', async (_, executions, said) => {
    aws.answer('ListExecutions', executions);
    const text = await refused(savedPlan);
    expect(text).toContain(`aws_sfn_state_machine.x would be deleted, and what runs in it ended: `);
    expect(text).toContain(said);
    expect(text).toContain('Nothing was applied; disable the job first');
  });

  test.each([
    ['nothing runs', { executions: [] }, []],
    ['it is gone already', new FakeError('StateMachineDoesNotExist', 'gone'), []],
    ['it may be ended', running, ['--end-runs']],
  ])('lets the plan be applied: %s', async (_, executions, options) => {
    aws.answer('ListExecutions', executions);
    checkout.save(savedPlan);
    const result = await checkout.run('apply', 'plan', ...options);
    expect(result).toMatchObject({ status: 0 });
    expect(checkout.terraform.log()).toContain('schedule apply');
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
