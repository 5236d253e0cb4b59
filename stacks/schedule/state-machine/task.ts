import { ownOverrides } from '../../settings/target-input';
import { literal } from '../../rules/literal';
import type { JobSettings } from '../../settings/settings';
import { integration, jsonata, type Surroundings } from './states';

export interface TaskRun {
  /** Replaces the job's command. */
  readonly command?: readonly string[];
  /** Variables of the container; values may be JSONata. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * A state that runs the job's task to its end.
 *
 * @param provider of capacity, for a task that may run on Spot
 */
export function runTask(
  job: JobSettings,
  surroundings: Surroundings,
  { command, environment }: TaskRun,
  provider?: string,
) {
  const own = ownOverrides(job);
  const words = command ?? own.command;
  return {
    Type: 'Task',
    Resource: integration(surroundings.partition, 'ecs:runTask.sync'),
    Arguments: {
      Cluster: surroundings.clusterArn,
      TaskDefinition: surroundings.taskDefinitionArn,
      ...(provider === undefined
        ? { LaunchType: 'FARGATE' }
        : { CapacityProviderStrategy: [{ CapacityProvider: provider, Weight: 1 }] }),
      PlatformVersion: job.platformVersion,
      PropagateTags: 'TASK_DEFINITION',
      ...(job.debug && { EnableExecuteCommand: true }),
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          Subnets: surroundings.subnets,
          SecurityGroups: surroundings.securityGroups,
          AssignPublicIp: surroundings.assignPublicIp,
        },
      },
      Overrides: {
        ContainerOverrides: [
          {
            Name: job.task,
            ...(words !== undefined && { Command: words.map(plain) }),
            Environment: [
              ...Object.entries(own.environment).map(([name, text]) => ({
                Name: plain(name),
                Value: plain(text),
              })),
              ...Object.entries(environment).map(([Name, Value]) => ({ Name, Value })),
            ],
          },
        ],
      },
    },
    // The whole description of a task, many times over, would pass what a state may hand on.
    Output: {},
    ...(job.timeoutSeconds !== undefined && { TimeoutSeconds: job.timeoutSeconds }),
  };
}

/** A text of `config.ts`, which neither Terraform nor Step Functions may take for more than that. */
function plain(text: string): string {
  return literal(text.startsWith('{%') ? jsonata(JSON.stringify(text)) : text);
}
