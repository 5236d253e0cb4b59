// Events as EventBridge delivers them, after those that AWS documents and that people have published:
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
// https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html

const cluster = 'arn:aws:ecs:us-east-1:123456789012:cluster/acme-test';
const taskId = 'c13b4cb40f1f4fe4a2971f76ae5a47ad';

export interface EndedContainer {
  readonly name: string;
  readonly exitCode?: number;
  readonly reason?: string;
}

export interface EndedTask {
  /** Whose task it is. */
  readonly owner?: string;
  readonly containers: readonly EndedContainer[];
  readonly stopCode?: string;
  readonly stoppedReason?: string;
  /** Not that of a task that did not start. */
  readonly startedAt?: string;
  readonly startedBy?: string;
  /** Variables of the overrides beside the scheduled time. */
  readonly environment?: Readonly<Record<string, string>>;
}

const scheduledTime = '2026-11-27T23:00:00Z';

/** `ECS Task State Change` of a task that has stopped. */
export function taskEvent({
  owner = 'nightly',
  containers,
  stopCode = 'EssentialContainerExited',
  stoppedReason = 'Essential container in task exited',
  startedAt = '2026-11-27T23:00:41.5Z',
  startedBy = 'chronos-schedule/nightly',
  environment = {},
}: EndedTask) {
  const taskArn = `arn:aws:ecs:us-east-1:123456789012:task/acme-test/${taskId}`;
  const variables = { ...environment, SCHEDULED_TIME: scheduledTime };
  return {
    version: '0',
    id: '3317b2af-7005-947d-b652-f55e762e571a',
    'detail-type': 'ECS Task State Change',
    source: 'aws.ecs',
    account: '123456789012',
    time: '2026-11-27T23:12:46Z',
    region: 'us-east-1',
    resources: [taskArn],
    detail: {
      attachments: [
        { id: '1789bcae', type: 'eni', status: 'DELETED', details: [{ name: 'x', value: 'y' }] },
      ],
      clusterArn: cluster,
      containers: containers.map((container) => ({
        containerArn: `${taskArn.replace(':task/', ':container/')}/1`,
        lastStatus: 'STOPPED',
        image: `acme/${container.name}:1`,
        taskArn,
        networkInterfaces: [{ attachmentId: '1789bcae', privateIpv4Address: '10.0.0.98' }],
        cpu: '0',
        ...container,
      })),
      createdAt: '2026-11-27T23:00:05.012Z',
      desiredStatus: 'STOPPED',
      enableExecuteCommand: false,
      group: `family:acme-test-${owner}`,
      launchType: 'FARGATE',
      lastStatus: 'STOPPED',
      overrides: {
        containerOverrides: [
          {
            environment: Object.entries(variables).map(([name, value]) => ({ name, value })),
            name: owner,
          },
          ...containers.filter(({ name }) => name !== owner).map(({ name }) => ({ name })),
        ],
      },
      platformVersion: '1.4.0',
      ...(stopCode !== 'TaskFailedToStart' && { startedAt }),
      startedBy,
      stopCode,
      stoppedReason,
      stoppingAt: '2026-11-27T23:12:40.9Z',
      stoppedAt: '2026-11-27T23:12:46.500Z',
      taskArn,
      taskDefinitionArn: `arn:aws:ecs:us-east-1:123456789012:task-definition/acme-test-${owner}:7`,
      updatedAt: '2026-11-27T23:12:46.500Z',
      version: 6,
    },
  };
}

/** What Step Functions says of a task that it ran and that failed: the task in its own case of letters. */
export function causeOf(task: EndedTask): string {
  const { detail } = taskEvent({ ...task, startedBy: 'AWS Step Functions' });
  return JSON.stringify(inPascalCase(detail));
}

function inPascalCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inPascalCase);
  if (typeof value === 'string' && /^2026-.*Z$/.test(value) && value !== scheduledTime) {
    return Date.parse(value);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key.replace(/^./, (letter) => letter.toUpperCase()),
      inPascalCase(each),
    ]),
  );
}

export interface EndedRun {
  readonly job?: string;
  readonly status?: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly error?: string | null;
  readonly cause?: string | null;
  readonly input?: string | null;
}

/** `Step Functions Execution Status Change` of an execution that has failed. */
export function executionEvent({
  job = 'nightly',
  status = 'FAILED',
  error = null,
  cause = null,
  input = JSON.stringify({ scheduledTime }),
}: EndedRun) {
  const name = job.startsWith('_') ? `acme-test${job}` : `acme-test-${job}`;
  const executionArn = `arn:aws:states:us-east-1:123456789012:execution:${name}:9a1b`;
  return {
    version: '0',
    id: '315c1398-40ff-a850-213b-158f73e60175',
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: '123456789012',
    time: '2026-11-27T23:32:00Z',
    region: 'us-east-1',
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn: `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`,
      name: '9a1b',
      status,
      startDate: 1_795_000_000_000,
      stopDate: 1_795_000_900_000,
      input,
      inputDetails: { included: input !== null },
      output: null,
      outputDetails: null,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: 'REDRIVABLE',
      redriveStatusReason: null,
      error,
      cause,
    },
  };
}

/** The answer to GetExecutionHistory, newest first, of an execution whose task took too long. */
export function historyOf(owner: string) {
  const { taskArn: TaskArn, taskDefinitionArn: TaskDefinitionArn } = taskEvent({
    owner,
    containers: [],
  }).detail;
  return {
    Events: [
      { Id: 9, Type: 'ExecutionFailed', ExecutionFailedEventDetails: { Error: 'States.Timeout' } },
      { Id: 8, Type: 'TaskTimedOut', TaskTimedOutEventDetails: { Error: 'States.Timeout' } },
      {
        Id: 7,
        Type: 'TaskSubmitted',
        TaskSubmittedEventDetails: {
          ResourceType: 'ecs',
          Resource: 'runTask.sync',
          Output: JSON.stringify({ Failures: [], Tasks: [{ TaskArn, TaskDefinitionArn }] }),
          OutputDetails: { Truncated: false },
        },
      },
      { Id: 6, Type: 'TaskStarted', TaskStartedEventDetails: { ResourceType: 'ecs' } },
      { Id: 5, Type: 'TaskScheduled', TaskScheduledEventDetails: { Parameters: '{}' } },
    ],
  };
}
