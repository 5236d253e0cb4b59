import type { ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ended, PlanningCheckout } from './planning-checkout';
import { planOf } from './plans';

jest.setTimeout(900_000);

const plan = planOf({ address: 'aws_x.y', before: { a: '1' }, after: { a: '2' } });
const state = { lineage: 'a', serial: 1 };
let checkout: PlanningCheckout;

beforeAll(() => {
  checkout = new PlanningCheckout();
});

beforeEach(() => {
  checkout.forget();
});

afterAll(() => {
  checkout.remove();
});

/** Saves a plan in which these stacks change, which apply would find unchanged. */
function save(...changing: readonly string[]): void {
  const stacks = ['network', 'image', 'task', 'schedule'].map((stack) => ({
    stack,
    ...(changing.includes(stack) && { file: `${stack}.tfplan` }),
    waitsFor: [],
    changes: [],
    state,
  }));
  for (const { stack } of stacks) checkout.terraform.know(stack, { state, slow: 'apply' });
  checkout.save(stacks);
}

async function logged(line: string): Promise<void> {
  while (!checkout.terraform.log().includes(line)) await sleep(50);
}

type Send = (child: ChildProcess) => void;
const toAll: Send = ({ pid = 0 }) => process.kill(-pid, 'SIGINT');
const toOne: Send = (child) => child.kill('SIGTERM');

test.each<[string, Send, number]>([
  ["a terminal's Ctrl-C", toAll, 130],
  ['SIGTERM', toOne, 143],
])('%s lets an apply save what it has made', async (_, send, exitCode) => {
  save('image', 'task');
  const child = checkout.start('apply', 'plan');
  const result = ended(child);
  await logged('image is slow');
  send(child);
  // npm hands on what the terminal has sent already, and a runner loses its patience.
  await logged('image SIGINT');
  child.kill('SIGINT');
  child.kill('SIGTERM');
  const { status, stderr } = await result;
  expect({ status, stderr }).toMatchObject({ status: exitCode });
  expect(stderr).toContain('image: interrupted (SIG');
  expect(stderr).toContain('Error: execution halted\n\nWhat was created is in the state');
  const log = checkout.terraform.log();
  expect(log.slice(log.indexOf('image is slow'))).toEqual([
    'image is slow',
    'image SIGINT',
    'image saved',
  ]);
  expect(checkout.planFolders()).toEqual([]);
});

test('a second Ctrl-C of a person is handed on, for Terraform to give up', async () => {
  save('image');
  const child = checkout.start('apply', 'plan');
  const result = ended(child);
  await logged('image is slow');
  toAll(child);
  await logged('image SIGINT');
  await sleep(1100);
  toAll(child);
  expect((await result).stderr).toContain('Aborting Terraform');
  expect(checkout.terraform.log().filter((line) => line === 'image SIGINT')).toHaveLength(2);
});

test.each<[string, string[], string]>([
  ['', [], 'nothing of the plan was kept'],
  [' to be kept', ['--out', 'plan'], 'no plan was written to plan'],
  [' to be kept where one is', ['--out', 'plan'], 'plan still holds the plan of before'],
])('a plan%s that is interrupted leaves no plan file behind', async (_, options, kept) => {
  if (kept.includes('before')) save('image');
  checkout.terraform.know('network', { plan });
  checkout.terraform.know('task', { plan, slow: 'plan' });
  const child = checkout.start('plan', ...options);
  const result = ended(child);
  await logged('task is slow');
  expect(checkout.planFolders()).toHaveLength(1);
  toAll(child);
  const { status, stdout, stderr } = await result;
  expect({ status, stderr }).toMatchObject({ status: 130 });
  expect(stdout).toBe('');
  expect(stderr).not.toContain('save its state');
  expect(stderr).toMatch(
    new RegExp(`\\ninterrupted \\(SIGINT\\): nothing was changed in AWS, and ${kept}\\n$`),
  );
  expect(checkout.terraform.log().at(-1)).toBe('task saved');
  expect(checkout.planFolders()).toEqual([]);
});

test('an apply that is interrupted before its first stack says that nothing was applied', async () => {
  save('image', 'task');
  checkout.terraform.know('task', { state, slow: 'state' });
  const child = checkout.start('apply', 'plan');
  const result = ended(child);
  await logged('task is slow');
  toAll(child);
  const { status, stderr } = await result;
  expect(stderr).toMatch(/\ninterrupted \(SIGINT\): nothing was applied; to continue, run .*\n$/);
  expect(status).toBe(130);
  expect(checkout.terraform.log()).not.toContain('image apply');
});

test('a plan that is interrupted while the stacks are written says so', async () => {
  const file = join(checkout.folder, 'cdktf.json');
  writeFileSync(file, JSON.stringify({ app: 'kill -INT $$' }));
  const { status, stderr } = await checkout.run('plan');
  rmSync(file);
  expect(stderr).toContain('interrupted (SIGINT): nothing was changed in AWS');
  expect(status).toBe(130);
});

test('an apply goes on when nobody reads any more what it prints', async () => {
  save('image', 'network');
  for (const stack of ['image', 'network']) checkout.terraform.know(stack, { state });
  const child = checkout.start('apply', 'plan');
  child.stdout?.destroy();
  const status = await new Promise((resolve) => child.on('close', resolve));
  expect(checkout.terraform.log().filter((line) => line.endsWith(' saved'))).toEqual([
    'image saved',
    'network saved',
  ]);
  expect(status).toBe(0);
});
