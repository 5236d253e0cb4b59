/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

/** CloudWatch Logs keeps lines for certain numbers of days only. */
export function logRetentionProblems(days: number): string[] {
  return retentionDays.includes(days)
    ? []
    : [`must be one of ${retentionDays.join(', ')} days, got ${days}`];
}
