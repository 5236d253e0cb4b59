import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import config from '../../../config';
import { drawPicture, drawPictureFile, pictureInWords } from '../../../cli/picture/draw';
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
        from: 'schedule aws_scheduler_schedule jobs',
        to: 'task aws_ecs_task_definition jobs',
        verb: 'starts',
      },
      {
        from: 'task aws_ecs_task_definition jobs',
        to: 'image aws_ecr_repository',
        verb: 'pulls from',
      },
      {
        from: 'task aws_ecs_task_definition jobs',
        to: 'task aws_s3_bucket',
        verb: 'reads and writes',
      },
    ]),
  );
});

test('an EventBridge rule and its target are one part, apart from the rules of alarms', () => {
  const alarms = { email: 'ops@example.com' };
  const { parts, arrows } = graph({ trigger: 'rule' }, { alarms });
  const ids = parts.map(({ id }) => id);
  expect(ids).not.toContain('schedule aws_scheduler_schedule jobs');
  expect(ids).toContain('schedule aws_cloudwatch_event_rule');
  expect(parts.find(({ id }) => id === 'schedule aws_cloudwatch_event_rule jobs')?.jobs).toEqual([
    'nightly',
  ]);
  expect(arrows).toContainEqual({
    from: 'schedule aws_cloudwatch_event_rule jobs',
    to: 'task aws_ecs_task_definition jobs',
    verb: 'starts',
  });
});

test('counts what there are several of, names their jobs, and draws no more arrows for more jobs', () => {
  const jobs = Array.from({ length: 9 }, (_, job) => ({
    name: `job-${job}`,
    schedule: 'rate(1 day)',
  }));
  const many = graph({}, { jobs });
  const labels = many.parts.map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining(['9 schedules', '9 Fargate tasks', '2 subnets']));
  expect(many.arrows).toHaveLength(graph().arrows.length);
  expect(pictureInWords(many)).toContain(
    'The 9 schedules (job-0, job-1, job-2, job-3, job-4, job-5, and 3 more) start the 9 Fargate tasks',
  );
});

test('names every part in words, each verb in the number of what does it', () => {
  const [one, many] = [
    graph(),
    graph({}, { jobs: ['a', 'b'].map((name) => ({ name, schedule: 'rate(1 day)' })) }),
  ].map((each) => pictureInWords(each));
  expect(one).toEqual(
    expect.arrayContaining([
      'The Fargate task (nightly) reads and writes the data bucket',
      'The rule keeps undelivered events in the dead-letter queue',
    ]),
  );
  expect(many).toContain('The 2 Fargate tasks (a, b) read and write the data bucket');
  expect(one?.at(-1)).toBe(
    'Beside these: the VPC, the VPC endpoint, the security group, the ECS cluster',
  );
});

test('says in words what it shows, and leaves colours to the page', async () => {
  const svg = await drawPicture(graph());
  expect(svg).toContain('<title>What is deployed: ');
  expect(svg).toContain('The schedule (nightly) starts the Fargate task; ');
  expect(svg).not.toMatch(/(fill|stroke)="(?!none)/);
});

test('the picture in the README is the one of config.ts: npm run picture draws it anew', async () => {
  const file = join(__dirname, '../../../docs/architecture.svg');
  const settings = loadSettings(config, { FARGATE_CRON_ENV: 'local' });
  const drawn = await drawPictureFile(graphOf(synthesizedStacks(settings)));
  // Two SVG files side by side would say nothing to anybody.
  expect(readFileSync(file, 'utf8') === drawn).toBe(true);
});
