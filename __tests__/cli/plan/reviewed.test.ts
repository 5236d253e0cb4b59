import { differences, type ReviewedChange } from '../../../cli/plan/reviewed';

const known = { path: 'expression', before: 'a', after: 'b' };
const open = {
  path: 'target.arn',
  before: 'arn:1',
  after: '(known after apply)',
  afterUnknown: true,
};
const reviewed: ReviewedChange[] = [
  { address: 'x.y', action: 'update', attributes: [known, open] },
];

function now(...attributes: ReviewedChange['attributes']): ReviewedChange[] {
  return [{ address: 'x.y', action: 'update', attributes }];
}

test.each([
  ['what was unknown has its value', now(known, { ...open, after: 'arn:2' })],
  ['what was unknown has parts', now(known, { path: 'target.arn[0].name', after: 'x' })],
  ['what was unknown does not change after all', now(known)],
])('is what was reviewed: %s', (_, plan) => {
  expect(differences(reviewed, plan)).toEqual([]);
});

test.each([
  [
    'another value',
    now({ ...known, after: 'c' }),
    'x.y: expression becomes c, which was not reviewed',
  ],
  [
    'a start that was not reviewed',
    now({ ...known, before: 'z' }),
    'x.y: expression becomes b, which was not reviewed',
  ],
  [
    'another attribute',
    now(known, { path: 'state', after: 'off' }),
    'x.y: state becomes off, which was not reviewed',
  ],
  [
    'an attribute whose name begins alike',
    now(known, { path: 'target.arns', after: 'x' }),
    'x.y: target.arns becomes x, which was not reviewed',
  ],
  ['a change that is gone', now(), 'x.y: expression does not change, as was reviewed'],
  ['a resource that is gone', [], 'x.y: update was reviewed and is gone'],
  [
    'another action',
    [{ address: 'x.y', action: 'replace' as const, attributes: [known] }],
    'x.y: update was reviewed, replace is planned',
  ],
  [
    'another resource',
    [...now(known), { address: 'z.z', action: 'destroy' as const, attributes: [] }],
    'z.z: destroy was not reviewed',
  ],
])('is not: %s', (_, plan, expected) => {
  expect(differences(reviewed, plan)).toEqual([expected]);
});

test('a change of which nothing was known may turn out to be none', () => {
  expect(differences([{ address: 'x.y', action: 'update', attributes: [open] }], [])).toEqual([]);
});
