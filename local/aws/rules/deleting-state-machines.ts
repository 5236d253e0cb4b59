import { jsonAnswer, outputOf, refusal, withOutput, type Answer } from '../answer';
import type { AwsCall } from '../aws-call';
import type { Moto, Rule } from '../rule';

/** moto deletes a state machine at once, whatever runs. */
export function deletingStateMachines(): Rule {
  const deleting = new Set<string>();

  const isDeleting = async (arn: string, call: AwsCall, moto: Moto): Promise<boolean> => {
    if (!deleting.has(arn)) return false;
    if (await hasExecutions(arn, call, moto)) return true;
    deleting.delete(arn);
    await moto.ask(call, 'DeleteStateMachine', { stateMachineArn: arn });
    return false;
  };

  return {
    name: 'deleting-state-machines',
    service: 'states',
    operations: [
      'CreateStateMachine',
      'DeleteStateMachine',
      'DescribeStateMachine',
      'StartExecution',
      'UpdateStateMachine',
    ],
    does: 'Keeps a state machine as `DELETING` while executions of it run, and refuses to start or change it, or to create one of its name.',
    sources: [
      'https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html',
      'https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html',
    ],
    request: async (call, moto) => {
      const name = String(call.input['name']);
      const arn =
        call.operation === 'CreateStateMachine'
          ? [...deleting].find((each) => isNamed(each, name, call.region))
          : String(call.input['stateMachineArn']);
      if (arn === undefined) return undefined;
      const stillThere = await isDeleting(arn, call, moto);
      if (call.operation === 'DescribeStateMachine') return undefined;
      if (call.operation !== 'DeleteStateMachine') {
        return stillThere
          ? refusal(call, 'StateMachineDeleting', `State Machine is deleting: '${arn}'`)
          : undefined;
      }
      if (!stillThere && !(await hasExecutions(arn, call, moto))) return undefined;
      deleting.add(arn);
      return jsonAnswer({});
    },
    response: (call, answer): Answer | undefined => {
      const output = outputOf(answer);
      if (call.operation !== 'DescribeStateMachine' || output === undefined) return undefined;
      return deleting.has(String(output['stateMachineArn']))
        ? withOutput(answer, { ...output, status: 'DELETING' })
        : undefined;
    },
  };
}

function isNamed(arn: string, name: string, region: string): boolean {
  const [, , , of, , , itsName] = arn.split(':');
  return of === region && itsName === name;
}

async function hasExecutions(arn: string, call: AwsCall, moto: Moto): Promise<boolean> {
  const running = { stateMachineArn: arn, statusFilter: 'RUNNING' };
  const { executions } = outputOf(await moto.ask(call, 'ListExecutions', running)) ?? {};
  return Array.isArray(executions) && executions.length > 0;
}
