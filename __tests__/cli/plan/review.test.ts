import {
  changesAnything,
  renderFitting,
  renderReview,
  type Review,
  type StackReview,
} from '../../../cli/plan/review';
import { risksOf } from '../../../cli/plan/risks/risks';
import { changesIn, golden, type ChangeOf } from './plans';

const now = new Date('2026-11-24T00:00:00Z');
const ids = ['network', 'image', 'task', 'schedule'];

/** A review in which only the given stacks change. */
function reviewOf(
  changes: Readonly<Record<string, readonly ChangeOf[]>>,
  overrides: Partial<Review> = {},
): Review {
  const stacks: StackReview[] = ids.map((stack) => ({
    stack,
    changes: changesIn(stack, ...(changes[stack] ?? [])),
    outputs: [],
    waitsFor: [],
  }));
  return {
    project: 'acme',
    environment: 'dev',
    stacks,
    risks: risksOf(
      stacks.flatMap((stack) => stack.changes),
      now,
    ),
    newJobs: [],
    refusals: [],
    ...overrides,
  };
}

const policy = (...Action: string[]) =>
  JSON.stringify({
    Statement: [{ Sid: 'Data', Effect: 'Allow', Action, Resource: 'arn:aws:s3:::acme-data/*' }],
  });

const bucket = {
  address: 'aws_s3_bucket.data_bucket',
  before: { bucket: 'acme-dev-data', arn: 'arn:aws:s3:::acme-dev-data', force_destroy: true },
  after: { bucket: 'acme-dev-prices', force_destroy: true },
  unknown: { arn: true },
  replacedFor: ['bucket'],
};

const schedule = {
  address: 'aws_scheduler_schedule.job-nightly',
  before: {
    name: 'nightly',
    schedule_expression: 'cron(0 18 ? * FRI *)',
    schedule_expression_timezone: 'America/New_York',
  },
  after: {
    name: 'nightly',
    schedule_expression: 'cron(30 17 ? * MON-FRI *)',
    schedule_expression_timezone: 'America/New_York',
  },
};

const first = reviewOf({
  network: [
    {
      address: 'aws_vpc.vpc',
      after: { cidr_block: '10.0.0.0/16', tags: { Name: 'acme' } },
      unknown: { id: true, arn: true },
    },
    {
      address: 'aws_subnet.subnet-0',
      after: { cidr_block: '10.0.0.0/20' },
      unknown: { id: true, vpc_id: true },
    },
  ],
  task: [
    { address: 'aws_ecs_cluster.cluster', after: { name: 'acme-dev' }, unknown: { arn: true } },
  ],
  schedule: [
    { address: schedule.address, after: schedule.after, unknown: { target: [{ arn: true }] } },
  ],
});

const reviews: Readonly<Record<string, Review>> = {
  'nothing-changes': reviewOf({}),
  'first-deployment': {
    ...first,
    cost: { before: 0, after: 3.456 },
    stacks: first.stacks.map((stack) =>
      stack.stack === 'schedule' ? { ...stack, waitsFor: ['network', 'task'] } : stack,
    ),
  },
  'schedule-changed': reviewOf({ schedule: [schedule] }, { cost: { before: 3.1, after: 1.05 } }),
  'bucket-replaced': reviewOf(
    { task: [bucket, { address: 'aws_ecs_cluster.old', before: { name: 'old' } }] },
    { refusals: ['`data-loss`: `task` `aws_s3_bucket.data_bucket` is replaced'] },
  ),
  'policy-widened': reviewOf({
    task: [
      {
        address: 'aws_iam_role_policy.job-nightly_task-policy',
        before: { policy: policy('s3:GetObject') },
        after: { policy: policy('s3:GetObject', 's3:DeleteObject') },
      },
    ],
  }),
  'cannot-be-planned': {
    ...reviewOf({ network: [{ address: 'aws_vpc.vpc', after: { cidr_block: '10.0.0.0/16' } }] }),
    stacks: reviewOf({}).stacks.map((stack) =>
      stack.stack === 'task'
        ? {
            ...stack,
            error: 'Error: Instance cannot be destroyed\n\n  on cdk.tf.json line 1:\n```',
          }
        : stack,
    ),
  },
  'hostile-values': reviewOf({
    task: [
      {
        address: 'aws_ssm_parameter.p["a|b"]',
        before: { value: 'x', description: 'a|b' },
        after: { value: 'y', description: 'two\nlines, `ticks` and @somebody <b>' },
        sensitive: { value: true },
      },
    ],
  }),
};

test.each(Object.keys(reviews))('reads well: %s', (name) => {
  const review = reviews[name];
  expect(review).toBeDefined();
  if (review === undefined) return;
  const text = renderReview(review);
  expect(text).toBe(golden(`${name}.md`, text));
});

test('what is imported is counted by itself, unless it is replaced', () => {
  const taken = {
    before: { name: 'a' },
    after: { name: 'a', force_delete: false },
    imported: true,
  };
  const text = renderReview(
    reviewOf({
      image: [{ address: 'aws_ecr_repository.repository', ...taken }],
      task: [
        { address: 'aws_ecs_cluster.cluster', before: {}, after: {}, imported: true },
        { ...bucket, imported: true },
      ],
    }),
  );
  expect(text).toContain('**1 to replace, 2 to import.**');
  expect(text).toContain('| **import** | `aws_ecs_cluster.cluster` |');
  expect(text).toContain('| **replace** | `aws_s3_bucket.data_bucket` |');
});

test('something changes also where only an output does', () => {
  const { stacks } = reviewOf({});
  expect(changesAnything({ stacks })).toBe(false);
  const outputs = stacks.map((stack) => ({ ...stack, outputs: ['image_uri'] }));
  expect(changesAnything({ stacks: outputs })).toBe(true);
  expect(renderReview({ ...reviewOf({}), stacks: outputs })).toContain('**Only outputs change.**');
});

describe('a review that is too long for a comment', () => {
  const many = (count: number, length: number) =>
    Array.from({ length: count }, (_, index) => ({
      address: `aws_cloudwatch_log_group.job-${index}`,
      after: { name: 'n'.repeat(length), other: 'o'.repeat(length) },
    }));

  test('leaves out the values of what is new, says so, and still names all', () => {
    const text = renderFitting(reviewOf({ task: [...many(200, 150), { ...bucket }] }));
    expect(text.length).toBeLessThan(60_000);
    expect(text).toContain('**The values of what is new are left out**');
    expect(text).toContain('`npx fargate-cron plan --json` says everything');
    expect(text).toContain('job-199');
    expect(text).not.toContain('nnn');
    expect(text).toContain('acme-dev-prices');
  });

  test('then leaves out every value, and says so', () => {
    const changed = many(250, 150).map((change) => ({ ...change, before: { name: 'a' } }));
    const text = renderFitting(reviewOf({ task: changed }));
    expect(text.length).toBeLessThan(60_000);
    expect(text).toContain('**The values are left out**');
    expect(text).toContain('job-249');
    expect(text).not.toContain('nnn');
  });

  test('is cut at the end, where the least important stands, and says so', () => {
    const text = renderFitting(reviewOf({ task: [...many(3000, 5), { ...bucket }] }));
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(text).toContain('every object in the bucket would be lost');
    expect(text).toContain('The rest is too long for a comment');
  });

  test('is whole where there is room for it', () => {
    const review = reviewOf({ task: many(200, 150) });
    expect(renderReview(review)).toContain('nnn');
    expect(renderReview(review)).not.toContain('left out');
    const short = reviewOf({ task: many(2, 5) });
    expect(renderFitting(short)).toBe(renderReview(short));
  });
});
