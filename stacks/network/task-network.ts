/** What tasks are put into, whoever owns it. */
export interface TaskNetwork {
  readonly vpcId: string;
  readonly subnetIds: string[];
  readonly securityGroupIds: string[];
  /** Whether a task needs a public address to reach the internet. */
  readonly assignPublicIp: boolean;
}
