import { describeRunning } from '../../deployed/running-executions';
import type { ResourceChange } from '../changes';
import { endedMachines } from '../ended-machines';
import type { Finding, RiskContext } from './risk';

/**
 * A state machine that is deleted ends its executions at their next transition.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html
 */
export function endedRunRisks(change: ResourceChange, { running }: RiskContext): Finding[] {
  return endedMachines([change]).map(({ arn }) => {
    const now = running.get(arn);
    return {
      kind: 'runs-ended',
      text: `is deleted, and with it what runs in it: an execution ends at its next transition, so nothing of it is repeated, put together or noted${now === undefined ? '' : `; ${describeRunning(now)}`}`,
    };
  });
}
