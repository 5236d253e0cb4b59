import { DataAwsSubnets } from '@cdktf/provider-aws/lib/data-aws-subnets';
import { DataAwsVpc } from '@cdktf/provider-aws/lib/data-aws-vpc';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { ExistingNetwork } from '../settings/network';

export interface ExistingVpcProps {
  readonly network: ExistingNetwork;
}

/** A VPC that another team manages: its IDs as configured, or found by tags when Terraform plans. */
export class ExistingVpc extends Construct {
  readonly vpcId: string;
  readonly subnetIds: string[];

  constructor(scope: Construct, id: string, { network }: ExistingVpcProps) {
    super(scope, id);
    const { vpcTags, subnetTags } = network;
    this.vpcId = network.vpcId ?? new DataAwsVpc(this, 'vpc', { tags: { ...vpcTags } }).id;
    this.subnetIds = network.subnetIds ?? this.#findSubnets({ ...subnetTags });
  }

  #findSubnets(tags: Record<string, string>): string[] {
    const found = new DataAwsSubnets(this, 'subnets', {
      filter: [{ name: 'vpc-id', values: [this.vpcId] }],
      tags,
      lifecycle: {
        postcondition: [
          {
            condition: '${length(self.ids) >= 1 && length(self.ids) <= 16}',
            errorMessage:
              'subnetTags of the network in config.ts must find 1 to 16 subnets of the VPC.',
          },
        ],
      },
    });
    // EC2 answers in no order that it promises; another one would look like a change.
    return Fn.sort(found.ids);
  }
}
