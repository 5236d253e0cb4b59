import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import type { Construct } from 'constructs';
import { nfsPort, usesEfs } from '../settings/efs';
import type { Settings } from '../settings/settings';

/** The security group of the tasks, without a rule. */
export function taskSecurityGroup(
  scope: Construct,
  { prefix }: Settings,
  vpcId: string,
): SecurityGroup {
  const name = `${prefix}-task`;
  return new SecurityGroup(scope, 'task-security-group', {
    vpcId,
    name,
    description: 'Tasks of scheduled jobs: HTTPS out, nothing in',
    tags: { Name: name },
  });
}

interface Egress {
  readonly ports: readonly number[];
  /** Ranges that tasks may connect to; every address when not set. */
  readonly cidrs: readonly string[] | undefined;
  readonly ipv6: boolean;
  /** Gives the prefix list of S3, which is asked for where there are ranges. */
  readonly s3: () => string;
}

/** Lets tasks connect to HTTPS and to further ports, anywhere or in some ranges and S3. */
export function allowEgress(scope: Construct, group: SecurityGroup, egress: Egress): void {
  const { ports, cidrs, ipv6, s3 } = egress;
  if (cidrs !== undefined) {
    allowS3(scope, 'task-s3', group, s3());
    allowEgressTo(scope, group, cidrs, ports);
    return;
  }
  // DNS needs no rule: the VPC's resolver is not subject to security groups.
  const allow = (id: string, port: number, description: string): void => {
    const rule = { securityGroupId: group.id, description, ...tcp(port) };
    new VpcSecurityGroupEgressRule(scope, id, { ...rule, cidrIpv4: '0.0.0.0/0' });
    if (ipv6) new VpcSecurityGroupEgressRule(scope, `${id}-ipv6`, { ...rule, cidrIpv6: '::/0' });
  };
  allow('task-https', 443, 'HTTPS to AWS and to the vendors of data');
  for (const port of ports) allow(`task-port-${port}`, port, `Port ${port}, as config.ts says`);
}

/** Lets tasks connect to HTTPS and to further ports in some ranges. */
export function allowEgressTo(
  scope: Construct,
  group: SecurityGroup,
  cidrs: readonly string[],
  ports: readonly number[],
): void {
  for (const port of [443, ...ports]) {
    for (const cidr of cidrs) {
      new VpcSecurityGroupEgressRule(scope, `task-${cidr.replaceAll(/[./]/g, '-')}-port-${port}`, {
        securityGroupId: group.id,
        description: `Port ${port} in ${cidr}, as config.ts says`,
        ...tcp(port),
        cidrIpv4: cidr,
      });
    }
  }
}

/** Lets tasks connect to S3, which the layers of images in ECR come from as well. */
export function allowS3(
  scope: Construct,
  id: string,
  group: SecurityGroup,
  prefixListId: string,
): void {
  new VpcSecurityGroupEgressRule(scope, id, {
    securityGroupId: group.id,
    description: 'HTTPS to S3',
    ...tcp(443),
    prefixListId,
  });
}

/** Lets tasks connect to the mount targets of EFS, where a job has a volume there. */
export function allowNfs(
  scope: Construct,
  group: SecurityGroup,
  { jobs }: Settings,
  cidr: string,
): void {
  if (!usesEfs(jobs)) return;
  new VpcSecurityGroupEgressRule(scope, 'task-nfs', {
    securityGroupId: group.id,
    description: 'EFS file systems of jobs',
    ...tcp(nfsPort),
    cidrIpv4: cidr,
  });
}

function tcp(port: number) {
  return { ipProtocol: 'tcp', fromPort: port, toPort: port };
}
