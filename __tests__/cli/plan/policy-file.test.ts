import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPolicy, refusals } from '../../../cli/plan/policy-file';
import { risksOf } from '../../../cli/plan/risks/risks';
import { changesIn } from './plans';

const folder = mkdtempSync(join(tmpdir(), 'fargate-cron-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(text: string): string {
  const path = join(folder, 'plan-policy.json');
  writeFileSync(path, text);
  return path;
}

const risks = risksOf(
  changesIn(
    'task',
    { address: 'aws_s3_bucket.data', before: { bucket: 'a' } },
    { address: 'aws_sqs_queue.old', before: { name: 'a' } },
  ),
  new Date('2026-11-24T00:00:00Z'),
);

test('refuses what it names and lets through what it excepts', () => {
  const policy = readPolicy(
    file(
      '{"refuse": ["data-loss"], "except": [{"refuse": "data-loss", "address": "aws_sqs_*.old", "reason": "empty"}]}',
    ),
  );
  expect(refusals(policy, { risks })).toEqual([
    '`data-loss`: `task` `aws_s3_bucket.data` is destroyed: every object in the bucket would be lost',
  ]);
});

test.each(['aws_sqs_queue.ol', 'sqs_queue.old', 'aws_sqs_queue?old', ''])(
  'an exception is for the whole address: %s',
  (address) => {
    const except = [{ refuse: 'data-loss', address, reason: 'x' }];
    const policy = readPolicy(file(JSON.stringify({ refuse: ['data-loss'], except })));
    expect(refusals(policy, { risks })).toHaveLength(2);
  },
);

test('lets through what it does not name', () => {
  expect(refusals(readPolicy(file('{"refuse": ["iam-widened"]}')), { risks })).toEqual([]);
});

test.each([
  [10, 15.01, ['a month would cost $5.01 more, at most $5.00 may be added']],
  [10, 15, []],
  [15, 10, []],
])('bounds what is added to the cost: %d to %d', (before, after, expected) => {
  const policy = readPolicy(file('{"mostAddedCost": 5}'));
  expect(refusals(policy, { risks: [], cost: { before, after } })).toEqual(expected);
});

test.each([
  ['{"refuse": ["data-los"]}', 'refuse.0'],
  ['{"deny": []}', 'deny'],
  ['{"except": [{"refuse": "data-loss", "address": "x"}]}', 'except.0.reason'],
  ['{', 'must hold JSON'],
])('says what is wrong with %s', (text, expected) => {
  expect(() => readPolicy(file(text))).toThrow(expected);
});

test('says that there is no such file', () => {
  expect(() => readPolicy(join(folder, 'none.json'))).toThrow('must name a file that can be read');
});
