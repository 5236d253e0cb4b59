import type { Config } from '../../../stacks/config/config';
import { configOf, only, synthesize } from '../../synthesis';

function taskOf(dataBucket: Config['dataBucket'], job = {}) {
  return synthesize(configOf(job, dataBucket === undefined ? {} : { dataBucket }));
}

test.each<[Config['dataBucket'], number, number]>([
  [undefined, 90, 30],
  [{ rawDays: 400 }, 400, 30],
  [{ rawDays: 1, oldVersionDays: 365 }, 1, 365],
])('%j keeps raw answers for %i days and old versions for %i', (dataBucket, raw, old) => {
  const { rule } = only(taskOf(dataBucket).task, 'aws_s3_bucket_lifecycle_configuration');
  expect(rule).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        id: 'old-versions',
        noncurrent_version_expiration: [{ noncurrent_days: old }],
      }),
      expect.objectContaining({ id: 'raw', expiration: [{ days: raw }] }),
    ]),
  );
});

test('an environment says a part of it differently', () => {
  const { task } = synthesize(
    configOf(
      {},
      {
        dataBucket: { rawDays: 400, oldVersionDays: 90 },
        environments: { test: { state: { backend: 'local' }, dataBucket: { rawDays: 7 } } },
      },
    ),
  );
  const { rule } = only(task, 'aws_s3_bucket_lifecycle_configuration');
  expect(JSON.stringify(rule)).toMatch(/"noncurrent_days":90.*"days":7/);
});

test('the access log goes to another bucket, under the name of this one', () => {
  const { task } = taskOf({ accessLogBucket: 'acme-logs' });
  expect(only(task, 'aws_s3_bucket_logging')).toMatchObject({
    target_bucket: 'acme-logs',
    target_prefix: expect.stringMatching(/^\$\{aws_s3_bucket\..*\.bucket\}\/$/) as string,
  });
});

test('versions are locked on a bucket that may exist, which is not made anew', () => {
  const { task } = taskOf({ objectLock: { mode: 'GOVERNANCE', days: 30 } });
  expect(only(task, 'aws_s3_bucket_object_lock_configuration')).toMatchObject({
    rule: { default_retention: { mode: 'GOVERNANCE', days: 30 } },
    depends_on: [expect.stringMatching(/^aws_s3_bucket_versioning\./)],
  });
  expect(only(task, 'aws_s3_bucket')).not.toHaveProperty('object_lock_enabled');
});

test('where objects are locked, state machines send S3 the checksum that it asks for', () => {
  const job = { overlap: 'forbid' as const };
  const writes = (dataBucket: Config['dataBucket']): number => {
    const { definition } = only(taskOf(dataBucket, job).schedule, 'aws_sfn_state_machine');
    return String(definition).split('"ChecksumAlgorithm":"SHA256"').length - 1;
  };
  // Two claims, each made and taken over, and the note of a skipped run.
  expect(writes({ objectLock: { mode: 'COMPLIANCE', days: 1 } })).toBe(5);
  expect(writes({})).toBe(0);
});
