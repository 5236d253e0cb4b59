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
  /** Why a job cannot run on this machine. */
  lacking: ReadonlyMap<JobSettings, string>;
  /** Entity tags by key, before the first firing and after the last. */
  before: ReadonlyMap<string, string>;
  after: ReadonlyMap<string, string>;
  outcomes: Outcome[];
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
