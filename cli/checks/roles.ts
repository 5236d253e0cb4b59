import {
  GetRoleCommand,
  IAMClient,
  paginateSimulatePrincipalPolicy,
  type ContextEntry,
} from '@aws-sdk/client-iam';
import { awsClient } from '../aws-client';
import { explainAwsError } from '../aws-errors';
import type { Finding, Subject } from '../preflight';

/** Calls that a role has to be allowed. */
interface Calls {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly context?: Readonly<Record<string, string>>;
}

/** Whether each role trusts who has to assume it, and may make the calls that a run needs. */
export async function checkRoles({ settings, task, trigger, job }: Subject): Promise<Finding[]> {
  const iam = new IAMClient(awsClient(settings));
  const { target, grammar } = trigger;
  const { executionRoleArn, taskRoleArn, taskDefinitionArn = '', containerDefinitions = [] } = task;
  const passed = [executionRoleArn, taskRoleArn].filter((arn) => arn !== undefined);
  const stateMachine = target.arn.includes(':stateMachine:');
  const logs = containerDefinitions.flatMap(
    ({ logConfiguration }) => logConfiguration?.options?.['awslogs-group'] ?? [],
  );
  const account = taskDefinitionArn.split(':').slice(1, 5);
  const [partition = '', , region = '', id = ''] = account;
  const found = await Promise.all([
    checkRole(iam, 'the schedule', target.roleArn, {
      service: grammar === 'scheduler' ? 'scheduler.amazonaws.com' : 'events.amazonaws.com',
      calls: stateMachine
        ? [{ actions: ['states:StartExecution'], resources: [target.arn] }]
        : [
            {
              actions: ['ecs:RunTask'],
              resources: [taskDefinitionArn],
              context: { 'ecs:cluster': target.arn },
            },
            {
              actions: ['iam:PassRole'],
              resources: passed,
              context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
            },
          ],
    }),
    checkRole(iam, 'the start of the task', executionRoleArn, {
      service: 'ecs-tasks.amazonaws.com',
      calls: [
        {
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: logs.map(
            (group) =>
              `arn:${partition}:logs:${region}:${id}:log-group:${group}:log-stream:${job.name}`,
          ),
        },
      ],
    }),
    checkRole(iam, 'the container', taskRoleArn, { service: 'ecs-tasks.amazonaws.com', calls: [] }),
  ]);
  return found.flat();
}

async function checkRole(
  iam: IAMClient,
  purpose: string,
  arn: string | undefined,
  { service, calls }: { service: string; calls: readonly Calls[] },
): Promise<Finding[]> {
  if (arn === undefined) return [{ result: 'failed', detail: `the role of ${purpose} is not set` }];
  const RoleName = arn.split('/').at(-1);
  let trust: string;
  try {
    const { Role: role } = await iam.send(new GetRoleCommand({ RoleName }));
    trust = decodeURIComponent(role?.AssumeRolePolicyDocument ?? '');
  } catch (error) {
    if (!(error instanceof Error && error.name.startsWith('NoSuchEntity'))) throw error;
    return [{ result: 'failed', detail: `${arn} of ${purpose} is not there: deploy again` }];
  }
  if (!trust.includes(`"${service}"`)) {
    return [{ result: 'failed', detail: `${arn} of ${purpose} does not trust ${service}` }];
  }
  const denied: string[] = [];
  for (const call of calls) {
    try {
      denied.push(...(await deniedCalls(iam, arn, call)));
    } catch (error) {
      // The right to simulate is often kept from those who may deploy; the trust was seen all the same.
      const reason = explainAwsError(error) ?? firstLine(error);
      return [
        {
          result: 'unknown',
          detail: `${arn} of ${purpose} trusts ${service}; its rights cannot be simulated: ${reason}`,
        },
      ];
    }
  }
  return denied.length === 0
    ? [{ result: 'ok', detail: `${arn} of ${purpose}` }]
    : [{ result: 'failed', detail: `${arn} of ${purpose} may not call ${denied.join(', ')}` }];
}

function firstLine(error: unknown): string {
  return String(error).split('\n', 1)[0] ?? '';
}

async function deniedCalls(
  client: IAMClient,
  PolicySourceArn: string,
  { actions, resources, context = {} }: Calls,
): Promise<string[]> {
  const denied: string[] = [];
  for await (const { EvaluationResults = [] } of paginateSimulatePrincipalPolicy(
    { client },
    {
      PolicySourceArn,
      ActionNames: [...actions],
      ResourceArns: [...resources],
      ContextEntries: Object.entries(context).map(([ContextKeyName, value]): ContextEntry => ({
        ContextKeyName,
        ContextKeyValues: [value],
        ContextKeyType: 'string',
      })),
    },
  )) {
    for (const { EvalActionName = '', EvalResourceName = '', EvalDecision } of EvaluationResults) {
      if (EvalDecision !== 'allowed') denied.push(`${EvalActionName} on ${EvalResourceName}`);
    }
  }
  return denied;
}
