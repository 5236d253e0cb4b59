import { costChange } from '../../../cli/plan/cost-change';
import { planOf } from './plans';

const now = new Date('2026-11-01T00:00:00Z');
const target = (arn: string) => ({
  target: [{ ecs_parameters: [{ task_definition_arn: arn, task_count: 1 }] }],
});
const daily = {
  name: 'nightly',
  schedule_expression: 'cron(0 18 * * ? *)',
  ...target('arn:aws:ecs:us-east-1:1:task-definition/acme-nightly:1'),
};
const task = {
  family: 'acme-nightly',
  cpu: '1024',
  memory: '2048',
  container_definitions: '[{"name":"nightly"}]',
};

test('a schedule is priced with the task of another stack, which stays as it is', () => {
  const unchanged = planOf({ address: 'aws_ecs_task_definition.x', before: task, after: task });
  const hourly = { ...daily, schedule_expression: 'cron(0 * * * ? *)' };
  const changed = planOf({ address: 'aws_scheduler_schedule.x', before: daily, after: hourly });
  const { before, after } = costChange([unchanged, changed], now);
  expect(before).toBeGreaterThan(0);
  expect(after / before).toBeCloseTo(24);
});

test('what is new costs nothing before, what goes nothing after', () => {
  const made = planOf({ address: 'aws_kms_key.x', after: { description: 'x' } });
  expect(costChange([made], now)).toMatchObject({ before: 0 });
  const gone = planOf({ address: 'aws_kms_key.x', before: { description: 'x' } });
  expect(costChange([gone], now)).toMatchObject({ after: 0 });
});
