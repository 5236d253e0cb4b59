import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  GetObjectCommand,
  PutObjectCommand,
  S3ServiceException,
  type S3Client,
} from '@aws-sdk/client-s3';
import { DescribeStateMachineCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { IAMClient } from '@aws-sdk/client-iam';
import { runReplaced } from '../../stacks/rules/run-replaced';
import { readRole } from './deployed-role';
import type { EndedExecution } from './end-events';
import {
  requireAllowed,
  requireTrust,
  type Call,
  type Role,
} from '../../stacks/testing/permissions';
import { execute, StatesError } from './states-language';
import type { MachineTarget, TaskTarget } from './target';

/** What an execution asks of the world around it. */
export interface MachineSurroundings {
  readonly clients: { readonly iam: IAMClient; readonly s3: S3Client; readonly sfn: SFNClient };
  /** The checkout; executions are remembered in its `.fargate-cron`. */
  readonly directory: string;
  /** Runs a task to its end. */
  readonly runTask: (
    target: TaskTarget,
    stop: AbortSignal,
  ) => Promise<{ readonly exitCode: number; readonly taskId: string }>;
  /** Hears of an execution that this one starts, which goes on by itself. */
  readonly started: (target: MachineTarget) => void;
  /** Hears of an execution that has ended. */
  readonly ended: (execution: EndedExecution) => Promise<void>;
  readonly stop?: AbortSignal | undefined;
}

/**
 * Plays Step Functions for one execution of a deployed state machine, with what its role allows.
 *
 * @returns the output
 * @throws StatesError when the execution has failed
 * @throws when a role lacks a right
 */
export async function runStateMachine(
  target: MachineTarget,
  { clients, directory, runTask, started, ended, stop }: MachineSurroundings,
): Promise<unknown> {
  const { stateMachineArn } = target;
  const trigger = await readRole(clients.iam, target.roleArn);
  await requireTrust(trigger, target.service, target.sourceArn);
  await requireAllowed(trigger, [{ action: 'states:StartExecution', resource: stateMachineArn }]);
  const { definition = '', roleArn = '' } = await clients.sfn.send(
    new DescribeStateMachineCommand({ stateMachineArn }),
  );
  const role = await readRole(clients.iam, roleArn);
  await requireTrust(role, 'states.amazonaws.com', stateMachineArn);

  const executions = new Executions(directory);
  const arn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${randomUUID()}`;
  const calls = callsOf(clients.s3, executions, role);
  const call = async (resource: string, args: Record<string, unknown>, halt: AbortSignal) => {
    if (actionOf(resource) === 'states:startExecution') {
      const next = String(args['StateMachineArn']);
      await requireAllowed(role, [{ action: 'states:StartExecution', resource: next }]);
      started({
        scheduledTime: target.scheduledTime,
        input: args['Input'],
        stateMachineArn: next,
        roleArn,
        service: 'states.amazonaws.com',
        sourceArn: stateMachineArn,
      });
      return {};
    }
    if (actionOf(resource) !== 'ecs:runTask.sync') return calls(resource, args);
    const task = taskOf(args, { ...target, roleArn, sourceArn: stateMachineArn });
    const { exitCode, taskId } = await runTask(task, halt);
    if (exitCode !== 0) {
      throw new StatesError('States.TaskFailed', `the task ${taskId} ended with ${exitCode}`);
    }
    return { TaskArn: `${task.clusterArn.replace(':cluster/', ':task/')}/${taskId}` };
  };
  executions.set(arn, 'RUNNING');
  const startedAt = new Date();
  const execution = () => ({ target, arn, startedAt, stoppedAt: new Date() });
  const halt = new AbortController();
  // Another execution may be of another process.
  const watch = setInterval(() => {
    if (executions.get(arn) !== 'ABORTED') return;
    halt.abort(new StatesError(runReplaced, 'by another run'));
  }, 500);
  try {
    const context = { Execution: { Id: arn, Input: target.input } };
    const stops = AbortSignal.any([halt.signal, ...(stop === undefined ? [] : [stop])]);
    const output = await execute(JSON.parse(definition), context, { call }, stops);
    executions.set(arn, 'SUCCEEDED');
    await ended({ ...execution(), output });
    return output;
  } catch (error) {
    executions.set(arn, halt.signal.aborted ? 'ABORTED' : 'FAILED');
    if (error instanceof StatesError) await ended({ ...execution(), failure: error });
    throw error;
  } finally {
    clearInterval(watch);
  }
}

/** The calls of other services, each when the role allows it. */
function callsOf(s3: S3Client, executions: Executions, role: Role) {
  const [, partition = 'aws'] = role.arn.split(':');
  return async (resource: string, args: Record<string, unknown>): Promise<unknown> => {
    const bucket = String(args['Bucket']);
    const key = String(args['Key']);
    const object = (action: string): Call => ({
      action,
      resource: `arn:${partition}:s3:::${bucket}/${key}`,
    });
    switch (actionOf(resource)) {
      case 'aws-sdk:s3:putObject':
        await requireAllowed(role, [object('s3:PutObject')]);
        return awsSdk(() =>
          s3.send(
            new PutObjectCommand({
              Bucket: bucket,
              Key: key,
              Body: JSON.stringify(args['Body']),
              ContentType: String(args['ContentType']),
              ...('IfMatch' in args && { IfMatch: String(args['IfMatch']) }),
              ...('IfNoneMatch' in args && { IfNoneMatch: String(args['IfNoneMatch']) }),
            }),
          ),
        );
      case 'aws-sdk:s3:getObject':
      case 's3:getObject':
        await requireAllowed(role, [object('s3:GetObject')]);
        return awsSdk(async () => {
          const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
          return { Body: await Body?.transformToString(), ETag };
        });
      case 'aws-sdk:sfn:describeExecution': {
        const arn = String(args['ExecutionArn']);
        await requireAllowed(role, [{ action: 'states:DescribeExecution', resource: arn }]);
        return { Status: executions.get(arn) };
      }
      case 'aws-sdk:sfn:stopExecution': {
        const arn = String(args['ExecutionArn']);
        await requireAllowed(role, [{ action: 'states:StopExecution', resource: arn }]);
        if (executions.get(arn) === 'RUNNING') executions.set(arn, 'ABORTED');
        return {};
      }
      default:
        throw new Error(`the stand-in for Step Functions does not know ${resource}`);
    }
  };
}

/** What a state calls: `arn:<partition>:states:::<service>:<action>` to the last two. */
function actionOf(resource: string): string {
  return resource.split(':states:::')[1] ?? resource;
}

/** Gives an error of S3 the name and the text that Step Functions gives it. */
async function awsSdk<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    const name = error.name === 'NoSuchKey' ? 'NoSuchKey' : 'S3';
    const { httpStatusCode = 0, requestId = '' } = error.$metadata;
    throw new StatesError(
      `S3.${name}Exception`,
      `${error.message} (Service: S3, Status Code: ${httpStatusCode}, Request ID: ${requestId})`,
    );
  }
}

/** The arguments of a RunTask, as what the stand-in for ECS starts. */
function taskOf(args: Record<string, unknown>, machine: MachineTarget): TaskTarget {
  const { ContainerOverrides } = args['Overrides'] as {
    ContainerOverrides: {
      Name: string;
      Command?: string[];
      Environment: { Name: string; Value: string }[];
    }[];
  };
  return {
    scheduledTime: machine.scheduledTime,
    clusterArn: String(args['Cluster']),
    taskDefinitionArn: String(args['TaskDefinition']),
    roleArn: machine.roleArn,
    service: 'states.amazonaws.com',
    sourceArn: machine.sourceArn,
    overrides: {
      containerOverrides: ContainerOverrides.map(({ Name, Command, Environment }) => ({
        name: Name,
        ...(Command !== undefined && { command: Command }),
        environment: Environment.map(({ Name: name, Value: value }) => ({ name, value })),
      })),
    },
  };
}

/** What became of executions: moto cannot be told. Lies with the state, and is forgotten with it. */
class Executions {
  readonly #folder: string;

  constructor(directory: string) {
    this.#folder = join(directory, '.fargate-cron', 'state', 'local', 'executions');
    mkdirSync(this.#folder, { recursive: true });
  }

  set(arn: string, status: string): void {
    writeFileSync(this.#file(arn), status);
  }

  /** @throws StatesError when there is no such execution */
  get(arn: string): string {
    const file = this.#file(arn);
    if (!existsSync(file)) throw new StatesError('Sfn.ExecutionDoesNotExistException', arn);
    return readFileSync(file, 'utf8');
  }

  #file(arn: string): string {
    return join(this.#folder, arn.replaceAll(/[^\w-]/g, '_'));
  }
}
