import type { Changes } from './deployment';
import type { FiringResult } from './fargate/fire';
import type { LocalAws } from './local-aws';

/** What the steps of the demo find out, each from those before it. */
export interface DemoFindings {
  aws: LocalAws;
  env: NodeJS.ProcessEnv;
  changes: Changes;
  bucket: string;
  /** Why the job does not run in a container; nothing when it does. */
  noImage: string | undefined;
  /** Entity tags by key, before and after the firing. */
  before: Map<string, string>;
  after: Map<string, string>;
  firing: FiringResult;
}
