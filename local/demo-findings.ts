import type { JobSettings } from '../stacks/settings/settings';
import type { Changes } from './deployment';
import type { FiringResult } from './fargate/fire';
import type { LocalAws } from './local-aws';

/** What the steps of the demo find out, each from those before it. */
export interface DemoFindings {
  aws: LocalAws;
  env: NodeJS.ProcessEnv;
  changes: Changes;
  bucket: string;
  images: PreparedImages;
  /** Entity tags by key, before the first firing and after the last. */
  before: ReadonlyMap<string, string>;
  after: ReadonlyMap<string, string>;
  outcomes: Outcome[];
}

/** What the engine of this machine has. */
export interface PreparedImages {
  /** Why a job cannot run on this machine. */
  readonly lacking: ReadonlyMap<JobSettings, string>;
  /** What a job's image expects and its task does not give it, each to be read after "it". */
  readonly unmet: ReadonlyMap<JobSettings, readonly string[]>;
  /** What to say where something runs without a container, or not at all. */
  readonly noContainer: string | undefined;
}

/** What became of a job in the demo. */
export type Outcome =
  | { readonly kind: 'ran'; readonly job: JobSettings; readonly firing: FiringResult }
  /** It would not have been fired on AWS either. */
  | { readonly kind: 'left out'; readonly job: JobSettings; readonly reason: string }
  | { readonly kind: 'failed'; readonly job: JobSettings; readonly reason: string };

/** Whether it is the crawler, whose vendor and data the demo knows. */
export function isCrawler({ image }: JobSettings): boolean {
  return image === undefined;
}

/** Whether at least one job ran, and none failed. */
export function wentWell(outcomes: readonly Outcome[]): boolean {
  const ran = outcomes.filter((outcome) => outcome.kind === 'ran');
  return (
    ran.length > 0 &&
    ran.every(({ firing }) => firing.exitCode === 0) &&
    outcomes.every(({ kind }) => kind !== 'failed')
  );
}
