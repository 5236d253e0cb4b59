import type { Problem } from '../../config/config-error';
import type { Settings } from '../settings';
import { needsStateMachine } from '../state-machine';
import { at } from './problems';

// Default of "Roles per account", which AWS raises to at most 10,000.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const roles = { usual: 1000, most: 10_000 };

// Default of "Rules" of one event bus, which AWS raises.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
const usualRules = 300;
const fewRules: Readonly<Record<string, number>> = { 'af-south-1': 100, 'eu-south-1': 100 };

/** What exceeds the quotas of a new account. Whether yours have been raised is not known here. */
export function accountWarnings(settings: Settings): Problem[] {
  return at(['jobs'], [...roleWarnings(settings), ...ruleWarnings(settings)]);
}

function roleWarnings({ jobs }: Settings): string[] {
  const owners = jobs.filter(({ name, task }) => name === task);
  const count = 2 * owners.length + jobs.length + jobs.filter(needsStateMachine).length;
  return count > roles.usual
    ? [
        `make ${count} IAM roles, and an account has ${roles.usual} unless AWS raised it (to at most ${roles.most}): ask for more in Service Quotas, or let jobs of one kind share a task (task)`,
      ]
    : [];
}

function ruleWarnings({ jobs, region, alarms }: Settings): string[] {
  const most = fewRules[region] ?? usualRules;
  const ofJobs = jobs.filter(({ trigger }) => trigger === 'rule').length;
  // One for tasks that failed, one for executions.
  const ofAlarms = jobs.some(needsStateMachine) ? 2 : 1;
  const count = ofJobs + (alarms === undefined ? 0 : ofAlarms);
  return ofJobs > 0 && count > most
    ? [
        `make ${count} EventBridge rules, and an event bus in ${region} has ${most} unless AWS raised it: use trigger "scheduler", or ask for more in Service Quotas`,
      ]
    : [];
}
