import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudWatchClient,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  AuthorizeSecurityGroupEgressCommand,
  CreateRouteCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  RevokeSecurityGroupEgressCommand,
} from '@aws-sdk/client-ec2';
import { CreateServiceLinkedRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SendMessageCommand, SQSClient, type MessageAttributeValue } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { readOutputs } from '../../local/deployment';
import { localS3 } from '../../local/data-bucket';
import { parseJson } from '../cli/json-shapes';
import { copyCheckout } from './checkout';
import { startCommand, type CommandResult } from './cli-world';
import { FargateStandIn } from './fargate-stand-in';
import { LocalWorld } from './local-world';
import { putImage } from './pushed-image';
import { StackRunner } from './stack-runner';
import { localClient } from './world';

// One deployment serves all tests of this file, in their order.
jest.setTimeout(900_000);

const directory = copyCheckout();
const secretArn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:vendor-AbCdEf';
let world: LocalWorld;
let endpoint: string;
let env: NodeJS.ProcessEnv;
let standIn: FargateStandIn;

beforeAll(async () => {
  const file = join(directory, 'config.ts');
  const more = `
    {
      name: 'quarter-hourly', schedule: 'cron(0/15 * * * ? *)', trigger: 'rule', enabled: false,
      secrets: { KEY: '${secretArn}', PROXY: '/acme/proxy' },
    },
    { name: 'nightly', schedule: 'rate(1 day)', enabled: false, timeoutSeconds: 900, cpuUnits: 1024, memoryMiB: 2048 },`;
  const config = readFileSync(file, 'utf8');
  writeFileSync(file, config.replace('  jobs: [\n', `  jobs: [${more}\n`));
  world = await LocalWorld.start(directory);
  ({ endpoint } = world);
  await new StackRunner(directory, world.env).deploy();
  standIn = new FargateStandIn(endpoint);
  env = world.environment(await standIn.start());
});

afterAll(async () => {
  await world.stop();
  // There is none where nothing could be deployed.
  await standIn.stop();
  rmSync(directory, { recursive: true });
});

function start(args: readonly string[], terminal = false) {
  return startCommand(directory, args, env, { terminal });
}

function command(...args: string[]): Promise<CommandResult> {
  return start(args).result;
}

/** What a task of a job prints. */
function printing(job: string, ...messages: string[]) {
  return async (taskArn: string): Promise<void> => {
    const logs = new CloudWatchLogsClient(localClient(endpoint));
    const stream = {
      logGroupName: `/fargate-cron/local/${job}`,
      logStreamName: `${job}/${job}/${taskArn.split('/').at(-1) ?? ''}`,
    };
    await logs.send(new CreateLogStreamCommand(stream));
    // oxlint-disable-next-line eslint-js/no-restricted-syntax -- as AWS, the local one refuses old events
    const timestamp = Date.now();
    const logEvents = messages.map((message) => ({ timestamp, message }));
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
  };
}

function called(action: string) {
  return standIn.calls.filter((call) => call.action === action).map(({ body }) => body);
}

const starting = ['PROVISIONING', 'PENDING', 'RUNNING'] as const;

describe('logs before the first run', () => {
  it('says that there are none', async () => {
    const { status, stdout, stderr } = await command('logs', 'weekly-crawl');
    expect(stderr).toBe('weekly-crawl has logged nothing yet.\n');
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });
});

describe('run', () => {
  it('starts what the schedule starts, shows its output and waits for its end', async () => {
    standIn.play({
      statuses: [...starting, 'RUNNING', 'STOPPED'],
      exitCode: 0,
      onRunning: printing('weekly-crawl', '{"msg":"one"}', '{"msg":"two"}'),
    });
    const at = ['--at', '2026-11-20T23:00:00Z'];
    const other = ['--variable', 'FROM=2026-11-01', '--command', 'crawl --all'];
    const result = await command('run', 'weekly-crawl', ...at, '--reason', 'OPS-1', ...other);
    expect(result.stdout).toBe('{"msg":"one"}\n{"msg":"two"}\n');
    expect(result.stderr).toContain('PROVISIONING\nPENDING\nRUNNING\n');
    expect(result.stderr).toContain('exit code 0 after 1 min 5 s');
    expect(result.status).toBe(0);

    const network = readOutputs(directory, 'network');
    const task = readOutputs(directory, 'task');
    expect(called('RunTask')).toEqual([
      expect.objectContaining({
        cluster: task['cluster_arn'],
        taskDefinition: (task['task_definition_arns'] as Record<string, string>)['weekly-crawl'],
        count: 1,
        launchType: 'FARGATE',
        platformVersion: 'LATEST',
        propagateTags: 'TASK_DEFINITION',
        startedBy: expect.stringMatching(/^fargate-cron\/[\w-]+$/) as string,
        tags: [{ key: 'fargate-cron:reason', value: 'OPS-1' }],
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: expect.arrayContaining(network['subnet_ids'] as string[]) as string[],
            securityGroups: [network['security_group_id']],
            assignPublicIp: 'ENABLED',
          },
        },
        overrides: {
          containerOverrides: [
            {
              name: 'weekly-crawl',
              command: ['crawl', '--all'],
              environment: [
                { name: 'SCHEDULED_TIME', value: '2026-11-20T23:00:00Z' },
                { name: 'FROM', value: '2026-11-01' },
              ],
            },
          ],
        },
      }),
    ]);
  });

  it('starts what an EventBridge rule starts, and passes the exit code on', async () => {
    standIn.play({
      statuses: [...starting, 'STOPPED'],
      exitCode: 75,
      stoppedReason: 'Essential container in task exited',
      onRunning: printing('quarter-hourly', 'interrupted'),
    });
    const at = '2026-11-20T23:15:00Z';
    const { status, stdout, stderr } = await command('run', 'quarter-hourly', '--at', at, '--json');
    expect(parseJson('run', stdout)).toEqual({
      job: 'quarter-hourly',
      scheduledTime: at,
      tasks: [expect.stringContaining(':task/fargate-cron-local/')],
      exitCode: 75,
      reason: 'Essential container in task exited',
      durationSeconds: 65,
    });
    expect(stderr).toContain('interrupted\n');
    expect(status).toBe(75);
    expect(called('RunTask')[0]).toMatchObject({
      overrides: {
        containerOverrides: [{ environment: [{ name: 'SCHEDULED_TIME', value: at }] }],
      },
    });
  });

  it('says why a task never started', async () => {
    const stoppedReason = 'CannotPullContainerError: ref pull has been retried 5 time(s)';
    standIn.play({ statuses: ['PENDING', 'STOPPED'], stoppedReason });
    const { status, stderr } = await command('run', 'weekly-crawl');
    expect(stderr).toContain(`the task never ran: ${stoppedReason}`);
    expect(status).toBe(1);
  });

  it('says why ECS did not even take it', async () => {
    standIn.play({ statuses: [] });
    standIn.answer('RunTask', () => ({
      tasks: [],
      failures: [{ reason: 'Capacity is unavailable' }],
    }));
    const { status, stderr } = await command('run', 'weekly-crawl');
    standIn.answer('RunTask');
    expect(stderr).toBe('ECS did not start the task: Capacity is unavailable\n');
    expect(status).toBe(1);
  });

  it('stops a task that does not start in time', async () => {
    standIn.play({ statuses: ['PENDING'] });
    const { status, stderr } = await command('run', 'weekly-crawl', '--start-timeout', '1');
    expect(stderr).toContain('the task is still PENDING after 1 s and was stopped');
    expect(called('StopTask')).toHaveLength(1);
    expect(status).toBe(1);
  });

  it('says which region and account an unknown rule may lie in', async () => {
    const message = 'Rule fargate-cron-local-quarter-hourly does not exist';
    standIn.refuse('DescribeRule', { type: 'ResourceNotFoundException', message });
    const { status, stderr } = await command('run', 'quarter-hourly');
    standIn.refuse('DescribeRule');
    expect(stderr).toBe(
      `it does not exist: deploy it (npx cdktf deploy '*'), or choose the right FARGATE_CRON_ENV, account and region (AWS says: ${message})\n`,
    );
    expect(status).toBe(1);
  });

  it('leaves the task alone at Ctrl-C without a terminal', async () => {
    standIn.play({ statuses: [...starting] });
    const { child, result, printed } = start(['run', 'weekly-crawl']);
    await printed('RUNNING');
    child.kill('SIGINT');
    const { status, stderr } = await result;
    expect(stderr).toContain(
      'the task keeps running; its output: npx fargate-cron logs weekly-crawl',
    );
    expect(called('StopTask')).toEqual([]);
    expect(status).toBe(130);
  });

  it.each([
    ['y', 1, 137],
    ['n', 0, 130],
  ])('asks at Ctrl-C on a terminal: %s', async (answer, stops, exitCode) => {
    standIn.play({ statuses: [...starting] });
    const { child, result, printed } = start(['run', 'weekly-crawl'], true);
    await printed('RUNNING');
    child.stdin?.write('\u0003');
    await printed('Stop the task too? [y/N]');
    child.stdin?.write(`${answer}\n`);
    expect((await result).status).toBe(exitCode);
    expect(called('StopTask')).toHaveLength(stops);
  });
});

describe('run of a job with a state machine', () => {
  const executionArn =
    'arn:aws:states:us-east-1:123456789012:execution:fargate-cron-local-nightly:1';
  const startDate = 1_795_000_000;
  /** Step Functions in which an execution goes on until it is stopped, or has ended. */
  const machine = (end?: Record<string, unknown>): void => {
    let stopped = false;
    standIn.play({ statuses: [] });
    standIn.answer('StartExecution', () => ({ executionArn, startDate }));
    standIn.answer('StopExecution', () => {
      stopped = true;
      return { stopDate: startDate + 5 };
    });
    standIn.answer('DescribeExecution', () => ({
      executionArn,
      startDate,
      ...(end ?? { status: stopped ? 'ABORTED' : 'RUNNING' }),
      ...((stopped || end !== undefined) && { stopDate: startDate + 5 }),
    }));
  };
  afterAll(() => {
    for (const action of ['StartExecution', 'StopExecution', 'DescribeExecution']) {
      standIn.answer(action);
    }
  });

  it('starts the machine as the run of that time and tells how it ended', async () => {
    machine({ status: 'SUCCEEDED', output: '{"outcome":"done"}' });
    const at = '2026-11-20T23:00:00Z';
    const { status, stdout } = await command('run', 'nightly', '--at', at, '--json');
    expect(parseJson('run', stdout)).toEqual({
      job: 'nightly',
      scheduledTime: at,
      executionArn,
      exitCode: 0,
      outcome: 'done',
      reason: '',
      durationSeconds: 5,
    });
    expect(status).toBe(0);
    expect(called('StartExecution')).toEqual([
      expect.objectContaining({ input: JSON.stringify({ scheduledTime: at, startedBy: 'moto' }) }),
    ]);
  });

  it.each([
    ['y', 1, 1, 'ABORTED'],
    [
      'n',
      0,
      130,
      'the execution keeps running; its output: npx fargate-cron logs nightly --follow',
    ],
  ])('asks at Ctrl-C on a terminal: %s', async (answer, stops, exitCode, said) => {
    machine();
    const { child, result, printed } = start(['run', 'nightly'], true);
    await printed('RUNNING');
    child.stdin?.write('\u0003');
    await printed('Stop the execution too? [y/N]');
    child.stdin?.write(`${answer}\n`);
    const { status, stdout } = await result;
    expect(stdout).toContain(said);
    expect(status).toBe(exitCode);
    expect(called('StopExecution')).toHaveLength(stops);
  });
});

describe('undelivered', () => {
  const sqs = () => new SQSClient(localClient(endpoint));
  const send = async (body: string, attributes: Readonly<Record<string, string>>) => {
    const typed = Object.entries(attributes).map(([name, StringValue]) => [
      name,
      { DataType: 'String', StringValue },
    ]);
    await sqs().send(
      new SendMessageCommand({
        QueueUrl: String(readOutputs(directory, 'schedule')['dead_letter_queue_url']),
        MessageBody: body,
        MessageAttributes: Object.fromEntries(typed) as Record<string, MessageAttributeValue>,
      }),
    );
  };
  const time = '2026-11-20T23:30:00Z';
  const shown = async () => {
    const { stdout } = await command('undelivered', '--json');
    return parseJson('undelivered', stdout).messages.map(({ kind, job, scheduledTime }) => [
      kind,
      job,
      scheduledTime,
    ]);
  };

  it('shows what could not be delivered, starts it and takes out the rest', async () => {
    standIn.play({ statuses: [...starting] });
    await send(JSON.stringify({ source: 'aws.events', time }), {
      RULE_ARN: 'arn:aws:events:us-east-1:123456789012:rule/fargate-cron-local-quarter-hourly',
      ERROR_CODE: 'NO_PERMISSIONS',
    });
    await send('hello', { FROM: 'somebody' });
    expect((await shown()).sort()).toEqual([
      ['run', 'quarter-hourly', time],
      ['unknown', null, null],
    ]);

    const started = await command('undelivered', '--redeliver');
    expect(started.stdout).toMatch(/^started quarter-hourly at 2026-11-20T23:30:00Z: task \S+$/m);
    expect(started.status).toBe(0);
    expect(called('RunTask')).toEqual([
      expect.objectContaining({ clientToken: expect.stringMatching(/^\w{64}$/) as string }),
    ]);
    expect(await shown()).toEqual([['unknown', null, null]]);
    expect((await command('undelivered', '--discard')).status).toBe(0);
    expect((await command('undelivered')).stderr).toBe('nothing is undelivered\n');
  });
});

describe('pause and resume', () => {
  const schedule = async () => {
    const names = { GroupName: 'fargate-cron-local', Name: 'weekly-crawl' };
    const { $metadata, LastModificationDate, ...found } = await new SchedulerClient(
      localClient(endpoint),
    ).send(new GetScheduleCommand(names));
    expect([$metadata, LastModificationDate]).toHaveLength(2);
    return found;
  };

  it('switch a schedule off and on, and change nothing else of it', async () => {
    const before = await schedule();
    const paused = await command('pause', 'weekly-crawl', '--reason', 'OPS-1');
    expect(paused).toMatchObject({ status: 0, stderr: '' });
    expect(await schedule()).toEqual({ ...before, State: 'DISABLED' });
    await command('pause', 'weekly-crawl', '--until', '2099-12-24');
    expect(await schedule()).toEqual({ ...before, StartDate: new Date('2099-12-24T00:00:00Z') });
    expect((await command('resume', 'weekly-crawl')).stdout).toBe('resumed weekly-crawl\n');
    expect(await schedule()).toEqual(before);
    expect((await command('pause', 'quarter-hourly')).stderr).toBe(
      'config.ts has quarter-hourly switched off: there is nothing to pause\n',
    );

    const { events = [] } = await new CloudWatchLogsClient(localClient(endpoint)).send(
      new FilterLogEventsCommand({
        logGroupName: String(readOutputs(directory, 'schedule')['history_log_group']),
      }),
    );
    const notes = events.map(({ message = '' }) => JSON.parse(message) as { detail: object });
    expect(notes.map(({ detail }) => detail)).toEqual([
      { job: 'weekly-crawl', by: 'moto', reason: 'OPS-1' },
      { job: 'weekly-crawl', by: 'moto', until: '2099-12-24T00:00:00Z' },
      { job: 'weekly-crawl', by: 'moto' },
    ]);
  });
});

describe('logs', () => {
  it('shows the last run, or the last ones, the oldest first', async () => {
    standIn.play({
      statuses: [...starting, 'STOPPED'],
      exitCode: 0,
      onRunning: printing('weekly-crawl', 'later'),
    });
    await command('run', 'weekly-crawl');
    const last = await command('logs', 'weekly-crawl');
    expect(last.stdout).toMatch(/^==> weekly-crawl\/weekly-crawl\/\S+, \S+Z\nlater\n$/);
    const { stdout } = await command('logs', 'weekly-crawl', '--last', '2', '--json');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => parseJson('logs', line));
    expect(lines.map(({ message }) => message)).toEqual([
      '{"msg":"one"}',
      '{"msg":"two"}',
      'later',
    ]);
  });

  it('shows what came since a time, and what is still to come', async () => {
    const none = await command('logs', 'quarter-hourly', '--since', '2099-01-01T00:00:00Z');
    expect(none.stderr).toBe('quarter-hourly has logged nothing since then.\n');

    const { child, result, printed } = start(['logs', 'weekly-crawl', '--since', '2h', '--follow']);
    await printed('later');
    await printing('weekly-crawl', 'new')('arn:aws:ecs:::task/cluster/by-hand');
    await printed('new');
    child.kill('SIGINT');
    const { status, stdout } = await result;
    expect(stdout.match(/^(later|new|\{.*)$/gm)).toEqual([
      '{"msg":"one"}',
      '{"msg":"two"}',
      'later',
      'new',
    ]);
    expect(status).toBe(0);
  });
});

describe('status', () => {
  const manifest = (run: string, text: string) =>
    localS3(endpoint).send(
      new PutObjectCommand({
        Bucket: String(readOutputs(directory, 'task')['data_bucket']),
        Key: `_manifests/source=yahoo/run=${run}.json`,
        Body: text,
      }),
    );
  const of = (day: string, outcome: string, error?: string) =>
    JSON.stringify({
      version: 1,
      source: 'yahoo',
      scheduledTime: `2026-11-${day}T23:00:00.000Z`,
      startedAt: `2026-11-${day}T23:00:30.000Z`,
      finishedAt: `2026-11-${day}T23:02:33.000Z`,
      outcome,
      symbols: {
        AAPL: { status: 'updated', rows: 1000 },
        IBM: { status: error === undefined ? 'updated' : 'failed', rows: 234, error },
      },
    });

  it('tells of runs, rows and alarms, and skips a broken manifest', async () => {
    await manifest('20261106T230000Z', of('06', 'done'));
    await manifest('20261113T230000Z', of('13', 'failed', 'IBM answered 404'));
    await manifest('20261120T230000Z', '{"version": 1, "outco');
    const cloudWatch = new CloudWatchClient(localClient(endpoint));
    for (const AlarmName of [
      'fargate-cron-local-weekly-crawl-stale',
      'fargate-cron-local-a-weekly-crawl-stale',
    ]) {
      await cloudWatch.send(
        new PutMetricAlarmCommand({
          AlarmName,
          ComparisonOperator: 'GreaterThanThreshold',
          EvaluationPeriods: 1,
          Namespace: 'x',
          MetricName: 'y',
          Period: 60,
          Statistic: 'Sum',
          Threshold: 0,
        }),
      );
      await cloudWatch.send(
        new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'a test' }),
      );
    }

    const shown = await command('status', 'weekly-crawl');
    expect(shown.stderr).toBe(
      'skipped the broken record _manifests/source=yahoo/run=20261120T230000Z.json: it is not JSON\n',
    );
    expect(shown.stdout).toContain('cron(0 18 ? * FRI *)');
    expect(shown.stdout).toContain('fargate-cron-local-weekly-crawl-stale');
    expect(shown.stdout).not.toContain('fargate-cron-local-a-weekly-crawl-stale');
    expect(shown.status).toBe(0);

    const { stdout } = await command('status', '--runs', '50', '--json');
    const { jobs, brokenManifests } = parseJson('status', stdout);
    const [weekly, quarterHourly] = ['weekly-crawl', 'quarter-hourly'].map((job) =>
      jobs.find(({ name }) => name === job),
    );
    expect(weekly).toMatchObject({ enabled: true, timeZone: 'America/New_York', missing: null });
    expect(quarterHourly).toMatchObject({ enabled: false, next: null, alarms: [] });
    expect(weekly?.runs.filter(({ scheduledTime }) => scheduledTime < '2026-11-20')).toMatchObject([
      {
        scheduledTime: '2026-11-13T23:00:00Z',
        outcome: 'failed',
        startedAt: '2026-11-13T23:00:30.000Z',
        durationSeconds: 123,
        rows: 1234,
        reason: 'IBM: IBM answered 404',
        byHand: null,
      },
      {
        scheduledTime: '2026-11-06T23:00:00Z',
        outcome: 'done',
        startedAt: '2026-11-06T23:00:30.000Z',
        durationSeconds: 123,
        rows: 1234,
        reason: null,
        byHand: null,
      },
    ]);
    expect(brokenManifests).toHaveLength(1);
  });

  it('sees a task that runs', async () => {
    standIn.play({ statuses: ['RUNNING'] });
    const { stdout } = await command('status', 'weekly-crawl', '--json');
    const { jobs } = parseJson('status', stdout);
    expect(jobs[0]?.runs[0]?.outcome).toBe('running');
  });
});

describe('verify', () => {
  const verify = async (job = 'weekly-crawl', environment = env) => {
    const args = ['verify', job, '--json'];
    const { status, stdout } = await startCommand(directory, args, environment).result;
    const { checks } = parseJson('verify', stdout);
    const found = (check: string) =>
      checks.filter((each) => each.check === check).map(({ result, detail }) => [result, detail]);
    return { status, found };
  };
  const simulation = (decision: string) => (body: Record<string, unknown>) =>
    `<EvaluationResults><member><EvalActionName>${String(body['ActionNames.member.1'])}</EvalActionName><EvalResourceName>${String(body['ResourceArns.member.1'])}</EvalResourceName><EvalDecision>${decision}</EvalDecision></member></EvaluationResults><IsTruncated>false</IsTruncated>`;

  it('finds what a task would lack', async () => {
    standIn.answer('SimulatePrincipalPolicy', simulation('implicitDeny'));
    standIn.answer('GetServiceQuota', () => ({ Quota: { Value: 0.1, QuotaName: 'vCPUs' } }));
    const { status, found } = await verify();
    expect(status).toBe(1);
    expect(found('image')).toEqual([
      ['failed', expect.stringContaining('does not exist: push it')],
    ]);
    expect(found('quota')).toEqual([
      [
        'failed',
        expect.stringContaining('may have 0.1: request an increase in Service Quotas (fargate, L-'),
      ],
    ]);
    expect(found('quotas')).toContainEqual([
      'ok',
      expect.stringMatching(/^\d+ of 1000 IAM roles$/),
    ]);
    expect(found('roles')).toContainEqual([
      'failed',
      expect.stringMatching(
        /-schedule of the schedule may not call ecs:RunTask on arn:aws:ecs:.*: deploy again, and look/,
      ),
    ]);
    await putImage(directory, endpoint, 'amd64');
    expect((await verify()).found('image')).toEqual([
      ['failed', expect.stringContaining('is for amd64, and the task asks for arm64')],
    ]);
  });

  it('is content with a deployment that has everything', async () => {
    await putImage(directory, endpoint, 'arm64');
    const iam = new IAMClient(localClient(endpoint));
    const role = new CreateServiceLinkedRoleCommand({ AWSServiceName: 'ecs.amazonaws.com' });
    // It may be there already: the first cluster makes it.
    await iam.send(role).catch(() => undefined);
    standIn.answer('SimulatePrincipalPolicy', simulation('allowed'));
    const quotas: Record<string, unknown>[] = [];
    standIn.answer('GetServiceQuota', (body) => {
      quotas.push(body);
      return { Quota: { Value: 6 } };
    });
    const { status, found } = await verify();
    expect(quotas).toContainEqual({ ServiceCode: 'fargate', QuotaCode: 'L-3032A538' });
    expect(found('quotas')).toEqual([
      // With the one that an account has from the start.
      ['ok', '2 of 6 VPCs'],
      // Its own, and two of the history.
      ['ok', '3 of 6 EventBridge rules'],
      ['ok', '1 of 10 resource policies of CloudWatch Logs'],
      ['ok', expect.stringMatching(/^\d+ of 1000 IAM roles$/)],
    ]);
    expect(found('account')).toEqual([['ok', expect.stringContaining('123456789012')]]);
    expect(found('image')).toEqual([['ok', expect.stringMatching(/ for arm64$/)]]);
    expect(found('secrets')).toEqual([['ok', 'it has none']]);
    expect(found('network')).toEqual(
      Array(2).fill(['ok', expect.stringMatching(/^subnet-\S+ reaches the internet through igw-/)]),
    );
    expect(found('logs')).toEqual([['ok', '/fargate-cron/local/weekly-crawl']]);
    expect(found('roles').map(([result]) => result)).toEqual(['ok', 'ok', 'ok']);
    expect(found('quota')).toEqual([['ok', 'a run needs 0.25 of 6 vCPUs']]);
    expect(status).toBe(0);
  });

  it('looks at the task and the role of a state machine', async () => {
    const { status, found } = await verify('nightly');
    expect(found('network')).toEqual(
      Array(2).fill(['ok', expect.stringMatching(/^subnet-\S+ reaches the internet through igw-/)]),
    );
    expect(found('roles').map(([, detail]) => detail)).toEqual([
      expect.stringMatching(/nightly-schedule of the schedule$/),
      expect.stringMatching(/nightly-machine of the state machine$/),
      expect.stringMatching(/ of task execution$/),
      expect.stringMatching(/ of the task$/),
    ]);
    expect(found('quota')).toEqual([['ok', 'a run needs 1 of 6 vCPUs']]);
    expect(status).toBe(0);
  });

  it('misses secrets until they are made, and sees one that is about to go', async () => {
    const { status, found } = await verify('quarter-hourly');
    expect(found('secrets')).toEqual([
      ['failed', 'the parameter /acme/proxy does not exist: create it'],
      ['failed', `${secretArn} does not exist: create it`],
    ]);
    expect(status).toBe(1);

    const ssm = new SSMClient(localClient(endpoint));
    await ssm.send(new PutParameterCommand({ Name: '/acme/proxy', Value: 'x', Type: 'String' }));
    standIn.answer('DescribeSecret', () => ({ ARN: secretArn }));
    expect((await verify('quarter-hourly')).found('secrets')).toEqual([
      ['ok', '/acme/proxy'],
      ['ok', secretArn],
    ]);
    standIn.answer('DescribeSecret', () => ({ ARN: secretArn, DeletedDate: 1_795_000_000 }));
    const deleted = await verify('quarter-hourly');
    standIn.answer('DescribeSecret');
    expect(deleted.found('secrets')).toContainEqual([
      'failed',
      `${secretArn} is scheduled for deletion: restore it`,
    ]);
  });

  it('sees another account, a role that trusts nobody, and logs that are gone', async () => {
    const logs = new CloudWatchLogsClient(localClient(endpoint));
    const logGroupName = '/fargate-cron/local/quarter-hourly';
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
    standIn.answer(
      'GetCallerIdentity',
      () => '<Account>999999999999</Account><Arn>arn:aws:iam::999999999999:user/ann</Arn>',
    );
    standIn.answer(
      'GetRole',
      () => '<Role><AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument></Role>',
    );
    const { found } = await verify('quarter-hourly');
    for (const action of ['GetCallerIdentity', 'GetRole']) standIn.answer(action);
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    expect(found('account')).toEqual([
      [
        'failed',
        'local belongs to the account 123456789012, and these are credentials of 999999999999: use another AWS_PROFILE',
      ],
    ]);
    expect(found('logs')).toEqual([
      ['failed', `${logGroupName} does not exist: deploy the stack task`],
    ]);
    expect(found('roles')[0]).toEqual([
      'failed',
      expect.stringMatching(/ of the schedule does not trust events.amazonaws.com: deploy again$/),
    ]);
  });

  it('sees before the first deployment whether there is room for it', async () => {
    const dev = { ...env, FARGATE_CRON_ENV: 'dev' };
    // From here on the quotas are those that moto has of VPCs.
    standIn.answer('GetServiceQuota');
    const { status, found } = await verify('weekly-crawl', dev);
    expect(found('quotas')[0]).toEqual(['ok', '2 of 5 VPCs, and 1 more to come']);
    expect(found('quotas')[1]).toEqual(['unknown', expect.stringContaining('EventBridge rules: ')]);
    expect(found('deployed')).toEqual([
      ['failed', expect.stringContaining('there is no state bucket fargate-cron-dev-state')],
    ]);
    expect(status).toBe(1);

    standIn.answer('GetServiceQuota', () => ({ Quota: { Value: 2 } }));
    expect((await verify('weekly-crawl', dev)).found('quotas')[0]).toEqual([
      'failed',
      '2 of 2 VPCs are in use, and the stacks create 1 more: request an increase in Service Quotas (vpc, L-F678F1CE), or remove some',
    ]);
  });

  it('sees a subnet without a way out, and a security group without one', async () => {
    const vpc = String(readOutputs(directory, 'network')['vpc_id']);
    const ec2 = new EC2Client(localClient(endpoint));
    const Filters = [{ Name: 'vpc-id', Values: [vpc] }];
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
    const routes = RouteTables.flatMap(({ RouteTableId, Routes = [] }) =>
      Routes.filter(({ GatewayId = '' }) => GatewayId.startsWith('igw-')).map(({ GatewayId }) => ({
        RouteTableId,
        DestinationCidrBlock: '0.0.0.0/0',
        GatewayId,
      })),
    );
    const group = String(readOutputs(directory, 'network')['security_group_id']);
    const { SecurityGroups: [before] = [] } = await ec2.send(
      new DescribeSecurityGroupsCommand({ GroupIds: [group] }),
    );
    const egress = { GroupId: group, IpPermissions: before?.IpPermissionsEgress };
    for (const route of routes) await ec2.send(new DeleteRouteCommand(route));
    await ec2.send(new RevokeSecurityGroupEgressCommand(egress));
    const { found } = await verify();
    for (const route of routes) await ec2.send(new CreateRouteCommand(route));
    await ec2.send(new AuthorizeSecurityGroupEgressCommand(egress));
    expect(found('network')).toEqual([
      ...Array<unknown>(2).fill([
        'failed',
        expect.stringMatching(
          /has no route to the internet and no VPC endpoint for ecr.api, ecr.dkr, logs: route it to a gateway/,
        ),
      ]),
      ['failed', `${group} allow no outbound traffic on port 443: allow outbound HTTPS`],
    ]);
  });

  it('says what it could not find out, and goes on', async () => {
    standIn.answer('GetServiceQuota');
    standIn.refuse('GetServiceQuota', {
      type: 'AccessDeniedException',
      message: 'User: ann is not authorized to perform: servicequotas:GetServiceQuota',
    });
    const { status, found } = await verify();
    standIn.refuse('GetServiceQuota');
    expect(found('quota')).toEqual([
      ['unknown', expect.stringContaining('ann may not call servicequotas:GetServiceQuota')],
    ]);
    expect(status).toBe(0);
  });
});

describe('what needs no account works beside a deployment', () => {
  it('next, of a job', async () => {
    const { status, stdout } = await command('next', 'nightly', '-n', '10', '--json');
    expect(parseJson('next', stdout).runs).toHaveLength(10);
    expect(status).toBe(0);
  });

  it('cost, of all jobs', async () => {
    const { status, stdout } = await command('cost', '--json');
    const jobs = parseJson('cost', stdout).lines.map(({ job }) => job);
    expect(jobs).toContain('weekly-crawl');
    expect(status).toBe(0);
  });

  it('picture, of what is deployed here', async () => {
    const file = join(directory, 'picture.svg');
    expect((await command('picture', '--out', file)).status).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^<svg [^]*State machine[^]*<\/svg>\s*$/);
  });

  it('completion, of the jobs of this config.ts', async () => {
    const { stdout } = await command('complete', '--', 'run', '');
    expect(stdout).toMatch(/^quarter-hourly\t\nnightly\t\nweekly-crawl\t\n:\d+\n$/);
    expect((await command('completion', 'bash')).stdout).toContain(directory);
  });
});

describe('report', () => {
  it('is written whatever a manifest holds, and names the broken one', async () => {
    const file = join(directory, 'report.html');
    const { status, stdout } = await command('report', '--out', file, '--days', '3650');
    expect(stdout).toContain(`${file}: `);
    expect(stdout).toMatch(/ runs of the last 3650 days/);
    expect(stdout).toContain(
      'skipped _manifests/source=yahoo/run=20261120T230000Z.json: it is not JSON\n',
    );
    expect(status).toBe(0);
    const page = readFileSync(file, 'utf8');
    expect(page).toContain('IBM answered 404');
    expect(page).toContain('Records that cannot be read');
  });

  it('is published, with a link that ends', async () => {
    const bucket = String(readOutputs(directory, 'task')['data_bucket']);
    const place = `s3://${bucket}/pages/the report.html`;
    const { status, stdout } = await command('report', '--publish', place, '--link-hours', '1');
    expect(stdout).toContain(`${place}: `);
    const [, url = ''] = /can read it until [\dTZ:-]+:\n(http\S+)/.exec(stdout) ?? [];
    expect(url).toContain(`/${bucket}/pages/the%20report.html?X-Amz-Algorithm`);
    const answer = await fetch(url);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await answer.text()).toContain('<title>fargate-cron · local</title>');
    expect(status).toBe(0);
  });
});

describe('an error of AWS is one line that says what to do', () => {
  it.each([
    [
      'AccessDeniedException',
      'User: arn:aws:iam::1:user/ann is not authorized to perform: ecs:RunTask on resource: x because',
      'arn:aws:iam::1:user/ann may not call ecs:RunTask on x: ask for that permission, or use another AWS_PROFILE\n',
    ],
    [
      'ExpiredTokenException',
      'The security token included in the request is expired',
      'the AWS credentials have expired: sign in (aws sso login) or set AWS_PROFILE again\n',
    ],
    [
      'ThrottlingException',
      'Rate exceeded',
      'AWS throttles these calls and did so 4 times in a row: wait a minute and try again\n',
    ],
  ])('%s', async (type, message, line) => {
    standIn.refuse('RunTask', { type, message });
    const { status, stderr } = await command('run', 'weekly-crawl');
    standIn.refuse('RunTask');
    expect(stderr).toBe(line);
    expect(status).toBe(1);
  });

  it('no credentials', async () => {
    const nobody = {
      ...env,
      HOME: directory,
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
    };
    const { status, stderr } = await startCommand(directory, ['status'], nobody).result;
    expect(stderr).toBe(
      'there are no AWS credentials: sign in (aws sso login) or set AWS_PROFILE\n',
    );
    expect(status).toBe(1);
  });

  it('nothing deployed, and no state bucket', async () => {
    const dev = { ...env, FARGATE_CRON_ENV: 'dev' };
    const { status, stderr } = await startCommand(directory, ['status'], dev).result;
    expect(stderr).toContain('there is no state bucket fargate-cron-dev-state: create it');
    expect(status).toBe(1);
  });
});
