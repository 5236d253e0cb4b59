import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import config from '../../../config';
import { drawPicture, drawPictureFile } from '../../../cli/picture/draw';
import { graphOf } from '../../../cli/picture/graph';
import { synthesizedStacks } from '../../../cli/deployed/resources';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';

function graph(...job: Parameters<typeof configOf>) {
  return graphOf(synthesizedStacks(loadSettings(configOf(...job), { FARGATE_CRON_ENV: 'test' })));
}

test('follows the references between resources, across stacks by their outputs', () => {
  const { arrows } = graph();
  expect(arrows).toEqual(
    expect.arrayContaining([
      {
        from: 'schedule aws_scheduler_schedule',
        to: 'task aws_ecs_task_definition',
        verb: 'starts',
      },
      { from: 'schedule aws_scheduler_schedule', to: 'network aws_subnet' },
      { from: 'task aws_ecs_task_definition', to: 'image aws_ecr_repository', verb: 'pulls from' },
      { from: 'task aws_ecs_task_definition', to: 'task aws_s3_bucket', verb: 'reads and writes' },
    ]),
  );
});

test('an EventBridge rule and its target are one part', () => {
  const { parts, arrows } = graph({ trigger: 'rule' });
  expect(parts.map(({ id }) => id)).not.toContain('schedule aws_scheduler_schedule');
  expect(arrows).toContainEqual({
    from: 'schedule aws_cloudwatch_event_rule',
    to: 'task aws_ecs_task_definition',
    verb: 'starts',
  });
});

test('counts what there are several of', () => {
  const jobs = ['a', 'b', 'c'].map((name) => ({ name, schedule: 'rate(1 day)' }));
  const labels = graph({}, { jobs }).parts.map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining(['3 schedules', '3 Fargate tasks', '2 subnets']));
});

test('says in words what it shows, and leaves colours to the page', async () => {
  const svg = await drawPicture(graph());
  expect(svg).toContain('<title>What is deployed: ');
  expect(svg).toContain('Schedule starts fargate task');
  expect(svg).not.toMatch(/(fill|stroke)="(?!none)/);
});

test('the picture in the README is the one of config.ts: npm run picture draws it anew', async () => {
  const file = join(__dirname, '../../../docs/architecture.svg');
  const settings = loadSettings(config, { FARGATE_CRON_ENV: 'local' });
  const drawn = await drawPictureFile(graphOf(synthesizedStacks(settings)));
  // Two SVG files side by side would say nothing to anybody.
  expect(readFileSync(file, 'utf8') === drawn).toBe(true);
});
