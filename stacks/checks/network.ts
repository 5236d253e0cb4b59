import type { Problem } from '../config-error';
import { vpcCidrProblems } from '../rules/cidr';
import type { Settings } from '../settings';
import { at } from './problems';

/** What is wrong with the VPC. */
export function networkProblems({ cidr, zones }: Settings['network']): Problem[] {
  return [
    ...at(['network', 'cidr'], vpcCidrProblems(cidr)),
    ...at(['network', 'zones'], zoneProblems(zones)),
  ];
}

/** One zone is a single point of failure; the VPC's range is split for no more than six. */
function zoneProblems(zones: Settings['network']['zones']): string[] {
  if (zones === undefined) return [];
  if (zones.length < 2 || zones.length > 6) {
    return [`must name two to six availability zones, got ${zones.length}`];
  }
  return new Set(zones).size === zones.length
    ? []
    : [`must name each zone once, got ${zones.join(', ')}`];
}
