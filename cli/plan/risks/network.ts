import type { ResourceChange } from '../changes';
import type { Finding } from './risk';
import { at, isObject, listOf, unknown } from '../values';

const ruleTypes: Readonly<Record<string, 'in' | 'out' | undefined>> = {
  aws_vpc_security_group_ingress_rule: 'in',
  aws_vpc_security_group_egress_rule: 'out',
};
const peers = [
  'cidr_ipv4',
  'cidr_ipv6',
  'referenced_security_group_id',
  'prefix_list_id',
  'cidr_blocks',
  'ipv6_cidr_blocks',
  'prefix_list_ids',
  'security_groups',
  'source_security_group_id',
];

/** A change that lets something be reached that was not, or reach further than it did. */
export function networkRisks(change: ResourceChange): Finding[] {
  const { type, before, after } = change;
  switch (type) {
    case 'aws_security_group':
      return [
        ...opened('in', listOf(before?.['ingress']), listOf(after?.['ingress'])),
        // A new group's way out is its purpose; that of one in use is somebody's decision.
        ...(before === undefined
          ? []
          : opened('out', listOf(before['egress']), listOf(after?.['egress']))),
      ];
    case 'aws_vpc_security_group_ingress_rule':
    case 'aws_vpc_security_group_egress_rule':
    case 'aws_security_group_rule': {
      const direction = ruleTypes[type] ?? (after?.['type'] === 'ingress' ? 'in' : 'out');
      const isNewGroup = after?.['security_group_id'] === unknown && before === undefined;
      if (after === undefined || (direction === 'out' && isNewGroup)) return [];
      return opened(direction, before === undefined ? [] : [before], [after]);
    }
    case 'aws_scheduler_schedule': {
      const path = [
        'target',
        0,
        'ecs_parameters',
        0,
        'network_configuration',
        0,
        'assign_public_ip',
      ];
      return publicIp(at(before, ...path), at(after, ...path));
    }
    case 'aws_cloudwatch_event_target': {
      const path = ['ecs_target', 0, 'network_configuration', 0, 'assign_public_ip'];
      return publicIp(at(before, ...path), at(after, ...path));
    }
    case 'aws_sfn_state_machine': {
      const had = publicIpsIn(before?.['definition']);
      const has = publicIpsIn(after?.['definition']);
      return publicIp(had.length === 0 ? undefined : had.includes(true), has.includes(true));
    }
    default:
      return [];
  }
}

/** Whether each task of a state machine gets a public address. */
function publicIpsIn(definition: unknown): boolean[] {
  if (Array.isArray(definition)) return definition.flatMap(publicIpsIn);
  if (!isObject(definition)) return [];
  return Object.entries(definition).flatMap(([name, value]) =>
    name === 'AssignPublicIp' ? [value === 'ENABLED'] : publicIpsIn(value),
  );
}

function opened(
  direction: 'in' | 'out',
  before: readonly unknown[],
  after: readonly unknown[],
): Finding[] {
  const known = new Set(before.flatMap(openings));
  const fresh = [...new Set(after.flatMap(openings))].filter((opening) => !known.has(opening));
  return fresh.map((opening) =>
    risk(direction === 'in' ? `allows inbound ${opening}` : `allows outbound ${opening}`),
  );
}

/** Each port range and peer that a rule is about. */
function openings(rule: unknown): string[] {
  if (!isObject(rule)) return [];
  const [protocol = ''] = [rule['ip_protocol'], rule['protocol']].filter(
    (name) => typeof name === 'string',
  );
  const [from, to] = [rule['from_port'], rule['to_port']].map(String);
  const ports =
    protocol === '-1'
      ? 'everything'
      : `${protocol} ${from === to ? `port ${from ?? ''}` : `ports ${from ?? ''} to ${to ?? ''}`}`;
  const who = peers.flatMap((name) =>
    [rule[name]].flat().filter((peer) => peer !== undefined && peer !== null && peer !== ''),
  );
  if (rule['self'] === true) who.push('the group itself');
  return who.map((peer) => `${ports}, peer \`${String(peer)}\``);
}

function publicIp(before: unknown, after: unknown): Finding[] {
  return before === false && after === true ? [risk('tasks get a public address')] : [];
}

function risk(text: string): Finding {
  return { kind: 'network-opened', text };
}
