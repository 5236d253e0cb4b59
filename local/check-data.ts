import { join } from 'node:path';
import { z } from 'zod';
import type { JobSettings } from '../stacks/settings/settings';
import { runProgram } from './program';

/** The last line of the crawler's log. */
const summarySchema = z.object({ symbols: z.number(), rows: z.number(), findings: z.number() });

interface CheckDataOptions {
  readonly directory: string;
  /** Where the local AWS is. */
  readonly env: NodeJS.ProcessEnv;
  readonly bucket: string;
  /** The job whose symbols are checked. */
  readonly job: Pick<JobSettings, 'environment'>;
  readonly scheduledTime: string;
}

/** Lets the crawler check the data bucket, and says in a line what it found. */
export async function checkData(options: CheckDataOptions): Promise<string> {
  const { directory, env, bucket, job, scheduledTime } = options;
  const { output } = await runProgram(
    process.execPath,
    ['--no-warnings', join(directory, 'crawler', 'dist', 'crawler.js'), 'check'],
    {
      cwd: directory,
      env: {
        ...env,
        ...job.environment,
        DATA_URI: `s3://${bucket}`,
        SCHEDULED_TIME: scheduledTime,
      },
    },
  );
  const last = output.split('\n').at(-1) ?? '';
  const { success, data } = summarySchema.safeParse(parsed(last));
  if (!success) return last;
  const { symbols, rows, findings } = data;
  return findings === 0
    ? `nothing wrong with ${symbols} symbols of ${rows} rows`
    : `${findings} faults, which are named under _checks/ in s3://${bucket}`;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
