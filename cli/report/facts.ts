import type { CheckRecord } from '../../crawler/src/public/check-record';
import type { Run } from '../../stacks/rules/next-runs';
import type { Graph } from '../picture/graph';
import type { JobRun, JobRuns } from '../runs/job-run';
import type { BrokenRecord } from '../runs/run-records';
import type { JobLog } from './console-links';

/** The closes of one symbol, dates ascending. */
export interface Prices {
  readonly symbol: string;
  readonly closes: readonly { readonly date: string; readonly close: number }[];
}

export interface JobFacts extends JobRuns {
  /** As it is applied; of a job that is not deployed yet, as config.ts has it. */
  readonly schedule: string;
  /** In which its times are shown. */
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly next: readonly Run[];
  /** Nothing where its output is not known to lie in CloudWatch. */
  readonly log: JobLog | undefined;
  /** What Fargate asked for its runs, in US dollars; nothing where that cannot be told. */
  readonly usd: number | undefined;
}

/** The data of the report. */
export interface ReportFacts {
  readonly project: string;
  readonly environment: string;
  readonly region: string;
  readonly now: Date;
  readonly days: number;
  readonly jobs: readonly JobFacts[];
  /** The last lines of the logs of runs that failed. */
  readonly tails: ReadonlyMap<JobRun, readonly string[]>;
  /** The last check of what is stored of each source, where there was one. */
  readonly checks: readonly CheckRecord[];
  readonly broken: readonly BrokenRecord[];
  readonly prices: readonly Prices[];
  readonly graph: Graph;
}
