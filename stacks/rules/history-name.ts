/**
 * What follows the path of log groups in the name of the history's. No job has a slash in its name, so no
 * job's log group is called the same.
 */
export const historyName = '/schedule/history';

/** What the names of its EventBridge rules begin with, after the prefix. No job's name has an underscore. */
export const historyRules = 'history_';
