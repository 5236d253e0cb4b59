/** What the alarms call their EventBridge rules, after the prefix: no rule of a job may be called so. */
export const alarmRules = {
  tasks: 'failed-runs',
  executions: 'failed-executions',
  notifications: 'unnotified-runs',
} as const;

export const alarmRuleNames: readonly string[] = Object.values(alarmRules);
