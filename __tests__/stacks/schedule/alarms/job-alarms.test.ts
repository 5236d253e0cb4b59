import { jobAlarmNames } from '../../../../stacks/schedule/alarms/job-alarms';
import { configOf, synthesize } from '../../../synthesis';

test('the names are those of all alarms that a job can have', () => {
  const { schedule } = synthesize(
    configOf(
      { alarms: { longRunMinutes: 30, staleDays: 4 } },
      { alarms: { email: 'jobs@example.com' } },
    ),
  );
  const alarms = Object.values(schedule.resource['aws_cloudwatch_metric_alarm'] ?? {});
  const names = alarms.map((alarm) => alarm['alarm_name']);
  const undelivered = 'acme-test-undelivered';
  expect(names.filter((name) => name !== undelivered).sort()).toEqual(
    jobAlarmNames({ prefix: 'acme-test' }, 'nightly').sort(),
  );
});
