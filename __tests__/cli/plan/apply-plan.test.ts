import type { SavedStack } from '../../../cli/plan/saved-plan';
import { PlanningCheckout } from './planning-checkout';

jest.setTimeout(240_000);

const state = { lineage: 'a', serial: 1 };
const stacks = ['network', 'image', 'task', 'schedule'];
let checkout: PlanningCheckout;

beforeAll(() => {
  checkout = new PlanningCheckout();
});

beforeEach(() => {
  checkout.forget();
  for (const stack of stacks) checkout.terraform.know(stack, { state });
});

afterAll(() => {
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
