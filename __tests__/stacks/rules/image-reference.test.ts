import {
  ecrRepositoryOf,
  imageReferenceProblems,
  isPinned,
} from '../../../stacks/rules/image-reference';

const digest = `sha256:${'0a'.repeat(32)}`;

test.each([
  ['nginx', false],
  ['nginx:latest', false],
  ['nginx:1.29.1', true],
  ['registry.example.com:5000/team/report', false],
  [`registry.example.com:5000/team/report@${digest}`, true],
  [`nginx:latest@${digest}`, true],
])('%s is an image; pinned: %s', (image, pinned) => {
  expect(imageReferenceProblems(image)).toEqual([]);
  expect(isPinned(image)).toBe(pinned);
});

test.each(['', 'Nginx', 'a//b', 'nginx:', 'nginx:-1', 'nginx@sha256:12', 'https://a/b', 'a b'])(
  '"%s" is none',
  (image) => {
    expect(imageReferenceProblems(image)).toEqual([
      `must be the reference of an image, repository:tag or repository@sha256:<64 hex digits>, got "${image}"`,
    ]);
  },
);

test.each([
  ['123456789012.dkr.ecr.us-east-1.amazonaws.com/team/report:1', 'us-east-1', 'team/report'],
  [`123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/report@${digest}`, 'cn-north-1', 'report'],
  ['123456789012.dkr-ecr.eu-west-1.on.aws/report:1', 'eu-west-1', 'report'],
])('%s lies in ECR', (image, region, name) => {
  expect(ecrRepositoryOf(image)).toEqual({ account: '123456789012', region, name });
});

test.each(['nginx:1', 'public.ecr.aws/nginx/nginx:1', 'ghcr.io/a/b:1'])('%s does not', (image) => {
  expect(ecrRepositoryOf(image)).toBeUndefined();
});
