import type { Problem } from '../../config/config-error';
import { nameProblems } from '../../rules/names';
import { wholeNumberProblems } from '../../rules/whole-number';
import type { Settings } from '../settings';
import { at, optional } from './problems';

// Days are an integer of 32 bits.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleExpiration.html
const mostDays = 2_147_483_647;
// A hundred years.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
const mostLockedDays = 36_500;

/** What is wrong with how the data bucket keeps what is in it. */
export function dataBucketProblems({ dataBucket, imports, existing }: Settings): Problem[] {
  const { rawDays, oldVersionDays, accessLogBucket, objectLock } = dataBucket;
  return [
    ...at(['dataBucket', 'rawDays'], wholeNumberProblems(rawDays, 1, mostDays, 'days')),
    ...at(
      ['dataBucket', 'oldVersionDays'],
      wholeNumberProblems(oldVersionDays, 1, mostDays, 'days'),
    ),
    ...at(
      ['dataBucket', 'accessLogBucket'],
      optional(accessLogBucket, (bucket) =>
        // Every line that is written would be an access, too.
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
        bucket === imports.dataBucket
          ? [`must be another bucket than the data bucket itself, got "${bucket}"`]
          : nameProblems('bucket', bucket),
      ),
    ),
    ...at(
      ['dataBucket', 'objectLock', 'days'],
      optional(objectLock, ({ days }) => wholeNumberProblems(days, 1, mostLockedDays, 'days')),
    ),
    // Whoever asks for one of these would take it for done.
    ...Object.entries({ accessLogBucket, objectLock }).flatMap(([field, value]) =>
      at(
        ['dataBucket', field],
        existing.dataBucket === undefined || value === undefined
          ? []
          : [
              `must be left out beside existing.dataBucket, which its owner sets up, got ${JSON.stringify(value)}`,
            ],
      ),
    ),
  ];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html */
export function lockWarnings({ dataBucket, protectData }: Settings): string[] {
  const { mode, days = 0 } = dataBucket.objectLock ?? {};
  return mode !== 'COMPLIANCE' || protectData
    ? []
    : [
        `keeps Terraform from destroying the bucket for ${days} days after the last run, whatever protectData says; write GOVERNANCE where the environment is to go`,
      ];
}
