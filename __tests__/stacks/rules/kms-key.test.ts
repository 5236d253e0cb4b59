import { kmsKeyArnProblems, viaServices } from '../../../stacks/rules/kms-key';

test('a right to decrypt is given on a key, not on an alias', () => {
  expect(kmsKeyArnProblems('arn:aws:kms:us-east-1:123456789012:key/mrk-12ab')).toEqual([]);
  expect(kmsKeyArnProblems('arn:aws:kms:us-east-1:123456789012:alias/mine')).toHaveLength(1);
});

test('in China services go by both names that they have there', () => {
  expect(viaServices('ecr', 'us-east-1')).toEqual(['ecr.us-east-1.amazonaws.com']);
  expect(viaServices('ecr', 'cn-north-1')).toEqual([
    'ecr.cn-north-1.amazonaws.com',
    'ecr.cn-north-1.amazonaws.com.cn',
  ]);
});
