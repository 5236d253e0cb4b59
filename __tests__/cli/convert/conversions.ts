export interface Conversion {
  /** The folder in `inputs/`, which has what is expected in `expected.txt`. */
  readonly name: string;
  readonly files: readonly string[];
  readonly values?: Readonly<Record<string, string>>;
  readonly timeZone?: string;
}

/** What is converted in the tests; `npm run golden` accepts what comes out as it is now. */
export const conversions: readonly Conversion[] = [
  {
    name: 'ecs-cli',
    files: ['docker-compose.yml', 'ecs-params.yml', 'schedule.yml', 'storage.yml'].map(
      (file) => `project/${file}`,
    ),
    values: { TAG: '2026-11-03' },
  },
  { name: 'compose-build', files: ['docker-compose.yml'] },
  { name: 'compose-sidecars', files: ['docker-compose.yml', 'ecs-params.yml'] },
  { name: 'compose-anchors', files: ['docker-compose.yml'] },
  { name: 'compose-one-schedule', files: ['docker-compose.yml', 'schedule.json'] },
  { name: 'compose-lost', files: ['docker-compose.yml'] },
  { name: 'cloudformation-rule', files: ['template.yml'] },
  { name: 'cloudformation-scheduler', files: ['template.yaml'] },
  { name: 'cloudformation-two-rules', files: ['template.yml'] },
  { name: 'cloudformation-lost', files: ['template.yml'] },
  {
    name: 'cdk',
    files: ['Reports.template.json'],
    values: { 'AWS::AccountId': '111122223333', 'AWS::Region': 'us-east-1' },
  },
  { name: 'task-definition', files: ['report.json', 'schedules.yml'] },
  { name: 'task-definition-lost', files: ['worker.json'] },
  { name: 'copilot', files: ['copilot/report-generator/manifest.yml'] },
  { name: 'copilot-full', files: ['copilot/sync/manifest.yml'] },
  { name: 'copilot-every', files: ['copilot/poll/manifest.yml'] },
  { name: 'copilot-build', files: ['copilot/train/manifest.yml'] },
  { name: 'copilot-lost', files: ['copilot/mailer/manifest.yml'] },
  { name: 'ecschedule', files: ['ecschedule.yaml'] },
  { name: 'ecschedule-lost', files: ['ecschedule.yaml'] },
  { name: 'cronjob', files: ['cronjob.yaml'], timeZone: 'Etc/UTC' },
  { name: 'cronjob-full', files: ['cronjob.yaml'] },
  { name: 'cronjob-config-map', files: ['jobs.yaml'] },
  { name: 'cronjob-sidecars', files: ['cronjob.yaml'] },
  { name: 'cronjob-secrets', files: ['cronjob.yaml'] },
  { name: 'cronjob-lost', files: ['cronjob.yaml'] },
  { name: 'crontab', files: ['crontab'], timeZone: 'Europe/Berlin' },
  { name: 'crontab-system', files: ['etc/crontab'] },
  { name: 'crontab-two-days', files: ['jobs.cron'] },
  { name: 'crontab-lost', files: ['crontab'] },
];
