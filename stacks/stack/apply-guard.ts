import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { DataResource, Fn, TerraformLocal, type TerraformStack } from 'cdktf';
import { planWithoutVariable } from '../settings/placeholders';
import type { Settings } from '../settings/settings';

/**
 * Lets a stack that holds placeholders be planned and never applied; safe to call again.
 *
 * The guard's condition is known only when Terraform applies, and then it is false. The provider
 * depends on the guard, so that nothing of AWS is created, changed, replaced or destroyed before it;
 * `depends_on` in each resource would not hold back what a plan destroys. The region that the
 * provider gets is still known to the plan.
 */
export function forbidApply(
  stack: TerraformStack,
  provider: AwsProvider,
  settings: Settings,
): void {
  const id = 'placeholder-guard';
  if (stack.node.tryFindChild(id) !== undefined) return;
  const appliedAt = new TerraformLocal(stack, 'applied-at', Fn.timestamp());
  const guard = new DataResource(stack, id, {
    lifecycle: {
      precondition: [
        {
          condition: `\${${appliedAt.fqn} == ""}`,
          errorMessage: `nothing was changed: this plan has placeholders for what is not deployed yet (${settings.planWithout.join(', ')}); apply that first, then synthesize without ${planWithoutVariable} and plan again`,
        },
      ],
    },
  });
  provider.addOverride('region', `\${["${settings.region}", ${guard.fqn}.id][0]}`);
}
