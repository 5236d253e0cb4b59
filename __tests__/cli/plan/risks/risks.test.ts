import { risksOf } from '../../../../cli/plan/risks/risks';
import { changesIn, type ChangeOf } from '../plans';

const now = new Date('2026-11-24T00:00:00Z');

/** What is found in some changes, as `kind: text`. */
function found(...changes: readonly ChangeOf[]): string[] {
  return risksOf(changesIn('task', ...changes), now).map(({ kind, text }) => `${kind}: ${text}`);
}

const policy = (...Action: string[]) =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Action, Resource: 'arn:a' }] });

test('a bucket that is taken over gets the settings of this project', () => {
  const change = { address: 'aws_s3_bucket.x', before: { bucket: 'a' }, after: { bucket: 'a' } };
  expect(found({ ...change, imported: true })).toEqual([
    expect.stringContaining('is taken over: its policy, lifecycle rules'),
  ]);
  expect(found(change)).toEqual([]);
});

test('another prefix of all names is told once, with what it does', () => {
  const address = 'aws_scheduler_schedule_group.group';
  const change = { address, before: { name: 'acme-dev' }, after: { name: 'dp-cron' } };
  expect(found({ ...change, replacedFor: ['name'] })).toEqual([
    expect.stringMatching(
      /^names-changed: names in AWS begin with `dp-cron` and no more with `acme-dev`, as `names\.prefix`/,
    ),
  ]);
  const tagged = { before: { name: 'a', tags: {} }, after: { name: 'a', tags: { b: 'c' } } };
  expect(found({ address, ...tagged })).toEqual([]);
});

describe('data', () => {
  test.each([
    ['aws_s3_bucket', 'every object'],
    ['aws_ecr_repository', 'every image'],
    ['aws_cloudwatch_log_group', 'the log lines'],
    ['aws_sqs_queue', 'the firings'],
  ])('is lost with %s', (type, lost) => {
    const address = `${type}.x`;
    const before = { name: 'a' };
    expect(found({ address, before })).toEqual([
      expect.stringMatching(`^data-loss: is destroyed: ${lost}`),
    ]);
    expect(found({ address, before, after: { name: 'b' }, replacedFor: ['name'] })).toEqual([
      expect.stringMatching(`^data-loss: is replaced because \`name\` changes: ${lost}`),
    ]);
    expect(found({ address, before, after: { name: 'a', tags: { a: 'b' } } })).toEqual([]);
  });

  test.each([
    ['aws_s3_bucket', 'bucket', 'acme-dev-data-1', "dataBucket: 'acme-dev-data-1'"],
    ['aws_ecr_repository', 'name', 'acme-dev-crawler', "repository: 'acme-dev-crawler'"],
    ['aws_cloudwatch_log_group', 'name', '/acme/dev/x', "logGroups: { <job>: '/acme/dev/x' }"],
  ])('of %s is kept by imports where only the name changes', (type, key, name, field) => {
    const change = { address: `${type}.x`, before: { [key]: name }, after: { [key]: 'other' } };
    expect(found({ ...change, replacedFor: [key] })).toEqual([
      expect.stringContaining(`would be lost; \`imports: { ${field} }\` in \`config.ts\` keeps it`),
    ]);
  });

  test('of what no import keeps is lost with its name', () => {
    const renamed = (type: string, name: string) => ({
      address: `${type}.x`,
      before: { name },
      after: { name: 'other' },
      replacedFor: ['name'],
    });
    expect(found(renamed('aws_ecr_repository', 'acme-dev-report'))).toEqual([
      expect.stringMatching(/would be lost$/),
    ]);
    const flows = changesIn('network', renamed('aws_cloudwatch_log_group', '/acme/dev/flows'));
    expect(risksOf(flows, now).map(({ text }) => text)).toEqual([
      expect.stringMatching(/would be lost$/),
    ]);
  });

  test('stays behind with a log group that Terraform is not to delete', () => {
    const address = 'aws_cloudwatch_log_group.x';
    const before = { name: '/acme/prod/nightly', skip_destroy: true };
    const kept = expect.stringMatching(
      /^data-kept: .*stays in AWS.*`imports\.logGroups: \{ <job>: '\/acme\/prod\/nightly' \}`/,
    ) as string;
    expect(found({ address, before })).toEqual([kept]);
    const renamed = { name: '/acme/prod/daily', skip_destroy: true };
    expect(found({ address, before, after: renamed, replacedFor: ['name'] })).toEqual([kept]);
    const history = { name: '/acme/prod/schedule/history', skip_destroy: true };
    expect(
      risksOf(changesIn('schedule', { address, before: history }), now).map(({ text }) => text),
    ).toEqual([
      expect.stringMatching(/`terraform import 'aws_\w+\.x' \/acme\/prod\/\S+` takes it/),
    ]);
  });

  test.each([
    [
      'aws_cloudwatch_log_group',
      { skip_destroy: true },
      { skip_destroy: false },
      '`skip_destroy` is turned off',
    ],
    [
      'aws_cloudwatch_log_group',
      { retention_in_days: 30 },
      { retention_in_days: 7 },
      'for 7 days, not 30',
    ],
    [
      'aws_cloudwatch_log_group',
      { retention_in_days: 0 },
      { retention_in_days: 7 },
      'for 7 days, not for ever',
    ],
    [
      'aws_s3_bucket',
      { force_destroy: false },
      { force_destroy: true },
      '`force_destroy` is turned on',
    ],
    [
      'aws_ecr_repository',
      { force_delete: false },
      { force_delete: true },
      '`force_delete` is turned on',
    ],
    [
      'aws_s3_bucket_versioning',
      { versioning_configuration: [{ status: 'Enabled' }] },
      { versioning_configuration: [{ status: 'Suspended' }] },
      'ends versioning',
    ],
  ])('is kept less well: %s %j', (type, before, after, text) => {
    const address = `${type}.x`;
    expect(found({ address, before, after })).toEqual([
      expect.stringContaining(
        `data-loss: ${text}`.replace('data-loss: for', 'data-loss: keeps log lines for'),
      ),
    ]);
    expect(found({ address, before: after, after: before })).toEqual([]);
  });

  test('is not lost with what holds none', () => {
    const before = { family: 'a' };
    expect(
      found({
        address: 'aws_ecs_task_definition.x',
        before,
        after: { family: 'b' },
        replacedFor: ['family'],
      }),
    ).toEqual([]);
    expect(found({ address: 'aws_ecs_cluster.x', before })).toEqual([
      'destroyed: is destroyed, and nothing replaces it',
    ]);
  });
});

describe('IAM', () => {
  test('a policy that allows more', () => {
    const address = 'aws_iam_role_policy.x';
    const [before, after] = [{ policy: policy('s3:Get') }, { policy: policy('s3:Get', 's3:Put') }];
    expect(found({ address, before, after })).toEqual(['iam-widened: allows `s3:Put` on `arn:a`']);
    expect(found({ address, before: after, after: before })).toEqual([]);
  });

  test('a wildcard is said as such, once, also of a role that is new', () => {
    const address = 'aws_iam_role_policy.x';
    const after = { policy: policy('s3:*') };
    expect(found({ address, before: { policy: policy('s3:Get') }, after })).toEqual([
      'iam-wildcard: allows `s3:*` on `arn:a`',
    ]);
    expect(found({ address, after, unknown: { role: true } })).toEqual([
      expect.stringContaining('iam-wildcard'),
    ]);
    expect(found({ address, before: after, after: { ...after, name: 'b' } })).toEqual([]);
  });

  test('a policy of an endpoint gives no rights, but may let through more', () => {
    const address = 'aws_vpc_endpoint.x';
    const all = { policy: policy('*') };
    expect(found({ address, after: all })).toEqual([]);
    expect(found({ address, before: { policy: policy('s3:Get') }, after: all })).toEqual([
      'iam-widened: allows `*` on `arn:a`',
    ]);
  });

  test('a new policy of a new role widens nothing, of an old one it does', () => {
    const address = 'aws_iam_role_policy.x';
    const after = { policy: policy('s3:Get') };
    expect(found({ address, after, unknown: { role: true } })).toEqual([]);
    expect(found({ address, after: { ...after, role: 'old' } })).toEqual([
      'iam-widened: allows `s3:Get` on `arn:a`',
    ]);
  });

  test('a policy that is not known yet cannot be compared', () => {
    expect(
      found({
        address: 'aws_s3_bucket_policy.x',
        before: { policy: policy('s3:Get') },
        after: {},
        unknown: { policy: true },
      }),
    ).toEqual(['iam-widened: `policy` is known only after apply: it cannot be compared']);
  });

  test('who may assume a role', () => {
    const trust = (...Service: string[]) =>
      JSON.stringify({
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } }],
      });
    expect(
      found({
        address: 'aws_iam_role.x',
        before: { assume_role_policy: trust('a') },
        after: { assume_role_policy: trust('a', 'b') },
      }),
    ).toEqual(['iam-widened: allows `sts:AssumeRole` to `b`']);
  });

  test.each([
    ['secretsmanager:ResourceTag/team', 'billing', '*'],
    ['token.actions.githubusercontent.com:sub', 'repo:acme/cron:*', 'repo:*'],
  ])('a condition that is wider, whatever its name: %s', (key, narrow, wide) => {
    const trust = (value: string) => ({
      assume_role_policy: JSON.stringify({
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: 'a' },
            Condition: { StringLike: { [key]: value } },
          },
        ],
      }),
    });
    expect(found({ address: 'aws_iam_role.x', before: trust(narrow), after: trust(wide) })).toEqual(
      [expect.stringContaining(`which had the condition \`StringLike ${key} ${narrow}`)],
    );
  });

  test('a policy that is attached, and a boundary that goes', () => {
    const attachment = 'aws_iam_role_policy_attachment.x';
    expect(
      found({
        address: attachment,
        after: { role: 'old', policy_arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
      }),
    ).toEqual(['iam-widened: attaches `arn:aws:iam::aws:policy/ReadOnlyAccess`']);
    expect(
      found({
        address: attachment,
        after: { policy_arn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
        unknown: { role: true },
      }),
    ).toEqual(['iam-wildcard: attaches `arn:aws:iam::aws:policy/AdministratorAccess`']);
    expect(
      found({
        address: 'aws_iam_role.x',
        before: { permissions_boundary: 'arn:b' },
        after: { permissions_boundary: '' },
      }),
    ).toEqual(['iam-widened: drops the permissions boundary `arn:b`']);
  });
});

describe('the network', () => {
  const rule = { ip_protocol: 'tcp', from_port: 443, to_port: 443, cidr_ipv4: '0.0.0.0/0' };
  const ingress = 'aws_vpc_security_group_ingress_rule.x';
  const egress = 'aws_vpc_security_group_egress_rule.x';

  test('whoever is let in is said, also of a new group', () => {
    expect(found({ address: ingress, after: rule, unknown: { security_group_id: true } })).toEqual([
      'network-opened: allows inbound tcp port 443, peer `0.0.0.0/0`',
    ]);
  });

  test('a way out is said of a group that is in use', () => {
    expect(found({ address: egress, after: rule, unknown: { security_group_id: true } })).toEqual(
      [],
    );
    expect(
      found({ address: egress, after: { ...rule, ip_protocol: '-1', security_group_id: 'sg-1' } }),
    ).toEqual(['network-opened: allows outbound everything, peer `0.0.0.0/0`']);
    expect(
      found({
        address: egress,
        before: rule,
        after: { ...rule, to_port: 444, security_group_id: 'sg-1' },
      }),
    ).toEqual(['network-opened: allows outbound tcp ports 443 to 444, peer `0.0.0.0/0`']);
  });

  test('a rule inside a group', () => {
    const inline = {
      protocol: 'tcp',
      from_port: 22,
      to_port: 22,
      cidr_blocks: ['10.0.0.0/8', '0.0.0.0/0'],
    };
    const before = { ingress: [{ ...inline, cidr_blocks: ['10.0.0.0/8'] }], egress: [] };
    const address = 'aws_security_group.x';
    expect(found({ address, before, after: { ingress: [inline] } })).toEqual([
      'network-opened: allows inbound tcp port 22, peer `0.0.0.0/0`',
    ]);
    expect(found({ address, before: { ingress: [inline] }, after: before })).toEqual([]);
    expect(found({ address, after: { egress: [inline] } })).toEqual([]);
  });

  test('a bucket that could become public, and tasks that get a public address', () => {
    expect(
      found({
        address: 'aws_s3_bucket_public_access_block.x',
        before: { block_public_acls: true },
        after: { block_public_acls: false },
      }),
    ).toEqual(['network-opened: public access is no longer blocked: `block_public_acls`']);
    const target = (assign_public_ip: boolean) => ({
      target: [{ ecs_parameters: [{ network_configuration: [{ assign_public_ip }] }] }],
    });
    expect(
      found({ address: 'aws_scheduler_schedule.x', before: target(false), after: target(true) }),
    ).toEqual(['network-opened: tasks get a public address']);
    expect(
      found({ address: 'aws_scheduler_schedule.x', before: target(true), after: target(false) }),
    ).toEqual([]);
  });
});

test('tasks of a state machine that get a public address', () => {
  const machine = (AssignPublicIp: string) => ({
    definition: JSON.stringify({
      States: { Run: { Arguments: { AwsvpcConfiguration: { AssignPublicIp } } } },
    }),
  });
  const address = 'aws_sfn_state_machine.x';
  const [closed, open] = [machine('DISABLED'), machine('ENABLED')];
  expect(found({ address, before: closed, after: open })).toEqual([
    'network-opened: tasks get a public address',
  ]);
  expect(found({ address, before: open, after: closed })).toEqual([]);
  expect(found({ address, after: open })).toEqual([]);
});

describe('a schedule', () => {
  const address = 'aws_scheduler_schedule.x';
  const friday = {
    schedule_expression: 'cron(0 18 ? * FRI *)',
    schedule_expression_timezone: 'America/New_York',
    state: 'ENABLED',
  };

  test('that changes is shown with its next runs then and now', () => {
    const after = {
      ...friday,
      schedule_expression: 'cron(0 6 * * ? *)',
      schedule_expression_timezone: 'UTC',
    };
    expect(risksOf(changesIn('schedule', { address, before: friday, after }), now)).toEqual([
      {
        kind: 'schedule-changed',
        stack: 'schedule',
        address,
        text: 'runs at other times',
        rows: [
          ['schedule', 'cron(0 18 ? * FRI *) America/New_York', 'cron(0 6 * * ? *) UTC'],
          [
            'next runs',
            '2026-11-27 18:00 (2026-11-27T23:00:00Z)\n2026-12-04 18:00 (2026-12-04T23:00:00Z)\n2026-12-11 18:00 (2026-12-11T23:00:00Z)',
            '2026-11-24T06:00:00Z\n2026-11-25T06:00:00Z\n2026-11-26T06:00:00Z',
          ],
        ],
      },
    ]);
  });

  test.each([
    ['switched off', { ...friday, state: 'DISABLED' }, 'is disabled'],
    ['ended', { ...friday, end_date: '2026-11-28T00:00:00Z' }, 'runs at other times'],
    ['gone', undefined, 'no longer runs'],
  ])('that is %s', (_, after, text) => {
    expect(found({ address, before: friday, ...(after && { after }) })).toEqual([
      `schedule-changed: ${text}`,
    ]);
  });

  const until = (start_date: string) => ({ ...friday, start_date });

  test.each([
    [
      'switched off',
      { ...friday, state: 'DISABLED' },
      ['schedule-changed: is paused, and resumed when this is applied'],
    ],
    [
      'given a date to begin at',
      until('2026-12-24T00:00:00Z'),
      ['schedule-changed: is paused until 2026-12-24T00:00:00Z, and resumed when this is applied'],
    ],
    ['given a date that has passed', until('2026-11-23T00:00:00Z'), []],
  ])('that somebody else has %s is paused', (_, before, risks) => {
    expect(found({ address, drifted: friday, before, after: friday })).toEqual(risks);
  });

  test('that config.ts has changed is not paused', () => {
    const off = { ...friday, state: 'DISABLED' };
    expect(found({ address, before: off, after: friday })).toEqual([
      'schedule-changed: is enabled',
    ]);
    expect(found({ address, drifted: off, before: friday, after: off })).toEqual([
      'schedule-changed: is disabled',
    ]);
    expect(found({ address, before: until('2026-12-24T00:00:00Z'), after: friday })).toEqual([
      'schedule-changed: runs at other times',
    ]);
  });

  test('that is paused and runs at other times is shown', () => {
    const after = { ...friday, schedule_expression: 'cron(0 6 * * ? *)' };
    const passed = until('2026-11-23T00:00:00Z');
    expect(found({ address, drifted: friday, before: passed, after })).toEqual([
      'schedule-changed: runs at other times',
    ]);
  });

  test('that moves to a rule goes and is new', () => {
    const rule = {
      address: 'aws_cloudwatch_event_rule.y',
      after: { schedule_expression: 'rate(1 day)' },
    };
    expect(found({ address, before: friday }, rule)).toEqual([
      'schedule-changed: is destroyed; `aws_cloudwatch_event_rule.y` is created',
    ]);
  });

  const renamed = {
    address: 'aws_scheduler_schedule.job-nightly_schedule_1',
    before: { name: 'nightly', ...friday },
  };
  const fresh = {
    address: 'aws_scheduler_schedule.job-daily_schedule_2',
    after: { name: 'daily', ...friday },
  };
  const task = (job: string, side: 'before' | 'after', image: string) => ({
    address: `aws_ecs_task_definition.job-${job}_task_1`,
    [side]: { container_definitions: JSON.stringify([{ name: job, image }]) },
  });

  test('of a job that is renamed goes on, and what is lost is said', () => {
    const [risk] = risksOf(
      changesIn(
        'schedule',
        renamed,
        fresh,
        { address: 'aws_sfn_state_machine.machine-nightly_machine_1', before: { name: 'x' } },
        task('nightly', 'before', 'r/acme-nightly:1'),
        task('daily', 'after', 'r/acme-daily:1'),
      ),
      now,
    ).filter(({ kind }) => kind === 'schedule-changed');
    expect(risk?.text).toBe(
      'is renamed to `daily`: `aws_scheduler_schedule.job-daily_schedule_2` has the same schedule. AWS knows no other name of a job: its executions are forgotten, and which scheduled times have had a run; its alarms begin anew',
    );
    expect(risk?.rows?.map(([, was, becomes]) => was === becomes)).toEqual([true, true]);
  });

  test('of a job that runs after another one now is no new name of a job', () => {
    const machine = {
      address: 'aws_sfn_state_machine.machine-crawl_machine_1',
      before: { definition: '{}' },
      after: { definition: '{"States":{"Start nightly":{}}}' },
    };
    const another = { ...machine, after: { definition: '{"States":{"Start nightly-2":{}}}' } };
    const [risk] = risksOf(changesIn('schedule', renamed, fresh, machine), now).filter(
      ({ kind }) => kind === 'schedule-changed',
    );
    expect(risk).toMatchObject({
      text: 'has no schedule of its own any more: it runs after `crawl`',
      rows: [['schedule', expect.stringContaining('cron('), 'after crawl']],
    });
    expect(found(renamed, another)).toContain('schedule-changed: no longer runs');
  });

  test('of a job that is renamed is not confused by what watches its runs', () => {
    const watch = 'aws_scheduler_schedule.alarms_watch_schedule';
    const texts = risksOf(
      changesIn(
        'schedule',
        renamed,
        fresh,
        { address: `${watch}-nightly_1`, before: { name: '_watch-nightly', ...friday } },
        { address: `${watch}-daily_1`, after: { name: '_watch-daily', ...friday } },
      ),
      now,
    ).map(({ text }) => text);
    expect(texts.filter((text) => text.startsWith('is renamed to `daily`'))).toHaveLength(1);
  });

  test.each([true, false])('of a job that is renamed, with logs that stay: %s', (stay) => {
    const address = 'aws_cloudwatch_log_group.job-nightly_logs_1';
    const logs = { address, before: { name: '/acme/nightly', skip_destroy: stay } };
    const text = risksOf(changesIn('schedule', renamed, fresh, logs), now).find(
      ({ kind }) => kind === 'schedule-changed',
    )?.text;
    expect(text?.includes('its logs are deleted')).toBe(!stay);
  });

  test.each([
    ['image', [fresh, task('nightly', 'before', 'a:1'), task('daily', 'after', 'b:1')]],
    [
      'time',
      [{ ...fresh, after: { ...fresh.after, schedule_expression: 'cron(0 18 ? * MON *)' } }],
    ],
    ['job beside it', [fresh, { ...fresh, address: 'aws_scheduler_schedule.job-x_schedule_3' }]],
    [
      'job like it gone',
      [fresh, { ...renamed, address: 'aws_scheduler_schedule.job-x_schedule_3' }],
    ],
  ])('of a job with another %s is no renaming', (_, others) => {
    expect(found(renamed, ...others).join()).toContain('schedule-changed: is destroyed; ');
  });

  test('that moves to another stack goes on', () => {
    const moved = { ...fresh, address: 'aws_scheduler_schedule.job-nightly_schedule_2' };
    expect(
      risksOf([...changesIn('schedule', renamed), ...changesIn('schedule-2', moved)], now)[0]?.text,
    ).toBe('goes on as `aws_scheduler_schedule.job-nightly_schedule_2` of `schedule-2`');
  });

  test('that moves beside others of the same times is not taken for one of them', () => {
    const of = (job: string, side: 'before' | 'after') => ({
      address: `aws_scheduler_schedule.job-${job}_schedule_2`,
      [side]: { name: job, ...friday },
    });
    const texts = risksOf(
      [
        ...changesIn(
          'schedule',
          of('nightly', 'before'),
          of('hourly', 'before'),
          of('old', 'before'),
        ),
        ...changesIn(
          'schedule-2',
          of('nightly', 'after'),
          of('hourly', 'after'),
          of('new', 'after'),
        ),
      ],
      now,
    ).map(({ text }) => text.slice(0, 40));
    expect(texts).toEqual([
      'goes on as `aws_scheduler_schedule.job-n',
      'goes on as `aws_scheduler_schedule.job-h',
      expect.stringContaining('is renamed to `new`'),
    ]);
  });

  test('is not every rule', () => {
    const rule = { event_pattern: '{"source":["aws.ecs"]}', schedule_expression: '' };
    const events = 'aws_cloudwatch_event_rule.y';
    expect(found({ address: events, before: rule })).toEqual([
      'destroyed: is destroyed, and nothing replaces it',
    ]);
    expect(found({ address, before: friday }, { address: events, after: rule })).toEqual([
      'schedule-changed: no longer runs',
    ]);
  });

  test('that stays, whatever else changes, is not mentioned', () => {
    expect(found({ address, before: friday, after: { ...friday, description: 'x' } })).toEqual([]);
    expect(found({ address, after: friday })).toEqual([]);
  });

  test('that counts from its own start has no times that a plan could tell', () => {
    const [risk] = risksOf(
      changesIn('s', {
        address,
        before: friday,
        after: { ...friday, schedule_expression: 'rate(1 day)' },
      }),
      now,
    );
    expect(risk?.rows?.[1]?.[2]).toBe('counted from when it is applied');
  });
});

test('another image is shown by its digest', () => {
  const containers = (digest: string) => ({
    container_definitions: JSON.stringify([{ name: 'job', image: `repo@sha256:${digest}` }]),
  });
  const address = 'aws_ecs_task_definition.x';
  expect(
    risksOf(
      changesIn('task', {
        address,
        before: containers('aa'),
        after: containers('bb'),
        replacedFor: ['container_definitions'],
      }),
      now,
    ),
  ).toMatchObject([
    { kind: 'image-changed', rows: [['image', 'repo@sha256:aa', 'repo@sha256:bb']] },
  ]);
  expect(
    found({ address, before: containers('aa'), after: { ...containers('aa'), cpu: '512' } }),
  ).toEqual([]);
});

test('a container more is said, and one that is not known yet', () => {
  const address = 'aws_ecs_task_definition.x';
  const containers = (...names: string[]) => ({
    container_definitions: JSON.stringify(names.map((name) => ({ name, image: `repo/${name}` }))),
  });
  const change = { address, before: containers('job'), replacedFor: ['container_definitions'] };
  expect(
    risksOf(changesIn('task', { ...change, after: containers('job', 'side') }), now),
  ).toMatchObject([
    {
      kind: 'image-changed',
      text: 'the container `side` is new',
      rows: [['image', '', 'repo/side']],
    },
  ]);
  expect(found({ ...change, after: {}, unknown: { container_definitions: true } })).toEqual([
    'image-changed: `container_definitions` is known only after apply: its images cannot be compared',
  ]);
  expect(found({ address, after: containers('job') })).toEqual([]);
});

test('an image that the registry does not show is named, and one of a new tag is not', () => {
  const change = { address: 'docker_registry_image.x', after: { name: 'repo:1' } };
  expect(
    risksOf(changesIn('image', { ...change, vanished: { name: 'repo:1' } }), now),
  ).toMatchObject([
    {
      kind: 'image-not-found',
      text: expect.stringContaining('could not be reached or refused the credentials') as string,
      rows: [['image', 'repo:1', '']],
    },
  ]);
  expect(found({ ...change, vanished: { name: 'repo:0' } })).toEqual([]);
  expect(found(change)).toEqual([]);
});

test('the worst comes first', () => {
  const kinds = risksOf(
    changesIn(
      'task',
      { address: 'aws_ecs_cluster.x', before: { name: 'a' } },
      {
        address: 'aws_scheduler_schedule.x',
        before: { schedule_expression: 'rate(1 day)' },
        after: { schedule_expression: 'rate(2 days)' },
      },
      {
        address: 'aws_iam_role_policy.x',
        before: { policy: policy('a:b') },
        after: { policy: policy('a:c') },
      },
      { address: 'aws_s3_bucket.x', before: { bucket: 'a' } },
    ),
    now,
  ).map(({ kind }) => kind);
  expect(kinds).toEqual(['data-loss', 'iam-widened', 'schedule-changed', 'destroyed']);
});

describe('runs', () => {
  const arn = 'arn:aws:states:us-east-1:123456789012:stateMachine:acme-test-nightly';
  const change = { address: 'aws_sfn_state_machine.x', before: { arn, name: 'acme-test-nightly' } };
  const running = new Map([[arn, { count: 2, since: new Date('2026-11-24T00:00:00Z') }]]);

  test.each([
    ['goes', change],
    ['is made anew', { ...change, after: { name: 'other' }, unknown: { arn: true } }],
  ])('end with a state machine that %s, and the review says how many', (_, deleted) => {
    const again = 'after' in deleted ? { replacedFor: ['name'] } : {};
    const risks = risksOf(changesIn('schedule', { ...deleted, ...again }), now, running);
    expect(risks.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      expect.stringMatching(
        /^runs-ended: is deleted, .*; 2 executions run just now, the oldest since 2026-11-24T00:00:00Z$/,
      ),
    ]);
  });

  test('do not end with a change of the definition', () => {
    const after = { ...change.before, definition: '{}' };
    expect(risksOf(changesIn('schedule', { ...change, after }), now, running)).toEqual([]);
  });
});
