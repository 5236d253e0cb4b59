import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import type { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Construct } from 'constructs';
import { endpointServiceName } from '../rules/endpoint-service';
import type { Settings } from '../settings/settings';
import { allowS3 } from './task-security-group';

const https = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 };

// What `endpointServices` adds by itself. Not every service that a configuration may name takes a policy.
// https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
const takesPolicy = ['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager', 'ssm'];

export interface InterfaceEndpointsProps {
  readonly settings: Settings;
  readonly vpc: Vpc;
  readonly subnetIds: string[];
  /** Services to reach; see `endpointServices`. */
  readonly services: readonly string[];
  /** Of the endpoints that every project knows; AWS's own when not set. */
  readonly policy: string | undefined;
  /** The gateway to S3. */
  readonly s3: VpcEndpoint;
  /** The group of tasks without groups of their own, which are to reach the endpoints and S3 and nothing else. */
  readonly taskSecurityGroup: SecurityGroup;
}

/** Addresses of AWS services inside the VPC, for tasks without the internet. */
export class InterfaceEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: InterfaceEndpointsProps) {
    super(scope, id);
    const { settings, vpc, subnetIds, services, policy, s3, taskSecurityGroup } = props;
    const name = `${settings.prefix}-endpoints`;
    const group = new SecurityGroup(this, 'security-group', {
      vpcId: vpc.id,
      name,
      description: 'Endpoints of AWS services: HTTPS from tasks',
      tags: { Name: name },
    });
    new VpcSecurityGroupIngressRule(this, 'from-tasks', {
      securityGroupId: group.id,
      description: 'HTTPS from tasks',
      ...https,
      referencedSecurityGroupId: taskSecurityGroup.id,
    });
    for (const id of new Set(
      settings.jobs.flatMap(({ securityGroupIds = [] }) => securityGroupIds),
    )) {
      new VpcSecurityGroupIngressRule(this, `from-${id}`, {
        securityGroupId: group.id,
        description: 'HTTPS from tasks of a job with this group',
        ...https,
        referencedSecurityGroupId: id,
      });
    }
    new VpcSecurityGroupEgressRule(this, 'tasks-to-endpoints', {
      securityGroupId: taskSecurityGroup.id,
      description: 'HTTPS to endpoints of AWS services',
      ...https,
      referencedSecurityGroupId: group.id,
    });
    allowS3(this, 'tasks-to-s3', taskSecurityGroup, s3.prefixListId);
    for (const service of services) {
      new VpcEndpoint(this, service, {
        vpcId: vpc.id,
        serviceName: endpointServiceName(settings.region, service),
        vpcEndpointType: 'Interface',
        subnetIds,
        securityGroupIds: [group.id],
        // The service's usual name leads to the endpoint, so no client needs to know about it.
        privateDnsEnabled: true,
        ...(policy !== undefined && takesPolicy.includes(service) && { policy }),
        tags: { Name: `${settings.prefix}-${service}` },
      });
    }
  }
}
