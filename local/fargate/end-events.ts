import { runReplaced } from '../../stacks/rules/run-replaced';
import type { ServiceEvent } from './deliver-event';
import type { MachineTarget, TaskTarget } from './target';

export interface EndedTask {
  readonly target: TaskTarget;
  readonly family: string;
  readonly taskId: string;
  readonly startedBy: string;
  readonly startedAt: Date;
  readonly stoppedAt: Date;
  /** That of the container that the target names. */
  readonly exitCode: number;
}

/**
 * What ECS tells of a task that has stopped.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
export function taskEndEvent(task: EndedTask): ServiceEvent {
  const { target, family, taskId, startedBy, startedAt, stoppedAt, exitCode } = task;
  const { clusterArn, taskDefinitionArn, overrides } = target;
  const taskArn = `${clusterArn.replace(':cluster/', ':task/')}/${taskId}`;
  const [container] = overrides.containerOverrides ?? [];
  return {
    source: 'aws.ecs',
    'detail-type': 'ECS Task State Change',
    resource: taskArn,
    detail: {
      clusterArn,
      containers: [{ name: container?.name, taskArn, lastStatus: 'STOPPED', exitCode }],
      createdAt: startedAt.toISOString(),
      desiredStatus: 'STOPPED',
      group: `family:${family}`,
      lastStatus: 'STOPPED',
      launchType: 'FARGATE',
      overrides,
      startedAt: startedAt.toISOString(),
      startedBy,
      stopCode: 'EssentialContainerExited',
      stoppedAt: stoppedAt.toISOString(),
      stoppedReason: 'Essential container in task exited',
      stoppingAt: stoppedAt.toISOString(),
      taskArn,
      taskDefinitionArn,
      updatedAt: stoppedAt.toISOString(),
      version: 5,
    },
  };
}

export interface EndedExecution {
  readonly target: MachineTarget;
  readonly arn: string;
  readonly startedAt: Date;
  readonly stoppedAt: Date;
  /** Of an execution that succeeded. */
  readonly output?: unknown;
  /** Of one that failed. */
  readonly failure?: { readonly error: string; readonly cause: string };
}

/**
 * What Step Functions tells of an execution that has ended.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export function executionEndEvent(execution: EndedExecution): ServiceEvent {
  const { target, arn, startedAt, stoppedAt, output, failure } = execution;
  return {
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    resource: arn,
    detail: {
      executionArn: arn,
      stateMachineArn: target.stateMachineArn,
      name: arn.split(':').at(-1),
      status: statusOf(failure),
      startDate: startedAt.getTime(),
      stopDate: stoppedAt.getTime(),
      input: JSON.stringify(target.input),
      output: output === undefined ? null : JSON.stringify(output),
      error: failure?.error ?? null,
      cause: failure?.cause ?? null,
    },
  };
}

function statusOf(failure: EndedExecution['failure']): string {
  if (failure === undefined) return 'SUCCEEDED';
  return failure.error === runReplaced ? 'ABORTED' : 'FAILED';
}
