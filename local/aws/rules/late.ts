import { jsonAnswer, outputOf, refusal, type Answer } from '../answer';
import type { AwsCall } from '../aws-call';
import type { Chance } from '../chance';
import type { Rule } from '../rule';

const share = 0.3;

/** @param chance which new roles are not found at once */
export function lateRoles(chance: Chance): Rule {
  return lateReads(chance, {
    name: 'late-roles',
    service: 'iam',
    made: 'CreateRole',
    read: 'GetRole',
    does: 'Does not find a role for a moment after it was made.',
    sources: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html',
      'https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/iam/role.go',
    ],
    madeWhat: ({ input }) => [String(input['RoleName'])],
    readWhat: ({ input }) => String(input['RoleName']),
    drawnBy: ({ input }) => String(input['RoleName']),
    missing: (call, name) =>
      refusal(call, 'NoSuchEntity', `The role with name ${name} cannot be found.`, 404),
  });
}

/** @param chance which new executions are not found at once */
export function lateExecutions(chance: Chance): Rule {
  return lateReads(chance, {
    name: 'late-executions',
    service: 'states',
    made: 'StartExecution',
    read: 'DescribeExecution',
    does: 'Does not find an execution for a moment after its start.',
    sources: [
      'https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html',
    ],
    madeWhat: (_, output) => [String(output?.['executionArn'])],
    readWhat: ({ input }) => String(input['executionArn']),
    drawnBy: ({ input }) => String(input['stateMachineArn']),
    missing: (call, arn) =>
      refusal(call, 'ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`),
  });
}

/** @param chance which new tasks are not found at once */
export function lateTasks(chance: Chance): Rule {
  return lateReads(chance, {
    name: 'late-tasks',
    service: 'ecs',
    made: 'RunTask',
    read: 'DescribeTasks',
    does: 'Reports a task as `MISSING` for a moment after its start.',
    sources: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html'],
    madeWhat: (_, output) =>
      (output?.['tasks'] as readonly { taskArn: string }[] | undefined)?.map(
        ({ taskArn }) => taskArn,
      ) ?? [],
    // Who asks for several at once is told of all.
    readWhat: ({ input }) => {
      const [task, ...others] = input['tasks'] as readonly string[];
      return others.length === 0 ? (task ?? '') : '';
    },
    drawnBy: ({ input }) => String(input['taskDefinition']),
    missing: (_, arn) => jsonAnswer({ tasks: [], failures: [{ arn, reason: 'MISSING' }] }),
  });
}

type LateReads = Pick<Rule, 'name' | 'service' | 'does' | 'sources'> & {
  readonly made: string;
  readonly read: string;
  readonly madeWhat: (
    call: AwsCall,
    output?: Readonly<Record<string, unknown>>,
  ) => readonly string[];
  readonly readWhat: (call: AwsCall) => string;
  /** What a seed decides by. AWS gives executions and tasks names by chance, so it is not those. */
  readonly drawnBy: (call: AwsCall) => string;
  readonly missing: (call: AwsCall, what: string) => Answer;
};

function lateReads(
  chance: Chance,
  { made, read, madeWhat, readWhat, drawnBy, missing, ...rule }: LateReads,
): Rule {
  const late = new Set<string>();
  return {
    ...rule,
    operations: [made, read],
    request: (call) => {
      if (call.operation !== read) return undefined;
      const what = readWhat(call);
      return late.delete(what) ? missing(call, what) : undefined;
    },
    response: (call, answer) => {
      if (call.operation !== made || answer.status !== 200) return undefined;
      const output = call.protocol === 'json' ? outputOf(answer) : undefined;
      for (const what of madeWhat(call, output)) {
        if (chance.happens(`${rule.name} ${drawnBy(call)}`, share)) late.add(what);
      }
      return undefined;
    },
  };
}
