export interface OwnVpc {
  readonly cidr: string;
  /** Names of availability zones, or how many. */
  readonly zones: readonly string[] | number;
  readonly connectedCidrs: readonly string[];
  /** Every account when not set. */
  readonly endpointAccounts?: readonly string[] | undefined;
  readonly flowLogs?: FlowLogSettings | undefined;
  readonly ipv6: boolean;
  readonly egressPorts: readonly number[];
  /** Every address when not set; with endpoints none. */
  readonly egressCidrs?: readonly string[] | undefined;
}

export interface FlowLogSettings {
  readonly retentionDays: number;
  readonly traffic: 'ALL' | 'ACCEPT' | 'REJECT';
}

interface PublicNetwork extends OwnVpc {
  readonly mode: 'public';
}

interface PrivateNetwork extends OwnVpc {
  readonly mode: 'private';
  readonly nat: 'single' | 'per-zone';
}

interface EndpointsNetwork extends OwnVpc {
  readonly mode: 'endpoints';
  readonly services: readonly string[];
}

export interface ExistingNetwork {
  readonly mode: 'existing';
  readonly vpcId?: string | undefined;
  readonly vpcTags?: Readonly<Record<string, string>> | undefined;
  readonly subnetIds?: string[] | undefined;
  readonly subnetTags?: Readonly<Record<string, string>> | undefined;
  readonly securityGroupIds?: string[] | undefined;
  readonly assignPublicIp: boolean;
  readonly egressPorts: readonly number[];
  /** Every address when not set. */
  readonly egressCidrs?: readonly string[] | undefined;
}

export type OwnNetwork = PublicNetwork | PrivateNetwork | EndpointsNetwork;

/** The network with every default in place; see `config/network.ts` for what each value means. */
export type NetworkSettings = OwnNetwork | ExistingNetwork;
