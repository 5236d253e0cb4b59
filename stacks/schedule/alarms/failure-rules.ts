import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import type { Construct } from 'constructs';
import { alarmRules } from '../../rules/alarm-rules';
import { watchName } from '../../rules/missed-runs';
import type { JobSettings, Settings } from '../../settings/settings';
import { needsStateMachine, stateMachineName } from '../../settings/state-machine';
import { arnOf, type Surroundings } from '../arn';
import { numberedRules, taskPattern, taskPatterns } from '../event-patterns';

// As many of the longest names as a pattern of 2,048 characters has room for.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
const mostMachinesNamed = 10;

// `startedBy` of tasks that `runTask.sync` started.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html
const stateMachines = { prefix: 'AWS Step Functions' };

/**
 * Sees tasks of all jobs that failed or did not start. A task that a state machine started is an attempt,
 * after which there may be another: its run has failed when its execution has. Unlike an alarm, a rule is
 * free of charge.
 *
 * @returns one, or more where a cluster that others use, too, has more of our jobs than a pattern can name
 */
export function failedTasks(
  scope: Construct,
  { settings }: Surroundings,
  clusterArn: string,
): CloudwatchEventRule[] {
  return numberedRules(
    scope,
    'failures',
    {
      name: `${settings.prefix}-${alarmRules.tasks}`,
      description: `Tasks of ${settings.prefix} that failed or did not start`,
    },
    taskPatterns(settings, clusterArn, (arn, groups) => failedTaskPattern(settings, arn, groups)),
  );
}

function failedTaskPattern(
  { alarms, jobs }: Settings,
  clusterArn: string,
  group?: readonly string[],
): string {
  return taskPattern(clusterArn, group, ['STOPPED'], {
    $or: [
      { containers: failedContainer(jobs) },
      // Fargate has given Spot's interruptions both names.
      // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
      { stopCode: ['TaskFailedToStart', 'SpotInterruption', 'TerminationNotice'] },
    ],
    ...(alarms?.attempts !== true && {
      startedBy: [{ 'anything-but': stateMachines }, { exists: false }],
    }),
  });
}

/**
 * The pattern of a container whose exit code is the run's. ECS stops sidecars after the job's own
 * container, so their codes mean nothing, except of those that the job waits for. EventBridge takes
 * the name and the code from the same container:
 * https://github.com/aws/event-ruler#rulesforjsonevent
 */
function failedContainer(jobs: readonly JobSettings[]) {
  const sidecars = jobs.flatMap((job) => job.sidecars);
  const decisive = [
    ...jobs.map(({ task }) => task),
    ...sidecars.filter(({ jobWaitsFor }) => jobWaitsFor === 'SUCCESS').map(({ name }) => name),
  ];
  const others = sidecars.map(({ name }) => name).filter((name) => !decisive.includes(name));
  return {
    ...(others.length > 0 && { name: [{ 'anything-but': [...new Set(others)] }] }),
    exitCode: [{ 'anything-but': [0] }],
  };
}

/**
 * Sees executions that failed without a failed task: a run that took too long, or failed before or
 * after its task. Such an execution is FAILED with the error States.Timeout; TIMED_OUT is for a time
 * limit of the whole state machine, which has none.
 */
export function failedExecutions(
  scope: Construct,
  surroundings: Surroundings,
): CloudwatchEventRule {
  const { settings } = surroundings;
  const machineArn = (name: string) => arnOf('states', `stateMachine:${name}`, surroundings);
  const names = namedMachines(settings);
  return new CloudwatchEventRule(scope, 'failed-executions', {
    name: `${settings.prefix}-${alarmRules.executions}`,
    description: `Executions of ${settings.prefix} that failed or were stopped`,
    eventPattern: JSON.stringify({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        stateMachineArn: [
          ...(names?.map(machineArn) ?? [{ prefix: machineArn(`${settings.prefix}-`) }]),
          machineArn(watchName(settings.prefix)),
        ],
        // The batches of a fan-out are executions as well; their tasks and their run have events.
        executionArn: [{ 'anything-but': { wildcard: '*/*' } }],
      },
    }),
  });
}

/**
 * Names of the state machines of jobs, or nothing where they are too many and are known by the beginning
 * of their names: that is the last resort, since names of another environment may begin so, too.
 */
export function namedMachines(settings: Settings): string[] | undefined {
  const names = settings.jobs
    .filter(needsStateMachine)
    .map((job) => stateMachineName(job, settings));
  return names.length > mostMachinesNamed ? undefined : names;
}
