import type { JobSettings } from '../../stacks/settings/settings';
import type { AppliedTrigger } from './trigger';

/** That a job does not run although `config.ts` says so. */
export interface Pause {
  /** When it runs again by itself; nothing where somebody has to resume it. */
  readonly until: Date | undefined;
}

/** Whether a job is paused: off where `config.ts` has it on, or beginning later than it says. */
export function pauseOf(
  { enabled, begins }: Pick<JobSettings, 'enabled' | 'begins'>,
  trigger: Pick<AppliedTrigger, 'enabled' | 'startDate'>,
  now: Date,
): Pause | undefined {
  if (!enabled) return undefined;
  if (!trigger.enabled) return { until: undefined };
  const { startDate: until } = trigger;
  const isLater = until !== undefined && until > now && +until !== Date.parse(begins ?? '');
  return isLater ? { until } : undefined;
}
