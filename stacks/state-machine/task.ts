import { ownOverrides } from '../job-target';
import { literal } from '../literal';
import type { JobSettings } from '../settings';
import { jsonata, type Surroundings } from './states';

// Seconds before the first retry; twice as many before each one after it, but not for ever.
const firstRetrySeconds = 60;
const longestRetrySeconds = 15 * 60;

export interface TaskRun {
  /** Replaces the job's command. */
  readonly command?: readonly string[];
  /** Variables of the container; values may be JSONata. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A state that runs the job's task to its end, and again when it failed or took too long. */
export function runTask(
  job: JobSettings,
  surroundings: Surroundings,
  { command, environment }: TaskRun,
) {
  const own = ownOverrides(job);
  const words = command ?? own.command;
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::ecs:runTask.sync',
    Arguments: {
      Cluster: surroundings.clusterArn,
      TaskDefinition: surroundings.taskDefinitionArn,
      ...capacity(job),
      PlatformVersion: job.platformVersion,
      PropagateTags: 'TASK_DEFINITION',
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
              ...Object.entries(own.environment).map(([Name, text]) => ({
                Name,
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
    ...(job.retries > 0 && {
      Retry: [
        {
          ErrorEquals: ['States.ALL'],
          IntervalSeconds: firstRetrySeconds,
          MaxAttempts: job.retries,
          BackoffRate: 2,
          MaxDelaySeconds: longestRetrySeconds,
        },
      ],
    }),
  };
}

/** A text of `config.ts`, which neither Terraform nor Step Functions may take for more than that. */
function plain(text: string): string {
  return literal(text.startsWith('{%') ? jsonata(JSON.stringify(text)) : text);
}

/** A task on Spot that was interrupted is not left to it again. */
function capacity({ spot }: JobSettings) {
  if (!spot) return { LaunchType: 'FARGATE' };
  const provider = `$states.context.State.RetryCount = 0 ? 'FARGATE_SPOT' : 'FARGATE'`;
  return { CapacityProviderStrategy: [{ CapacityProvider: jsonata(provider), Weight: 1 }] };
}
