import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesizedStack, resourcesIn, type SynthesizedStack } from '../../cli/deployed/resources';
import { monthlyCost, type PricedResource } from '../../stacks/rules/monthly-cost';
import type { StackName } from '../../stacks/settings/outputs';

interface State {
  readonly resources: readonly {
    readonly mode: string;
    readonly type: string;
    readonly instances: readonly { readonly attributes: PricedResource['values'] }[];
  }[];
}

/**
 * What stacks cost in a month as they stand in their states, and as they were synthesized.
 *
 * @param taskByJob whose task a job runs, of jobs that run another's
 */
export function costOfApplied(
  directory: string,
  stacks: readonly StackName[],
  taskByJob: Readonly<Record<string, string>> = {},
): Record<'applied' | 'synthesized', number> {
  const read = (...path: string[]): unknown =>
    JSON.parse(readFileSync(join(directory, ...path), 'utf8'));
  const applied = stacks.flatMap((stack) => {
    const { resources } = read('.fargate-cron/state/local', `${stack}.tfstate`) as State;
    return resources
      .filter(({ mode }) => mode === 'managed')
      .flatMap(({ type, instances }) =>
        instances.map(({ attributes }) => ({ type, values: attributes })),
      );
  });
  const synthesized = Object.fromEntries(
    stacks.map((stack) => [
      stack,
      synthesizedStack(read('cdktf.out/stacks', stack, 'cdk.tf.json') as SynthesizedStack),
    ]),
  );
  const from = new Date('2026-11-24T00:00:00Z');
  return {
    applied: monthlyCost(applied, { from }).usd,
    synthesized: monthlyCost(resourcesIn(synthesized), { from, taskByJob, publicIp: true }).usd,
  };
}
