import type { Call } from '../../../stacks/testing/permissions';
import type { AwsCall } from '../aws-call';

/** What IAM calls the things of EC2, by how their ids begin. */
const kinds: Readonly<Record<string, string>> = {
  acl: 'network-acl',
  eigw: 'egress-only-internet-gateway',
  eipalloc: 'elastic-ip',
  eni: 'network-interface',
  fl: 'vpc-flow-log',
  igw: 'internet-gateway',
  nat: 'natgateway',
  rtb: 'route-table',
  sg: 'security-group',
  sgr: 'security-group-rule',
  subnet: 'subnet',
  vpc: 'vpc',
  vpce: 'vpc-endpoint',
};

/** What a call makes; its id is not known yet. */
const made: Readonly<Record<string, string>> = {
  AllocateAddress: 'elastic-ip',
  AuthorizeSecurityGroupEgress: 'security-group-rule',
  AuthorizeSecurityGroupIngress: 'security-group-rule',
  CreateEgressOnlyInternetGateway: 'egress-only-internet-gateway',
  CreateFlowLogs: 'vpc-flow-log',
  CreateInternetGateway: 'internet-gateway',
  CreateNatGateway: 'natgateway',
  CreateRouteTable: 'route-table',
  CreateSecurityGroup: 'security-group',
  CreateSubnet: 'subnet',
  CreateVpc: 'vpc',
  CreateVpcEndpoint: 'vpc-endpoint',
};

type Tags = Readonly<Record<string, string>>;

/**
 * What a request to EC2 asks IAM for: its action on each thing that it names or makes.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 *
 * @param scope the beginning of ARNs: `arn:aws:ec2:us-east-1:123456789012:`
 * @param onTypes the types of resources that the action knows
 * @param tagsOf the tags of something that is there
 */
export async function ec2CallsOf(
  { operation = '', input }: AwsCall,
  scope: string,
  onTypes: readonly string[],
  tagsOf: (id: string) => Promise<Tags>,
): Promise<readonly Call[]> {
  const action = `ec2:${operation}`;
  if (onTypes.length === 0) return [{ action, resource: '*' }];
  const given = input as Readonly<Record<string, string>>;
  const requested = context('aws:RequestTag', tagsIn(given));
  const ids = Object.entries(given)
    .filter(([name]) => !name.startsWith('TagSpecification') && !name.startsWith('Tag.'))
    .map(([, id]) => id);
  const calls: Call[] = [];
  for (const id of new Set(ids)) {
    const kind = kinds[/^([a-z]+)-[0-9a-f]+$/.exec(id)?.[1] ?? ''];
    if (kind === undefined || !onTypes.includes(kind)) continue;
    calls.push({
      action,
      resource: `${scope}${kind}/${id}`,
      context: {
        ...(operation === 'CreateTags' && requested),
        ...context('aws:ResourceTag', await tagsOf(id)),
      },
    });
  }
  const kind = made[operation];
  if (kind !== undefined) {
    const resource = `${scope}${kind}/new`;
    calls.push({ action, resource, context: requested });
    if (Object.keys(requested).length > 0) {
      calls.push({
        action: 'ec2:CreateTags',
        resource,
        context: { ...requested, 'ec2:CreateAction': operation },
      });
    }
  }
  return calls;
}

function tagsIn(input: Readonly<Record<string, string>>): Tags {
  const keys = Object.entries(input).filter(([name]) => /^(?:.*\.)?Tag\.\d+\.Key$/.test(name));
  return Object.fromEntries(
    keys.map(([name, key]) => [key, input[name.replace(/Key$/, 'Value')] ?? '']),
  );
}

function context(prefix: string, tags: Tags): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(tags).map(([name, value]) => [`${prefix}/${name}`, value]),
  );
}
