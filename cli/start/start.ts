import type { JobSettings, Settings } from '../../stacks/settings/settings';
import type { AppliedTarget } from '../deployed/trigger';
import type { ByHand } from '../runs/by-hand';

/** What is started, and how its output is shown. */
export interface Start {
  readonly settings: Settings;
  readonly job: JobSettings;
  readonly target: AppliedTarget;
  /** RFC 3339 in UTC. */
  readonly scheduledTime: string;
  readonly byHand: ByHand;
  /** Whether the result is printed as JSON. */
  readonly json: boolean;
  /** Gets the lines of the log. */
  readonly write: (line: string) => void;
}
