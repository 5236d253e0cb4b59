import { compact, type Draft, type JobDraft } from './draft';
import type { Field } from './field';

/**
 * The network that tasks are put into, which all jobs share.
 *
 * @returns what the job has for itself, where another job's network came first
 */
export function networkFrom(
  { subnets, groups, publicIp }: { subnets: Field; groups: Field; publicIp: Field },
  place: Field,
  draft: Draft,
): Pick<JobDraft, 'securityGroupIds'> {
  const network = compact({
    mode: 'existing' as const,
    subnetIds: subnets.texts(),
    securityGroupIds: groups.texts(),
    assignPublicIp: publicIp.flag() === true ? true : undefined,
  });
  const { network: first } = draft.project;
  if (first === undefined) {
    place.missing('network.vpcId: the file does not say which VPC the subnets are in');
  }
  const others = { ...network, securityGroupIds: undefined };
  if (
    first?.mode === 'existing' &&
    JSON.stringify({ ...first, securityGroupIds: undefined }) === JSON.stringify(others)
  ) {
    const same =
      JSON.stringify(first.securityGroupIds) === JSON.stringify(network.securityGroupIds);
    return same ? {} : { securityGroupIds: network.securityGroupIds };
  }
  draft.setProject('network', network, place);
  return {};
}
