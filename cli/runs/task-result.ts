import type { Task } from '@aws-sdk/client-ecs';

/** How a task ended. */
export interface TaskResult {
  /** Exit code of the job's container; nothing when it never ran. */
  readonly exitCode: number | undefined;
  /** Why ECS stopped the task, such as `CannotPullContainerError: …`. */
  readonly reason: string;
}

/** @param name of the job's container; others are at its side */
export function resultOf(
  { containers = [], stoppedReason, stopCode }: Task,
  name: string,
): TaskResult {
  const container = containers.find((each) => each.name === name) ?? containers[0];
  return {
    exitCode: container?.exitCode,
    reason: [stoppedReason ?? stopCode, container?.reason].filter(Boolean).join(': '),
  };
}
