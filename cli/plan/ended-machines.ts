import type { Settings } from '../../stacks/settings/settings';
import {
  describeRunning,
  readRunningExecutions,
  type RunningExecutions,
} from '../deployed/running-executions';
import { Failure } from '../failure';
import type { ReviewedChange } from './reviewed';

/** A state machine that a plan deletes, to make it again or not. */
export interface EndedMachine {
  readonly address: string;
  readonly arn: string;
}

/** The state machines that changes delete: those of jobs that go, move or need none any more. */
export function endedMachines(changes: readonly ReviewedChange[]): EndedMachine[] {
  return changes
    .filter(
      ({ address, action }) =>
        /(?:^|\.)aws_sfn_state_machine\./.test(address) &&
        (action === 'destroy' || action === 'replace'),
    )
    .flatMap(({ address, attributes }) => {
      const arn = attributes.find(({ path }) => path === 'arn')?.before;
      return arn === undefined ? [] : [{ address, arn }];
    });
}

/** What runs in each of them, by its ARN. */
export async function runningIn(
  settings: Settings,
  machines: readonly EndedMachine[],
): Promise<Map<string, RunningExecutions>> {
  const found = machines.map(
    async ({ arn }) => [arn, await readRunningExecutions(settings, arn)] as const,
  );
  return new Map(await Promise.all(found));
}

/**
 * @param ending what is said below the list of them
 * @throws Failure that names the state machines which run something and would be deleted
 */
export async function refuseToEndRuns(
  settings: Settings,
  changes: readonly ReviewedChange[],
  ending: string,
): Promise<void> {
  const machines = endedMachines(changes);
  const running = await runningIn(settings, machines);
  const problems = machines.flatMap(({ address, arn }) => {
    const now = running.get(arn);
    return now === undefined || (now.count === 0 && now.unknown === undefined)
      ? []
      : [`${address} would be deleted, and what runs in it ended: ${describeRunning(now)}`];
  });
  if (problems.length > 0) throw new Failure([...problems, ending].join('\n'));
}
