import validate from 'asl-validator';
import { execute, StatesError } from '../../../../local/fargate/states-language';
import type { Config, JobConfig } from '../../../../stacks/config/config';
import { configOf, synthesize } from '../../../synthesis';
import { causeOf, executionEvent, historyOf, taskEvent, type EndedTask } from './ended-runs';

interface Message {
  readonly content: {
    readonly title: string;
    readonly description: string;
    readonly nextSteps: string[];
    readonly keywords: string[];
  };
  readonly metadata: {
    readonly eventType: string;
    readonly relatedResources: string[];
    readonly additionalContext: Record<string, string>;
  };
}

interface Notification {
  readonly topic: string;
  readonly subject: string;
  readonly message: Message;
  readonly mail: string | undefined;
}

const image = 'acme/report:1';
const jobs: JobConfig[] = [
  { name: 'nightly', schedule: 'rate(1 day)', retries: 2, timeoutSeconds: 600 },
  { name: 'report', schedule: 'rate(1 day)', task: 'nightly' },
  { name: 'plain', schedule: 'rate(1 day)', image },
  {
    name: 'proxied',
    schedule: 'rate(1 day)',
    image,
    sidecars: [
      { name: 'proxy', image: 'proxy:1' },
      { name: 'setup', image: 'setup:1', jobWaitsFor: 'SUCCESS' },
    ],
  },
  { name: 'wide', schedule: 'rate(1 day)', fanOut: { symbolsPerTask: 10 }, retries: 1 },
];

function machineOf(part: Partial<Config> = {}): Record<string, unknown> {
  const { schedule } = synthesize(
    configOf({}, { alarms: { email: 'jobs@example.com' }, jobs, ...part }),
  );
  const machines = Object.values(schedule.resource['aws_sfn_state_machine'] ?? {});
  const machine = machines.find(({ name }) => name === 'acme-test_notify');
  const text = String(machine?.['definition']).replaceAll(/\$\{[^}]*\}/g, 'arn:topic');
  return JSON.parse(text) as Record<string, unknown>;
}

const machine = machineOf();

interface Answers {
  /** Answers to DescribeExecution. */
  readonly execution?: () => unknown;
  /** Answers to GetExecutionHistory. */
  readonly history?: () => unknown;
  /** Answers to Publish; one that throws has refused it. */
  readonly publish?: (args: Record<string, unknown>) => unknown;
}

/** What is published when an event has come. */
async function notificationsOf(
  event: unknown,
  {
    execution = () => Promise.reject(new StatesError('Sfn.SfnException', 'denied')),
    history = () => historyOf('nightly'),
    publish = () => ({}),
  }: Answers = {},
  definition = machine,
): Promise<Notification[]> {
  const published: Notification[] = [];
  const context = { Execution: { Id: 'arn:execution', Input: event } };
  const output = await execute(definition, context, {
    wait: () => Promise.resolve(),
    call: (resource, args) => {
      if (resource.endsWith(':states:::aws-sdk:sfn:getExecutionHistory')) {
        return Promise.resolve().then(history);
      }
      if (resource.endsWith(':states:::aws-sdk:sfn:describeExecution')) {
        return Promise.resolve().then(execution);
      }
      expect(resource).toMatch(/^arn:aws[\w-]*:states:::sns:publish$/);
      return Promise.resolve().then(() => {
        publish(args);
        published.push(notificationOf(args));
      });
    },
  });
  expect(output).toEqual({ notified: published.length > 0 });
  return published;
}

function notificationOf({ TopicArn, Subject, MessageStructure, Message }: Record<string, unknown>) {
  const texts = (
    MessageStructure === 'json' ? JSON.parse(String(Message)) : { default: Message }
  ) as { default: string; email?: string };
  const message = JSON.parse(texts.default) as Message & Record<string, unknown>;
  expectAmazonQTakes(message);
  // https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
  expect(Subject).toMatch(/^[!-~][ -~]{0,99}$/);
  expect(Buffer.byteLength(String(Message))).toBeLessThan(256 * 1024);
  return { topic: String(TopicArn), subject: String(Subject), message, mail: texts.email };
}

/** https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html */
function expectAmazonQTakes(message: object): void {
  const { content, metadata, ...head } = message as {
    content: { title: string; description: string; nextSteps?: unknown[]; keywords?: unknown[] };
    metadata?: { relatedResources: unknown[]; additionalContext: Record<string, unknown> };
  };
  expect(head).toMatchObject({ version: '1.0', source: 'custom' });
  expect(Object.keys(head).filter((key) => !['version', 'source', 'id'].includes(key))).toEqual([]);
  expect(content.title.length).toBeLessThanOrEqual(250);
  expect(content.description.length).toBeGreaterThan(0);
  expect(content.description.length).toBeLessThanOrEqual(8000);
  const texts = [content.nextSteps, content.keywords, metadata?.relatedResources].flat();
  expect(texts.filter((text) => text !== undefined && typeof text !== 'string')).toEqual([]);
  const context = Object.values(metadata?.additionalContext ?? {});
  expect(context.filter((value) => typeof value !== 'string')).toEqual([]);
}

async function only(event: unknown, answers?: Answers): Promise<Notification> {
  const [first, ...others] = await notificationsOf(event, answers);
  if (first === undefined || others.length > 0) throw new Error('not one notification');
  return first;
}

function linesOf({ message }: Notification): string[] {
  return message.content.description.split('\n');
}

const outOfMemory = {
  exitCode: 137,
  reason: 'OutOfMemoryError: Container killed due to memory usage',
};

test('the definition is one that Step Functions takes', () => {
  expect(validate(machineOf())).toMatchObject({ isValid: true, errors: [] });
});

test('a notification says of a task all that is known of it', async () => {
  const event = taskEvent({ containers: [{ name: 'nightly', ...outOfMemory }] });
  const { topic, subject, message, mail } = await only(event);
  const log =
    'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#logsV2:log-groups/log-group/$252Facme$252Ftest$252Fnightly/log-events/nightly$252Fnightly$252Fc13b4cb40f1f4fe4a2971f76ae5a47ad';
  expect(topic).toBe('arn:topic');
  expect(subject).toBe('acme-test: nightly failed: out of memory');
  expect(message).toEqual({
    version: '1.0',
    source: 'custom',
    id: '3317b2af-7005-947d-b652-f55e762e571a',
    content: {
      textType: 'client-markdown',
      title: 'nightly failed: out of memory',
      description: [
        '*Environment*: acme-test',
        '*Run*: 2026-11-27T23:00:00Z',
        '*Exit code*: 137',
        '*Reason*: OutOfMemoryError: Container killed due to memory usage',
        '*Stopped*: Essential container in task exited (EssentialContainerExited)',
        '*Run time*: 12 min 5 s',
      ].join('\n'),
      nextSteps: ['Give the job more memory: memoryMiB in config.ts', `Log: ${log}`],
      keywords: ['acme-test', 'nightly'],
    },
    metadata: {
      eventType: 'run-failed',
      relatedResources: [event.detail.taskArn],
      additionalContext: {
        job: 'nightly',
        why: 'out of memory',
        Environment: 'acme-test',
        Run: '2026-11-27T23:00:00Z',
        'Exit code': '137',
        Reason: 'OutOfMemoryError: Container killed due to memory usage',
        Stopped: 'Essential container in task exited (EssentialContainerExited)',
        'Run time': '12 min 5 s',
      },
    },
  });
  expect(mail).toBe(
    [
      'nightly failed: out of memory',
      '',
      'Environment: acme-test',
      'Run: 2026-11-27T23:00:00Z',
      'Exit code: 137',
      'Reason: OutOfMemoryError: Container killed due to memory usage',
      'Stopped: Essential container in task exited (EssentialContainerExited)',
      'Run time: 12 min 5 s',
      '',
      '- Give the job more memory: memoryMiB in config.ts',
      `- Log: ${log}`,
    ].join('\n'),
  );
});

const noImage = {
  containers: [
    {
      name: 'plain',
      reason: 'CannotPullContainerError: pull image manifest has been retried 1 time(s): not found',
    },
  ],
  owner: 'plain',
  stopCode: 'TaskFailedToStart',
  stoppedReason: 'CannotPullContainerError: pull image manifest has been retried 1 time(s)',
};

test.each<[string, EndedTask, string, string]>([
  [
    'a crawl that failed',
    { containers: [{ name: 'nightly', exitCode: 1 }] },
    'nightly failed: the run failed (exit code 1)',
    '*Exit code*: 1',
  ],
  [
    'a crawler that is configured wrongly',
    { containers: [{ name: 'nightly', exitCode: 2 }] },
    'nightly failed: wrong configuration (exit code 2)',
    '*Exit code*: 2',
  ],
  [
    'a crawler that was interrupted',
    { containers: [{ name: 'nightly', exitCode: 75 }] },
    'nightly failed: interrupted, the next run goes on (exit code 75)',
    '*Exit code*: 75',
  ],
  [
    'an image of its own, whose codes mean what it wants',
    { owner: 'plain', containers: [{ name: 'plain', exitCode: 2 }] },
    'plain failed: exit code 2',
    '*Exit code*: 2',
  ],
  [
    'an image that is not there',
    noImage,
    'plain failed: its task did not start',
    '*Reason*: CannotPullContainerError: pull image manifest has been retried 1 time(s): not found',
  ],
  [
    'no capacity',
    {
      owner: 'plain',
      containers: [{ name: 'plain' }],
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'Capacity is unavailable at this time. Please try again later',
    },
    'plain failed: its task did not start',
    '*Stopped*: Capacity is unavailable at this time. Please try again later (TaskFailedToStart)',
  ],
  [
    'a task on Spot that AWS took back',
    {
      owner: 'plain',
      containers: [{ name: 'plain', exitCode: 143 }],
      stopCode: 'SpotInterruption',
      stoppedReason: 'Your Spot Task was interrupted.',
    },
    'plain failed: AWS took its capacity back',
    '*Stopped*: Your Spot Task was interrupted. (SpotInterruption)',
  ],
  [
    'a task that somebody stopped',
    {
      owner: 'plain',
      containers: [{ name: 'plain', exitCode: 143 }],
      stopCode: 'UserInitiated',
      stoppedReason: 'Task stopped by user',
    },
    'plain failed: it was stopped',
    '*Stopped*: Task stopped by user (UserInitiated)',
  ],
  [
    'a task of which sidecars ended with it',
    {
      owner: 'proxied',
      containers: [
        { name: 'proxy', exitCode: 137, reason: 'OutOfMemoryError: killed' },
        { name: 'setup', exitCode: 0 },
        { name: 'proxied', exitCode: 3 },
      ],
    },
    'proxied failed: exit code 3',
    '*Exit code*: 3',
  ],
  [
    'a sidecar that failed before the job',
    {
      owner: 'proxied',
      containers: [
        { name: 'proxied' },
        { name: 'proxy', exitCode: 0 },
        { name: 'setup', exitCode: 9 },
      ],
    },
    'proxied failed: exit code 9',
    '*Exit code*: 9 of the container setup',
  ],
  [
    'a job that runs the task of another',
    { containers: [{ name: 'nightly', exitCode: 1 }], environment: { JOB_NAME: 'report' } },
    'report failed: the run failed (exit code 1)',
    '*Exit code*: 1',
  ],
  [
    'a task whose reason has quotes, tags and lines',
    {
      owner: 'plain',
      containers: [
        { name: 'plain', exitCode: 1, reason: 'say "no" <!channel> & {"a": \'b\'}\nend \\' },
      ],
    },
    'plain failed: exit code 1',
    '*Reason*: say "no" &lt;!channel&gt; &amp; {"a": \'b\'}',
  ],
])('of %s it says why', async (_, task, title, line) => {
  const notification = await only(taskEvent(task));
  expect(notification.message.content.title).toBe(title);
  expect(linesOf(notification)).toContain(line);
});

test('a task that did not start has no run time, and a log only where one was begun', async () => {
  const { message } = await only(taskEvent(noImage));
  expect(message.content.description).not.toContain('Run time');
  expect(message.content.nextSteps[0]).toContain('npx fargate-cron verify --env test');
});

test.each([
  ['2026-11-27T23:12:05.1Z', '41 s'],
  ['2026-11-27T21:00:46Z', '2 h 12 min'],
])('a run time since %s is %s', async (startedAt, runTime) => {
  const task = { containers: [{ name: 'nightly', exitCode: 1 }], startedAt };
  expect(linesOf(await only(taskEvent(task)))).toContain(`*Run time*: ${runTime}`);
});

describe('of a run of a state machine', () => {
  const failed = {
    error: 'States.TaskFailed',
    cause: causeOf({ containers: [{ name: 'nightly', ...outOfMemory }] }),
  };

  test('it says what the cause describes, and that no attempt is left', async () => {
    const event = executionEvent(failed);
    const { message } = await only(event);
    expect(message.content.title).toBe('nightly failed: out of memory');
    expect(message.content.description.split('\n')).toEqual([
      '*Environment*: acme-test',
      '*Run*: 2026-11-27T23:00:00Z',
      '*Exit code*: 137',
      '*Reason*: OutOfMemoryError: Container killed due to memory usage',
      '*Stopped*: Essential container in task exited (EssentialContainerExited)',
      '*Error*: States.TaskFailed',
      '*Run time*: 12 min 5 s',
      '*Attempt*: 3 of 3',
    ]);
    expect(message.content.nextSteps.at(-1)).toBe(
      `Execution: https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/${event.detail.executionArn}`,
    );
    expect(message.metadata.relatedResources).toHaveLength(2);
  });

  test('it finds the task in the cause of an execution that counted its attempts', async () => {
    const cause = `States.TaskFailed: ${failed.cause}`;
    const notification = await only(executionEvent({ error: 'JobFailed', cause }));
    expect(notification.message.content.title).toBe('nightly failed: out of memory');
    expect(linesOf(notification)).toContain('*Error*: JobFailed');
  });

  test('it does with a cause that was cut', async () => {
    const cause = failed.cause.slice(0, -20);
    const notification = await only(executionEvent({ error: 'JobFailed', cause }));
    expect(notification.message.content.title).toBe('nightly failed: JobFailed');
    expect(notification.message.content.description).toContain('OutOfMemoryError');
  });

  test('it says that one took too long, with the log of its last task', async () => {
    const notification = await only(executionEvent({ error: 'States.Timeout' }));
    expect(notification.message.content.title).toBe('nightly failed: it took too long');
    expect(linesOf(notification)).toContain('*Attempt*: 3 of 3');
    expect(notification.message.content.nextSteps[1]).toMatch(
      /log-events\/nightly\$252Fnightly\$252Fc13b/,
    );
  });

  test.each<[string, () => unknown]>([
    ['cannot be read', () => Promise.reject(new StatesError('Sfn.SfnException', 'no'))],
    ['has no task', () => ({ Events: [{ Id: 1, Type: 'ExecutionStarted' }] })],
    [
      'is not what was expected',
      () => ({ Events: [{ TaskSubmittedEventDetails: { Output: '{"Tasks"' } }] }),
    ],
  ])('it does without the log where the history %s', async (_, history) => {
    const { message } = await only(executionEvent({ error: 'States.Timeout' }), { history });
    expect(message.content.title).toBe('nightly failed: it took too long');
    expect(message.content.nextSteps.join()).not.toContain('Log:');
  });

  test('it says of one that could not start what runs after it how to go on', async () => {
    const error = 'StepFunctions.StateMachineDoesNotExistException';
    const { message } = await only(executionEvent({ error, cause: 'no such machine' }));
    expect(message.content.title).toBe(`nightly failed: ${error}`);
    expect(message.content.nextSteps[0]).toContain('Redrive the execution');
  });

  test('it says that and why one was stopped', async () => {
    const stopped = executionEvent({ status: 'ABORTED', error: 'Ops', cause: 'we <deploy> "now"' });
    const notification = await only(stopped);
    expect(notification.message.content.title).toBe('nightly failed: it was stopped');
    expect(linesOf(notification)).toContain('*Error*: Ops: we &lt;deploy&gt; "now"');
    expect(notification.mail).toContain('Error: Ops: we <deploy> "now"');
  });

  test.each([
    ['ClaimFailed', 's3://acme/claim could not be read'],
    ['ECS.InvalidParameterException', 'no such subnet'],
    ['BatchesFailed', 'States.ExceedToleratedFailureThreshold: 3 of 9'],
  ])('it tells %s by its name', async (error, cause) => {
    const notification = await only(executionEvent({ job: 'wide', error, cause }));
    expect(notification.message.content.title).toBe(`wide failed: ${error}`);
    expect(linesOf(notification)).toContain(`*Error*: ${error}: ${cause}`);
    expect(notification.message.content.description).not.toContain('Attempt');
  });

  test('it names the watch, and does with an execution without error and input', async () => {
    const { message } = await only(executionEvent({ job: '_watch', input: null }), {
      history: () => ({ Events: [] }),
    });
    expect(message.content.title).toBe('acme-test_watch failed: see below');
  });
});

test('an attempt that failed is told as one', async () => {
  const { message } = await only(
    taskEvent({
      containers: [{ name: 'nightly', exitCode: 1 }],
      startedBy: 'AWS Step Functions',
    }),
  );
  expect(message.content.title).toBe('nightly: an attempt failed: the run failed (exit code 1)');
  expect(message.metadata.eventType).toBe('attempt-failed');
});

test.each([
  ['an execution', executionEvent({ status: 'ABORTED', error: 'RunReplaced', cause: 'by 9a1c' })],
  [
    'a task',
    taskEvent({
      containers: [{ name: 'plain', exitCode: 143 }],
      stopCode: 'UserInitiated',
      stoppedReason: 'RunReplaced',
    }),
  ],
])('nobody is notified of %s that made room for another', async (_, event) => {
  await expect(notificationsOf(event)).resolves.toEqual([]);
});

describe('a notification is not lost', () => {
  const event = taskEvent({ containers: [{ name: 'nightly', exitCode: 1 }] });

  test('when SNS refuses it for a while', async () => {
    let refusals = 5;
    const publish = (): void => {
      if (refusals-- > 0) throw new StatesError('SNS.ThrottledException', 'slower');
    };
    const { subject } = await only(event, { publish });
    expect(subject).toBe('acme-test: nightly failed: the run failed (exit code 1)');
  });

  test('when its text cannot be made', async () => {
    const odd = { ...event, detail: { ...event.detail, startedAt: 'long ago' } };
    const [{ subject, message, mail }] = (await notificationsOf(odd)) as [Notification];
    expect({ subject, title: message.content.title, mail }).toEqual({
      subject: 'acme-test: a run failed',
      title: 'acme-test: a run failed',
      mail: undefined,
    });
    expect(message.content.description).toContain('"exitCode":1');
  });
});

test.each([
  ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn'],
  ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com'],
  ['us-iso-east-1', undefined],
])('services and links are those of the partition of %s', async (region, console) => {
  const definition = machineOf({ region });
  expect(JSON.stringify(definition)).not.toContain('arn:aws:');
  const event = executionEvent({ error: 'States.Timeout' });
  const [notification] = await notificationsOf(event, {}, definition);
  const links = notification?.message.content.nextSteps.filter((step) => step.includes('https:'));
  expect(links?.map((each) => /https:.*?\/(?=home)/.exec(each)?.[0])).toEqual(
    console === undefined ? [] : [`${console}/cloudwatch/`, `${console}/states/`],
  );
});

test('a log group with a name of its own is linked by it', async () => {
  const { test } = configOf().environments;
  const definition = machineOf({
    environments: {
      test: { ...test, imports: { logGroups: { plain: '/old/#plain' } } },
    } as Config['environments'],
  });
  const event = taskEvent({ owner: 'plain', containers: [{ name: 'plain', exitCode: 1 }] });
  const [notification] = await notificationsOf(event, {}, definition);
  expect(notification?.message.content.nextSteps[0]).toContain(
    'log-group/$252Fold$252F$2523plain/log-events/plain$252Fplain$252F',
  );
});

describe('with a key of one’s own, of whose executions events say no more than that they ended', () => {
  const kmsKeyArn = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd';
  const encrypted = () => machineOf({ encryption: { kmsKeyArn } });
  const definition = encrypted();
  const withoutDetails = (event: ReturnType<typeof executionEvent>) => ({
    ...event,
    detail: { ...event.detail, input: null, output: null, error: null, cause: null },
  });
  const cause = causeOf({ containers: [{ name: 'nightly', ...outOfMemory }] });

  test('the definition is one that Step Functions takes', () => {
    expect(validate(encrypted())).toMatchObject({ isValid: true, errors: [] });
  });

  test.each([
    ['failed', { error: 'States.TaskFailed', cause }],
    ['took too long', { error: 'States.Timeout' }],
    ['was stopped', { status: 'ABORTED', error: 'Ops', cause: 'we deploy' } as const],
  ])('the notification of a run that %s says the same', async (_, run) => {
    const event = executionEvent(run);
    const { input, error, cause: why } = event.detail;
    const execution = () => ({
      Input: input,
      ...(error !== null && { Error: error }),
      ...(why !== null && { Cause: why }),
    });
    const found = await notificationsOf(withoutDetails(event), { execution }, definition);
    expect(found).toEqual([await only(event)]);
  });

  test('nobody is notified of a run that made room for another', async () => {
    const event = executionEvent({ status: 'ABORTED', error: 'RunReplaced', cause: 'by 9a1c' });
    const execution = () => ({ Error: 'RunReplaced', Cause: 'by 9a1c' });
    await expect(
      notificationsOf(withoutDetails(event), { execution }, definition),
    ).resolves.toEqual([]);
  });

  test('there is a notification without details where the execution cannot be read', async () => {
    const event = withoutDetails(executionEvent({}));
    const [{ subject }] = (await notificationsOf(event, {}, definition)) as [Notification];
    expect(subject).toBe('acme-test: nightly failed: see below');
  });

  test('of a task the event says all', async () => {
    const event = taskEvent({ containers: [{ name: 'nightly', exitCode: 1 }] });
    await expect(notificationsOf(event, {}, definition)).resolves.toEqual([await only(event)]);
  });
});
