import { resourceChanges, resourcesBefore } from '../../../cli/plan/changes';
import { changesIn } from './plans';

test.each([
  ['create', { after: { name: 'a' } }],
  ['destroy', { before: { name: 'a' } }],
  ['update', { before: { name: 'a' }, after: { name: 'b' } }],
  ['replace', { before: { name: 'a' }, after: { name: 'b' }, replacedFor: ['name'] }],
])('knows what Terraform does: %s', (action, sides) => {
  const [change] = changesIn('task', { address: 'aws_x.y', ...sides });
  expect(change).toMatchObject({ stack: 'task', address: 'aws_x.y', type: 'aws_x', action });
});

test('leaves out what does not change and what is only read', () => {
  const change = { before: { a: 1 }, after: { a: 1 } };
  const plan = {
    resource_changes: [
      {
        address: 'aws_x.y',
        mode: 'managed',
        type: 'aws_x',
        change: { actions: ['no-op'], ...change },
      },
      {
        address: 'data.aws_x.y',
        mode: 'data',
        type: 'aws_x',
        change: { actions: ['read'], ...change },
      },
    ],
  };
  expect(resourceChanges('task', plan)).toEqual([]);
  expect(resourcesBefore(plan)).toEqual([{ type: 'aws_x', values: { a: 1 } }]);
});

test('names what stands in a container definition in ECS’s own words', () => {
  const [change] = changesIn('task', {
    address: 'aws_ecs_task_definition.job',
    before: { container_definitions: JSON.stringify([{ name: 'job', image: 'i' }]) },
    after: {
      pid_mode: 'task',
      container_definitions: JSON.stringify([
        {
          name: 'job',
          image: 'i',
          dockerLabels: { team: 'data' },
          ulimits: [{ name: 'nofile', softLimit: 1024, hardLimit: 4096 }],
        },
      ]),
    },
  });
  expect(change?.attributes).toEqual([
    { path: 'container_definitions[job].dockerLabels.team', after: 'data' },
    { path: 'container_definitions[job].ulimits[nofile].hardLimit', after: '4096' },
    { path: 'container_definitions[job].ulimits[nofile].softLimit', after: '1024' },
    { path: 'pid_mode', after: 'task' },
  ]);
});

test('names each attribute that changes, also within text that is JSON', () => {
  const containers = (image: string, ...more: object[]) =>
    JSON.stringify([{ name: 'job', image, environment: [...more, { name: 'A', value: '1' }] }]);
  const [change] = changesIn('task', {
    address: 'aws_ecs_task_definition.job',
    before: {
      container_definitions: containers('i:1'),
      cpu: '256',
      tags: {},
      gone: 'x',
      empty: null,
    },
    after: {
      container_definitions: containers('i:2', { name: 'B', value: '2' }),
      cpu: '256',
      tags: {},
      empty: '',
    },
    unknown: { revision: true },
    replacedFor: ['container_definitions'],
  });
  expect(change?.attributes).toEqual([
    {
      path: 'container_definitions[job].environment[B].value',
      after: '2',
      forcesReplacement: true,
    },
    {
      path: 'container_definitions[job].image',
      before: 'i:1',
      after: 'i:2',
      forcesReplacement: true,
    },
    { path: 'gone', before: 'x' },
    { path: 'revision', after: '(known after apply)', afterUnknown: true },
  ]);
});

test('says a tag once, not again in tags_all', () => {
  const tags = { before: { tags: {}, tags_all: { Stack: 'task' } } };
  const after = { tags: { Owner: 'me' }, tags_all: { Stack: 'job', Owner: 'me' } };
  const [change] = changesIn('task', { address: 'aws_x.y', ...tags, after });
  expect(change?.attributes.map(({ path }) => path)).toEqual(['tags.Owner', 'tags_all.Stack']);
});

test('an unknown whole hides its old parts', () => {
  const [change] = changesIn('task', {
    address: 'aws_x.y',
    before: { rule: [{ port: 1 }, { port: 2 }], list: ['a'] },
    after: {},
    unknown: { rule: true, list: [true, true] },
  });
  expect(change?.attributes).toEqual([
    {
      path: 'list',
      before: 'a',
      after: '(known after apply), (known after apply)',
      afterUnknown: true,
    },
    { path: 'rule', after: '(known after apply)', afterUnknown: true },
  ]);
});

describe('what must not be seen', () => {
  const secret = 'hunter2';
  const seen = (change: Parameters<typeof changesIn>[1]) => {
    const changes = changesIn('task', change);
    expect(changes).toHaveLength(1);
    return JSON.stringify(changes) + changes.map((one) => String(one.after?.['value'])).join();
  };

  test('what the provider marks is compared and not shown', () => {
    const change = {
      address: 'aws_ssm_parameter.p',
      before: { value: secret, list: ['a', secret] },
      after: { value: `${secret}-new`, list: ['a', `${secret}-new`] },
      sensitive: { value: true, list: [false, true] },
    };
    expect(seen(change)).not.toContain(secret);
    expect(changesIn('task', change)[0]?.attributes).toEqual([
      { path: 'list', before: 'a, (sensitive)', after: 'a, (sensitive)' },
      { path: 'value', before: '(sensitive)', after: '(sensitive, changed)' },
    ]);
  });

  test('what is marked and stays the same is no change', () => {
    const values = { value: secret, list: [secret] };
    const change = {
      address: 'aws_ssm_parameter.p',
      before: values,
      after: { ...values, tier: 'x' },
    };
    const [only] = changesIn('task', { ...change, sensitive: { value: true, list: true } });
    expect(only?.attributes.map(({ path }) => path)).toEqual(['tier']);
  });

  test.each([
    [
      'an environment variable',
      {
        container_definitions: JSON.stringify([
          { name: 'job', environment: [{ name: 'DB_PASSWORD', value: secret }] },
        ]),
      },
    ],
    [
      'an environment variable of a state machine',
      {
        definition: JSON.stringify({
          Overrides: [{ Name: 'job', Environment: [{ Name: 'DB_PASSWORD', Value: secret }] }],
        }),
      },
    ],
    ...['DB_PWD', 'DB_PASS', 'PGPASS', 'PASSPHRASE', 'ENCRYPTION_KEY'].map(
      (name): [string, Record<string, unknown>] => [
        name,
        { environment: [{ name, value: secret }] },
      ],
    ),
    [
      'an option and a label of a container',
      {
        container_definitions: JSON.stringify([
          {
            name: 'job',
            dockerLabels: { API_TOKEN: secret },
            logConfiguration: { logDriver: 'splunk', options: { 'splunk-token': secret } },
          },
        ]),
      },
    ],
    ['a password in a URL', { environment: { DATABASE: `postgres://me:${secret}@host/db` } }],
    ['a password among words', { command: ['crawl', '--password', secret] }],
    ['a password in a word', { command: ['crawl', `--db-password=${secret}`] }],
    ['a password for a shell', { command: ['sh', '-c', `PGPASSWORD='${secret}' psql`] }],
    ['a password in a line', { command: `crawl --password ${secret} --verbose` }],
    ['a field', { auth: { client_secret: secret, token: secret } }],
    ['a key of a map', { environment: { API_KEY: secret } }],
  ])('what is a secret by its name: %s', (_, after) => {
    expect(seen({ address: 'aws_x.y', after })).not.toContain(secret);
    expect(seen({ address: 'aws_x.y', before: after })).not.toContain(secret);
  });

  test('what stands around a password is shown, and that the password changes', () => {
    const url = (password: string) => ({ url: `postgres://me:${password}@host/db` });
    const [change] = changesIn('task', {
      address: 'aws_x.y',
      before: url(secret),
      after: url(`${secret}-new`),
    });
    expect(change?.attributes).toEqual([
      {
        path: 'url',
        before: 'postgres://me:(sensitive)@host/db',
        after: 'postgres://me:(sensitive, changed)@host/db',
      },
    ]);
  });

  test('what only looks like it is shown', () => {
    const after = {
      environment: [{ name: 'BYPASS', value: 'yes' }],
      url: 'https://host:8080/a@b',
      command: ['--token-uri', 'f', '--wide', 'x'],
    };
    const [change] = changesIn('task', { address: 'aws_x.y', after });
    expect(JSON.stringify(change?.after)).not.toContain('(sensitive)');
  });

  test('the variables of a state machine are known by their names', () => {
    const Environment = [{ Name: 'A', Value: '1' }];
    const [change] = changesIn('schedule', {
      address: 'aws_sfn_state_machine.x',
      after: { definition: JSON.stringify({ Overrides: [{ Name: 'job', Environment }] }) },
    });
    expect(change?.attributes).toMatchObject([
      { path: 'definition.Overrides[job].Environment[A].Value', after: '1' },
    ]);
  });

  test('the place of a secret is none', () => {
    const after = { secrets: [{ name: 'API_KEY', valueFrom: 'arn:secret' }], secret_arn: 'arn:x' };
    expect(seen({ address: 'aws_x.y', after })).toContain('arn:secret');
    expect(seen({ address: 'aws_x.y', after })).toContain('arn:x');
  });
});
