import type { TaskOverride } from '@aws-sdk/client-ecs';
import type { AppliedTarget } from '../../../cli/deployed/trigger';
import { overrideWarnings, overriding, parseOverrides } from '../../../cli/start/overrides';
import type { JobSettings } from '../../../stacks/settings/settings';

const job = { name: 'crawl', task: 'crawl', notSecrets: ['API_KEY'] } as unknown as JobSettings;

const target = {
  ecs: {},
  input: (time: string) =>
    JSON.stringify({
      containerOverrides: [
        {
          name: 'crawl',
          command: ['crawl'],
          environment: [
            { name: 'FROM', value: '2020' },
            { name: 'SCHEDULED_TIME', value: time },
          ],
        },
      ],
    }),
} as unknown as AppliedTarget;

function inputOf(applied: AppliedTarget): TaskOverride {
  return JSON.parse(applied.input('now')) as TaskOverride;
}

test('a run has other variables and another command beside what its schedule says', () => {
  const options = { variable: ['FROM=a=b', 'TO=2'], command: `node "a b.js" --all` };
  const overrides = parseOverrides(options);
  expect(inputOf(overriding(target, job, overrides))).toEqual({
    containerOverrides: [
      {
        name: 'crawl',
        command: ['node', 'a b.js', '--all'],
        environment: [
          { name: 'SCHEDULED_TIME', value: 'now' },
          { name: 'FROM', value: 'a=b' },
          { name: 'TO', value: '2' },
        ],
      },
    ],
  });
});

test('without any it is what its schedule starts', () => {
  expect(overriding(target, job, parseOverrides({}))).toBe(target);
});

test('the command stays where only a variable is another', () => {
  const overrides = parseOverrides({ variable: ['TO=2'] });
  expect(inputOf(overriding(target, job, overrides)).containerOverrides?.[0]?.command).toEqual([
    'crawl',
  ]);
});

test('everything that is wrong is said at once', () => {
  const variable = ['SCHEDULED_TIME=now', 'FROM', 'JOB_NAME=x', 'TO='];
  expect(() => parseOverrides({ variable, command: ' ' })).toThrow(
    [
      '--variable SCHEDULED_TIME: must not be set: --at says which time the run is for',
      '--variable: must be KEY=VALUE, got "FROM"',
      '--variable JOB_NAME: must not be set: it says whose run it is',
      '--variable TO: must not be empty, because ECS drops a variable without a value, got ""; leave it out, or write a value that the program takes for none',
      '--command: must have a word, got " "',
    ].join('\n'),
  );
});

test('a state machine takes none', () => {
  const machine = { ...target, ecs: undefined };
  const overrides = parseOverrides({ variable: ['TO=2'] });
  expect(() => overriding(machine, job, overrides)).toThrow(
    /^--variable and --command are for jobs whose schedule starts a task: .*\(task: 'crawl'\)/,
  );
  expect(overriding(machine, job, parseOverrides({}))).toBe(machine);
});

test('what looks like a secret is warned of, unless config.ts says that it is none', () => {
  const variable = ['URL=postgres://job:pa55@db:5432/jobs', 'DB_PASSWORD=x', 'API_KEY=x', 'TO=2'];
  const overrides = parseOverrides({ variable });
  expect(overrideWarnings(overrides, job)).toEqual([
    expect.stringMatching(/^--variable URL looks like a URL with a password: /),
    expect.stringMatching(/^--variable DB_PASSWORD looks like a secret: /),
  ]);
});
