import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { parquetReadObjects } from 'hyparquet';
import type { CheckRecord } from '../../crawler/src/public/check-record';
import { barsKey } from '../../crawler/src/public/layout';
import { nextRuns, type Run } from '../../stacks/rules/next-runs';
import { parseScheduleExpression } from '../../stacks/rules/schedule-expression';
import type { JobSettings, Settings } from '../../stacks/settings/settings';
import { s3Client } from '../aws/aws-client';
import { dataPlaceOf, type DataPlace } from '../deployed/data-place';
import { readOutputs } from '../deployed/outputs';
import { readLastChecks } from '../runs/checks';
import { readManifestsSince, type Manifests, type RunManifest } from '../runs/manifests';
import { sourceOf } from '../runs/price-source';
import { graphOf, type Graph } from '../picture/graph';
import { synthesizedStacks } from '../deployed/resources';

const shownSymbols = 6;
const shownNextRuns = 5;
/** A job of every minute is due half a million times a year. */
const mostDue = 20_000;
const dayMs = 86_400_000;

/** The closes of one symbol, dates ascending. */
export interface Prices {
  readonly symbol: string;
  readonly closes: readonly { readonly date: string; readonly close: number }[];
}

export interface JobFacts {
  readonly job: JobSettings;
  readonly next: readonly Run[];
  /** Scheduled times at which it should have run, from the first run that is at one of them. */
  readonly due: readonly string[];
}

/** The data of the report. */
export interface ReportFacts {
  readonly project: string;
  readonly environment: string;
  readonly bucket: string;
  readonly now: Date;
  readonly days: number;
  /** The newest last. */
  readonly runs: Manifests;
  /** The last check of what is stored of each source, where there was one. */
  readonly checks: readonly CheckRecord[];
  readonly jobs: readonly JobFacts[];
  readonly prices: readonly Prices[];
  readonly graph: Graph;
}

export interface GatherOptions {
  readonly now: Date;
  /** How far back to look. */
  readonly days: number;
  /**
   * Symbols whose prices are shown.
   * @default - the first ones of the newest run
   */
  readonly symbols?: readonly string[] | undefined;
}

/** Reads the data of the report from config.ts, the deployed state and the data bucket. */
export async function gather(settings: Settings, options: GatherOptions): Promise<ReportFacts> {
  const { now, days } = options;
  const place = dataPlaceOf(settings, await readOutputs(settings, 'task'));
  const since = new Date(now.getTime() - days * dayMs);
  const s3 = new S3Client(s3Client(settings));
  try {
    const { manifests: newestFirst, broken } = await readManifestsSince(s3, place, since);
    const checks = await readLastChecks(s3, place, now);
    const manifests = newestFirst.toReversed();
    const newest = manifests.at(-1);
    const symbols = options.symbols ?? Object.keys(newest?.symbols ?? {}).slice(0, shownSymbols);
    const prices = await Promise.all(
      symbols.map((symbol) => readPrices(s3, place, newest?.source ?? '', symbol, since)),
    );
    return {
      project: settings.project,
      environment: settings.environment,
      bucket: `${place.bucket}/${place.folder}`.replace(/\/$/, ''),
      now,
      days,
      runs: { manifests, broken: [...broken, ...checks.broken] },
      checks: checks.records,
      jobs: settings.jobs.map((job) => factsOf(job, settings.jobs, manifests, now)),
      prices: prices.filter(({ closes }) => closes.length > 1),
      graph: graphOf(synthesizedStacks(settings)),
    };
  } finally {
    s3.destroy();
  }
}

export function factsOf(
  job: JobSettings,
  jobs: readonly JobSettings[],
  manifests: readonly RunManifest[],
  now: Date,
): JobFacts {
  const parsed = parseScheduleExpression(job.schedule, job.trigger);
  if (!parsed.ok || !job.enabled) return { job, next: [], due: [] };
  const end = job.endDate === undefined ? undefined : new Date(job.endDate);
  const runs = (from: Date, count: number, endDate = end): Run[] =>
    nextRuns(parsed.expression, {
      timeZone: job.timeZone,
      from,
      count,
      startDate: job.startDate === undefined ? undefined : new Date(job.startDate),
      endDate,
    });
  const source = sourceOf(job, jobs);
  const ran = manifests.filter((manifest) => manifest.source === source);
  const [first] = ran;
  // AWS does not publish when a rate started.
  if (first === undefined || parsed.expression.kind === 'rate') {
    return { job, next: runs(now, shownNextRuns), due: [] };
  }
  const times = new Set(ran.map(({ scheduledTime }) => Date.parse(scheduledTime)));
  const due = runs(
    new Date(first.scheduledTime),
    mostDue,
    end !== undefined && end < now ? end : now,
  ).map(({ utc }) => utc);
  // Before the first run that fits the schedule, the job may have had another one, or none.
  const begun = due.findIndex((time) => times.has(Date.parse(time)));
  return { job, next: runs(now, shownNextRuns), due: begun === -1 ? [] : due.slice(begun) };
}

async function readPrices(
  s3: S3Client,
  { bucket, folder }: DataPlace,
  source: string,
  symbol: string,
  since: Date,
): Promise<Prices> {
  try {
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: bucket, Key: folder + barsKey(source, symbol) }),
    );
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    const rows = await parquetReadObjects({
      // A copy of its own, as the bytes may be a part of a larger buffer.
      file: Uint8Array.from(bytes).buffer,
      columns: ['date', 'close'],
    });
    const closes = rows.flatMap(({ date, close }) =>
      date instanceof Date && typeof close === 'number' && date >= since
        ? [{ date: date.toISOString().slice(0, 10), close }]
        : [],
    );
    return { symbol, closes };
  } catch (error) {
    // A symbol without data has no chart.
    if ((error as Error).name === 'NoSuchKey') return { symbol, closes: [] };
    throw error;
  }
}
