import { execute, StatesError } from '../../../../local/fargate/states-language';

/** What a task was started with: its command, if it was replaced, and its variables. */
export interface Started {
  readonly command: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Exit codes by container, or that of the job's own, where no other ended badly. */
type Ended = number | Readonly<Record<string, number>>;
type Task = (started: Started, stop: AbortSignal) => Promise<Ended> | Ended;

/** S3 with conditional writes, the executions there are, and a container that a test scripts. */
export class StateMachineWorld {
  readonly objects = new Map<string, { body: string; etag: string }>();
  readonly executions = new Map<string, string>();
  readonly started: Started[] = [];
  /** What each of them runs on. */
  readonly capacity: unknown[] = [];
  readonly waits: number[] = [];
  /** What was asked of `StopExecution`. */
  readonly stopped: Record<string, unknown>[] = [];
  /** What was asked of `StartExecution`. */
  readonly startedMachines: Record<string, unknown>[] = [];
  readonly #halts = new Map<string, AbortController>();
  /** Called before each write: another execution may be quicker. */
  beforeWrite: (key: string) => void = () => undefined;
  /** Called before each stop: Step Functions may refuse it. */
  beforeStop: () => void = () => undefined;
  /** Called before another state machine is started: Step Functions may refuse it. */
  beforeStartedMachine: () => void = () => undefined;
  /** What happens while an execution waits. */
  duringWait: (seconds: number) => Promise<void> = () => Promise.resolve();
  /** Called before each start: ECS may refuse it. */
  beforeStart: () => void = () => undefined;
  readonly #task: Task;
  #writes = 0;

  constructor(task: Task = () => 0) {
    this.#task = task;
  }

  /**
   * Executes a definition.
   *
   * @param name of the execution
   */
  async run(definition: unknown, name: string, scheduledTime: string): Promise<unknown> {
    const arn = executionArn(name);
    this.executions.set(arn, 'RUNNING');
    const halt = new AbortController();
    this.#halts.set(arn, halt);
    try {
      const output = await execute(
        definition,
        { Execution: { Id: arn, Input: { scheduledTime } } },
        {
          call: (resource, args, stop) => this.#call(resource, args, stop),
          wait: (seconds) => {
            this.waits.push(seconds);
            return this.duringWait(seconds);
          },
        },
        halt.signal,
      );
      this.executions.set(arn, 'SUCCEEDED');
      return output;
    } catch (error) {
      if (!halt.signal.aborted) this.executions.set(arn, 'FAILED');
      throw error;
    }
  }

  write(key: string, body: unknown): void {
    this.#writes += 1;
    this.objects.set(key, { body: JSON.stringify(body), etag: `"${this.#writes}"` });
  }

  async #call(resource: string, args: Record<string, unknown>, stop: AbortSignal) {
    switch (resource) {
      case 'arn:aws:states:::aws-sdk:s3:putObject':
        return this.#put(args);
      case 'arn:aws:states:::aws-sdk:s3:getObject':
      case 'arn:aws:states:::s3:getObject': {
        const found = this.objects.get(String(args['Key']));
        if (found === undefined) throw s3Error(404);
        return { Body: found.body, ETag: found.etag };
      }
      case 'arn:aws:states:::aws-sdk:sfn:describeExecution': {
        const status = this.executions.get(String(args['ExecutionArn']));
        if (status === undefined) throw new StatesError('Sfn.ExecutionDoesNotExistException', '');
        return { Status: status };
      }
      case 'arn:aws:states:::aws-sdk:sfn:stopExecution': {
        const arn = String(args['ExecutionArn']);
        this.beforeStop();
        this.stopped.push(args);
        this.executions.set(arn, 'ABORTED');
        this.#halts.get(arn)?.abort(new StatesError('States.Aborted', String(args['Cause'])));
        return {};
      }
      case 'arn:aws:states:::states:startExecution':
        this.beforeStartedMachine();
        this.startedMachines.push(args);
        return {};
      case 'arn:aws:states:::ecs:runTask.sync': {
        this.beforeStart();
        const { name, ...started } = startedOf(args);
        this.started.push(started);
        this.capacity.push(args['LaunchType'] ?? args['CapacityProviderStrategy']);
        const ended = await this.#task(started, stop);
        const exitCodes = typeof ended === 'number' ? { [name]: ended } : ended;
        const description = {
          Containers: Object.entries(exitCodes).map(([Name, ExitCode]) => ({ ExitCode, Name })),
          StopCode: 'EssentialContainerExited',
          TaskArn: 'arn:aws:ecs:us-east-1:123456789012:task/c/1',
        };
        // Whichever container it was, essential or not.
        if (Object.values(exitCodes).some((code) => code !== 0)) {
          throw new StatesError('States.TaskFailed', JSON.stringify(description));
        }
        return description;
      }
      default:
        throw new Error(`there is no ${resource}`);
    }
  }

  #put(args: { Key?: string; Body?: unknown; IfNoneMatch?: string; IfMatch?: string }): object {
    const { Key = '', Body, IfNoneMatch, IfMatch } = args;
    this.beforeWrite(Key);
    const found = this.objects.get(Key);
    if (IfNoneMatch === '*' && found !== undefined) throw s3Error(412);
    if (IfMatch !== undefined && IfMatch !== found?.etag) throw s3Error(412);
    this.write(Key, Body);
    return {};
  }
}

export function s3Error(status: number): StatesError {
  return new StatesError(
    'S3.S3Exception',
    `no (Service: S3, Status Code: ${status}, Request ID: 1)`,
  );
}

function startedOf(args: Record<string, unknown>): Started & { readonly name: string } {
  const { ContainerOverrides } = args['Overrides'] as {
    ContainerOverrides: {
      Name: string;
      Command?: string[];
      Environment: { Name: string; Value: string }[];
    }[];
  };
  const [override] = ContainerOverrides;
  return {
    name: override?.Name ?? '',
    command: override?.Command?.join(' '),
    environment: Object.fromEntries(
      (override?.Environment ?? []).map(({ Name, Value }) => [Name, Value]),
    ),
  };
}

export function executionArn(name: string): string {
  return `arn:aws:states:us-east-1:123456789012:execution:acme-test-nightly:${name}`;
}
