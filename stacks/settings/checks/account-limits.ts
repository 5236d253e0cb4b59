import type { Problem } from '../../config/config-error';
import { silenceOf } from '../../rules/missed-runs';
import { usesEfs } from '../efs';
import { startsOf, watchedJobs } from '../run-starts';
import type { Settings } from '../settings';
import { needsStateMachine } from '../state-machine';
import { at } from './problems';

// Default of "Roles per account", which AWS raises to at most 10,000.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const roles = { usual: 1000, most: 10_000 };

// Default of "Inbound or outbound rules per security group", which AWS raises. A prefix list counts by its
// weight, which of S3's is 1.
// https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
// https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
const usualSecurityGroupRules = 60;

// Default of "Rules" of one event bus, which AWS raises.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
const usualRules = 300;
const fewRules: Readonly<Record<string, number>> = { 'af-south-1': 100, 'eu-south-1': 100 };

/** What exceeds the quotas of a new account. Whether yours have been raised is not known here. */
export function accountWarnings(settings: Settings): Problem[] {
  return [
    ...at(['jobs'], [...roleWarnings(settings), ...ruleWarnings(settings)]),
    ...at(['network', 'egressCidrs'], securityGroupRuleWarnings(settings)),
  ];
}

/** Each range and port is a rule; beside them stand those for S3, endpoints and EFS. */
function securityGroupRuleWarnings({ network, jobs }: Settings): string[] {
  const { mode, egressCidrs = [], egressPorts } = network;
  const count =
    egressCidrs.length * (1 + egressPorts.length) +
    (mode === 'endpoints' ? 2 : 1) +
    (usesEfs(jobs) ? 1 : 0);
  return egressCidrs.length > 0 && count > usualSecurityGroupRules
    ? [
        `make ${count} outbound rules of a security group, with one for each range and port, and a group has ${usualSecurityGroupRules} unless AWS raised it: write wider ranges, or ask for more in Service Quotas`,
      ]
    : [];
}

function roleWarnings({ jobs }: Settings): string[] {
  const owners = jobs.filter(({ name, task }) => name === task);
  const scheduled = jobs.filter(({ after }) => after === undefined);
  const count = 2 * owners.length + scheduled.length + jobs.filter(needsStateMachine).length;
  return count > roles.usual
    ? [
        `make ${count} IAM roles, and an account has ${roles.usual} unless AWS raised it (to at most ${roles.most}): ask for more in Service Quotas, or let jobs of one kind share a task (task)`,
      ]
    : [];
}

function ruleWarnings(settings: Settings): string[] {
  const { jobs, region, alarms, history } = settings;
  const most = fewRules[region] ?? usualRules;
  const ofJobs = jobs.filter(({ trigger }) => trigger === 'rule').length;
  const watched = watchedJobs(settings);
  const ofStarts = watched.filter((job) => startsOf(job) === 'tasks').length;
  // For tasks that failed, for those of which nobody was notified, and for executions of jobs and of the watch.
  const seesExecutions =
    jobs.some(needsStateMachine) || watched.some((job) => silenceOf(job) === undefined);
  const ofAlarms = seesExecutions ? 3 : 2;
  const ofHistory = jobs.some(needsStateMachine) ? 2 : 1;
  const count =
    ofJobs +
    ofStarts +
    (alarms === undefined ? 0 : ofAlarms) +
    (history === undefined ? 0 : ofHistory);
  if (count <= most) return [];
  const advice = [
    ...(ofJobs > 0 ? ['use trigger "scheduler"'] : []),
    ...(ofStarts > 0 ? ['give jobs a timeoutSeconds, whose missing runs need no rule'] : []),
    'ask for more in Service Quotas',
  ];
  return [
    `make ${count} EventBridge rules, and an event bus in ${region} has ${most} unless AWS raised it: ${advice.slice(0, -1).join(', ')}, or ${advice.at(-1) ?? ''}`,
  ];
}
