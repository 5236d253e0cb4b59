import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Settings } from '../../stacks/settings/settings';
import { awsClient } from '../aws/aws-client';
import { Failure } from '../failure';
import type { AppliedTarget } from './trigger';

/** How the tasks of a run are started, by the trigger itself or by the state machine it starts. */
export interface Launch {
  readonly clusterArn: string;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly publicIp: boolean;
  readonly spot: boolean;
  /** Whether ECS Exec reaches them. */
  readonly debug: boolean;
  /** The most tasks at once. */
  readonly taskCount: number;
  /** The role of the state machine; missing where the trigger starts the task. */
  readonly machineRoleArn?: string | undefined;
  /** Whether the state machine deals a run out to executions of itself. */
  readonly fansOut?: boolean;
  /** Whether it stops another run of the job to take its place. */
  readonly replaces?: boolean;
  /** ARNs of the state machines that it starts once it is done. */
  readonly starts?: readonly string[];
}

export async function readLaunch(settings: Settings, target: AppliedTarget): Promise<Launch> {
  if (target.ecs !== undefined) {
    const { TaskCount = 1, ...place } = target.ecs;
    return {
      ...placeOf(place),
      clusterArn: target.arn,
      taskCount: TaskCount,
    };
  }
  const sfn = new SFNClient(awsClient(settings));
  const { definition = '{}', roleArn } = await sfn.send(
    new DescribeStateMachineCommand({ stateMachineArn: target.arn }),
  );
  const [first, ...others] = tasksIn(JSON.parse(definition), 1);
  if (first === undefined) throw new Failure(`${target.arn} runs no task: deploy it again`);
  return {
    ...placeOf(first.task),
    clusterArn: first.task.Cluster ?? '',
    taskCount: Math.max(first.atOnce, ...others.map(({ atOnce }) => atOnce)),
    machineRoleArn: roleArn,
    fansOut: /"Mode":\s*"DISTRIBUTED"/.test(definition),
    replaces: definition.includes(':sfn:stopExecution'),
    starts: [...definition.matchAll(/"StateMachineArn":\s*"([^"]+)"/g)].flatMap(
      ([, arn]) => arn ?? [],
    ),
  };
}

/** What a trigger and a state machine both say of a task, spelt alike but for the capitals. */
interface Place {
  readonly Cluster?: string;
  readonly NetworkConfiguration?:
    | {
        readonly awsvpcConfiguration?: Vpc | undefined;
        readonly AwsvpcConfiguration?: Vpc;
      }
    | undefined;
  readonly CapacityProviderStrategy?:
    | readonly { readonly capacityProvider?: string; readonly CapacityProvider?: string }[]
    | undefined;
  readonly EnableExecuteCommand?: boolean | undefined;
}

interface Vpc {
  readonly Subnets?: readonly string[] | undefined;
  readonly SecurityGroups?: readonly string[] | undefined;
  readonly AssignPublicIp?: string | undefined;
}

function placeOf(place: Place) {
  const { NetworkConfiguration: network, CapacityProviderStrategy: strategy } = place;
  const vpc = network?.awsvpcConfiguration ?? network?.AwsvpcConfiguration ?? {};
  return {
    subnets: vpc.Subnets ?? [],
    securityGroups: vpc.SecurityGroups ?? [],
    publicIp: vpc.AssignPublicIp === 'ENABLED',
    // A state machine chooses by an expression, which has the name in it.
    spot: JSON.stringify(strategy ?? []).includes('FARGATE_SPOT'),
    debug: place.EnableExecuteCommand ?? false,
  };
}

/** The states that run a task, and how many of each may run at once. */
function tasksIn(value: unknown, atOnce: number): { task: Place; atOnce: number }[] {
  if (typeof value !== 'object' || value === null) return [];
  const state = value as { Resource?: unknown; Arguments?: Place; MaxConcurrency?: unknown };
  if (String(state.Resource).includes(':ecs:runTask') && state.Arguments !== undefined) {
    return [{ task: state.Arguments, atOnce }];
  }
  const times = typeof state.MaxConcurrency === 'number' ? state.MaxConcurrency : 1;
  return Object.values(value).flatMap((each) => tasksIn(each, atOnce * Math.max(times, 1)));
}
