import { kmsKeyArnProblems } from '../../../stacks/rules/kms-key';

test('a right to decrypt is given on a key, not on an alias', () => {
  expect(kmsKeyArnProblems('arn:aws:kms:us-east-1:123456789012:key/mrk-12ab')).toEqual([]);
  expect(kmsKeyArnProblems('arn:aws:kms:us-east-1:123456789012:alias/mine')).toHaveLength(1);
});
