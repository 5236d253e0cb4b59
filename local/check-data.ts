import { join } from 'node:path';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { checkRecordSchema, type CheckRecord } from '../crawler/src/public/check-record';
import { runId } from '../crawler/src/public/layout';
import { packageFolder } from '../stacks/settings/package-folder';
import type { JobSettings } from '../stacks/settings/settings';
import { listObjects } from './data-bucket';
import { runProgram } from './program';

/** The crawler as one file, as it ships with this package. */
const shippedCrawler = join(packageFolder, 'crawler', 'dist', 'crawler.js');

interface CheckDataOptions {
  /** @default the crawler that ships with this package */
  readonly crawler?: string;
  /** Where the local AWS is. */
  readonly env: NodeJS.ProcessEnv;
  readonly s3: S3Client;
  readonly bucket: string;
  /** The job whose symbols are checked. */
  readonly job: Pick<JobSettings, 'environment'>;
  readonly scheduledTime: string;
}

/** Lets the crawler check the data bucket, and says in a line what it found. */
export async function checkData(options: CheckDataOptions): Promise<string> {
  const { crawler = shippedCrawler, env, s3, bucket, job, scheduledTime } = options;
  const { output } = await runProgram(process.execPath, ['--no-warnings', crawler, 'check'], {
    cwd: packageFolder,
    env: {
      ...env,
      ...job.environment,
      DATA_URI: `s3://${bucket}`,
      SCHEDULED_TIME: scheduledTime,
    },
  });
  const record = await recordOf(s3, bucket, runId(new Date(scheduledTime)));
  // A check that ended before it was through left none, and has said why.
  if (record === undefined) return output.split('\n').at(-1) ?? '';
  const { symbols, rows, findings } = record;
  return findings.length === 0
    ? `nothing wrong with ${symbols} symbols of ${rows} rows`
    : `${findings.length} faults, which are named under _checks/ in s3://${bucket}`;
}

/** What the check of a run left, of whichever source it was. */
async function recordOf(
  s3: S3Client,
  bucket: string,
  run: string,
): Promise<CheckRecord | undefined> {
  const keys = [...(await listObjects(s3, bucket)).keys()];
  const key = keys.find((each) => each.startsWith('_checks/') && each.endsWith(`/run=${run}.json`));
  if (key === undefined) return undefined;
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return checkRecordSchema.parse(JSON.parse((await Body?.transformToString()) ?? ''));
}
