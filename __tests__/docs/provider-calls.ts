import type { Call } from '../../stacks/testing/permissions';

/** What the provider of a type of resource or data asks of AWS, as IAM calls it. */
export interface ProviderCalls {
  /** ARNs that the calls are on, by the resource's name; nothing for what has its parent's. */
  readonly on?: (name: string) => readonly string[];
  /** Attribute that holds the name, or with `parent` the reference to the parent. */
  readonly name?: string;
  readonly parent?: boolean;
  /** Actions that a plan makes; without what stands before the colon where it is the service's own. */
  readonly read?: readonly string[];
  /** Actions that making it takes. */
  readonly make?: readonly string[];
  /** Kinds of things of EC2 that making it is an action on, too. */
  readonly parents?: readonly string[];
  /** What making it takes on something else. */
  readonly also?: readonly Call[];
  /** Actions that changing and destroying it take. */
  readonly change?: readonly string[];
}

const account = '123456789012';
const regional = (service: string, rest: string): string =>
  `arn:aws:${service}:us-east-1:${account}:${rest}`;

function of(
  service: string,
  { read = '', make = '', change = '', ...rest }: Partial<Record<Step, string>> & Where,
): ProviderCalls {
  const actions = (words: string): string[] =>
    words.split(' ').flatMap((word) => (word === '' ? [] : [`${service}:${word}`]));
  return { ...rest, read: actions(read), make: actions(make), change: actions(change) };
}

type Step = 'read' | 'make' | 'change';
type Where = Omit<ProviderCalls, Step>;

/** Something of EC2, whose ARN says nothing of the project: `kind` is what stands in it. */
function ec2(kind: string, calls: Partial<Record<Step, string>> & Where = {}): ProviderCalls {
  return of('ec2', { on: () => [regional('ec2', `${kind}/${kind}-1`)], ...calls });
}

const roleArn = (name: string): string[] => [`arn:aws:iam::${account}:role/${name}`];
const s3Child = (calls: Partial<Record<Step, string>>): ProviderCalls =>
  of('s3', { parent: true, name: 'bucket', ...calls });
const securityGroupRule = (make: string): ProviderCalls =>
  ec2('security-group-rule', {
    read: 'DescribeSecurityGroupRules',
    make,
    parents: ['security-group'],
    change: 'ModifySecurityGroupRules CreateTags DeleteTags',
  });

/**
 * Actions that know no resource.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const anywhere = (action: string): boolean =>
  action.startsWith('ec2:Describe') ||
  /^chatbot:(Create|Describe|List)/.test(action) ||
  [
    'ecr:GetAuthorizationToken',
    'ecs:DeregisterTaskDefinition',
    'ecs:DescribeTaskDefinition',
    'logs:DeleteResourcePolicy',
    'logs:DescribeLogGroups',
    'logs:DescribeResourcePolicies',
    'logs:PutResourcePolicy',
    'states:ValidateStateMachineDefinition',
    'sts:GetCallerIdentity',
  ].includes(action);

// What the provider 5.100 was seen to call while it made, read and destroyed each type, and what
// its source calls for a change. Whose action a call is: the service authorization reference.
export const dataCalls: Readonly<Record<string, ProviderCalls>> = {
  aws_availability_zones: of('ec2', { read: 'DescribeAvailabilityZones' }),
  aws_caller_identity: of('sts', { read: 'GetCallerIdentity' }),
  aws_ecr_authorization_token: of('ecr', { read: 'GetAuthorizationToken' }),
  aws_ecr_repository: of('ecr', {
    read: 'DescribeImages DescribeRepositories ListTagsForResource',
  }),
  aws_ecs_cluster: of('ecs', { read: 'DescribeClusters' }),
  aws_partition: {},
  aws_subnets: of('ec2', { read: 'DescribeSubnets' }),
  aws_vpc: of('ec2', { read: 'DescribeVpcs DescribeVpcAttribute DescribeRouteTables' }),
};

export const resourceCalls: Readonly<Record<string, ProviderCalls>> = {
  aws_budgets_budget: of('budgets', {
    on: (name) => [`arn:aws:budgets::${account}:budget/${name}`],
    read: 'ViewBudget ListTagsForResource',
    make: 'ModifyBudget TagResource',
    change: 'ModifyBudget TagResource UntagResource',
  }),
  aws_chatbot_slack_channel_configuration: of('chatbot', {
    name: 'configuration_name',
    on: (name) => [`arn:aws:chatbot::${account}:chat-configuration/slack-channel/${name}`],
    read: 'DescribeSlackChannelConfigurations ListTagsForResource',
    make: 'CreateSlackChannelConfiguration TagResource',
    change:
      'UpdateSlackChannelConfiguration DeleteSlackChannelConfiguration TagResource UntagResource',
  }),
  aws_chatbot_teams_channel_configuration: of('chatbot', {
    name: 'configuration_name',
    on: (name) => [
      `arn:aws:chatbot::${account}:chat-configuration/microsoft-teams-channel/${name}`,
    ],
    read: 'ListMicrosoftTeamsChannelConfigurations ListTagsForResource',
    make: 'CreateMicrosoftTeamsChannelConfiguration TagResource',
    change:
      'UpdateMicrosoftTeamsChannelConfiguration DeleteMicrosoftTeamsChannelConfiguration TagResource UntagResource',
  }),
  aws_cloudwatch_dashboard: of('cloudwatch', {
    name: 'dashboard_name',
    on: (name) => [`arn:aws:cloudwatch::${account}:dashboard/${name}`],
    read: 'GetDashboard',
    make: 'PutDashboard',
    change: 'PutDashboard DeleteDashboards',
  }),
  aws_cloudwatch_event_rule: of('events', {
    on: (name) => [regional('events', `rule/${name}`)],
    read: 'DescribeRule ListTagsForResource',
    make: 'PutRule TagResource',
    change: 'PutRule EnableRule DisableRule TagResource UntagResource DeleteRule',
  }),
  aws_cloudwatch_event_target: of('events', {
    parent: true,
    name: 'rule',
    read: 'ListTargetsByRule',
    make: 'PutTargets',
    change: 'PutTargets RemoveTargets',
  }),
  aws_cloudwatch_log_group: of('logs', {
    on: (name) => [regional('logs', `log-group:${name}`)],
    read: 'DescribeLogGroups ListTagsForResource',
    make: 'CreateLogGroup PutRetentionPolicy TagResource',
    change: 'PutRetentionPolicy DeleteRetentionPolicy TagResource UntagResource DeleteLogGroup',
  }),
  aws_cloudwatch_log_resource_policy: of('logs', {
    name: 'policy_name',
    on: () => ['*'],
    read: 'DescribeResourcePolicies',
    make: 'PutResourcePolicy',
    change: 'PutResourcePolicy DeleteResourcePolicy',
  }),
  aws_cloudwatch_metric_alarm: of('cloudwatch', {
    name: 'alarm_name',
    on: (name) => [regional('cloudwatch', `alarm:${name}`)],
    read: 'DescribeAlarms ListTagsForResource',
    make: 'PutMetricAlarm TagResource',
    change: 'PutMetricAlarm TagResource UntagResource DeleteAlarms',
  }),
  aws_default_security_group: ec2('security-group', {
    read: 'DescribeSecurityGroups DescribeSecurityGroupRules',
    change: 'RevokeSecurityGroupIngress RevokeSecurityGroupEgress CreateTags DeleteTags',
  }),
  aws_ecr_lifecycle_policy: of('ecr', {
    parent: true,
    name: 'repository',
    read: 'GetLifecyclePolicy',
    make: 'PutLifecyclePolicy',
    change: 'PutLifecyclePolicy DeleteLifecyclePolicy',
  }),
  aws_ecr_repository: of('ecr', {
    on: (name) => [regional('ecr', `repository/${name}`)],
    read: 'DescribeRepositories ListTagsForResource',
    make: 'CreateRepository TagResource',
    change:
      'PutImageTagMutability PutImageScanningConfiguration TagResource UntagResource DeleteRepository',
  }),
  aws_ecs_cluster: of('ecs', {
    on: (name) => [regional('ecs', `cluster/${name}`)],
    read: 'DescribeClusters',
    make: 'CreateCluster TagResource',
    change: 'UpdateCluster TagResource UntagResource DeleteCluster',
  }),
  aws_ecs_cluster_capacity_providers: of('ecs', {
    parent: true,
    name: 'cluster_name',
    read: 'DescribeClusters',
    make: 'PutClusterCapacityProviders',
    change: 'PutClusterCapacityProviders',
  }),
  aws_ecs_task_definition: of('ecs', {
    name: 'family',
    on: (name) => [regional('ecs', `task-definition/${name}:1`)],
    read: 'DescribeTaskDefinition',
    make: 'RegisterTaskDefinition TagResource',
    change: 'TagResource UntagResource DeregisterTaskDefinition',
  }),
  aws_egress_only_internet_gateway: ec2('egress-only-internet-gateway', {
    read: 'DescribeEgressOnlyInternetGateways',
    make: 'CreateEgressOnlyInternetGateway',
    parents: ['vpc'],
    change: 'CreateTags DeleteTags DeleteEgressOnlyInternetGateway',
  }),
  aws_eip: ec2('elastic-ip', {
    read: 'DescribeAddresses DescribeAddressesAttribute',
    make: 'AllocateAddress',
    change: 'CreateTags DeleteTags DisassociateAddress ReleaseAddress',
  }),
  aws_flow_log: ec2('vpc-flow-log', {
    read: 'DescribeFlowLogs',
    make: 'CreateFlowLogs',
    parents: ['vpc'],
    change: 'CreateTags DeleteTags DeleteFlowLogs',
  }),
  aws_glue_catalog_database: of('glue', {
    on: (name) => [regional('glue', `database/${name}`)],
    read: 'GetDatabase GetTags',
    make: 'CreateDatabase TagResource',
    change: 'UpdateDatabase TagResource UntagResource DeleteDatabase',
  }),
  aws_glue_catalog_table: of('glue', {
    // Each call is on what the table lies in, too, and the end of the database is its end.
    on: (name) => [
      regional('glue', 'catalog'),
      regional('glue', 'database/acme_test'),
      regional('glue', `table/acme_test/${name}`),
    ],
    read: 'GetTable GetPartitionIndexes',
    make: 'CreateTable',
    change: 'UpdateTable DeleteTable DeleteDatabase',
  }),
  aws_iam_role: of('iam', {
    on: roleArn,
    read: 'GetRole ListRolePolicies ListAttachedRolePolicies ListInstanceProfilesForRole',
    make: 'CreateRole TagRole',
    change:
      'UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy PutRolePermissionsBoundary TagRole UntagRole DeleteRole',
  }),
  aws_iam_role_policy: of('iam', {
    parent: true,
    name: 'role',
    read: 'GetRolePolicy',
    make: 'PutRolePolicy',
    change: 'PutRolePolicy DeleteRolePolicy',
  }),
  aws_internet_gateway: ec2('internet-gateway', {
    read: 'DescribeInternetGateways',
    make: 'CreateInternetGateway',
    change:
      'AttachInternetGateway CreateTags DeleteTags DetachInternetGateway DeleteInternetGateway',
  }),
  aws_nat_gateway: ec2('natgateway', {
    read: 'DescribeNatGateways',
    make: 'CreateNatGateway',
    parents: ['elastic-ip', 'subnet'],
    change: 'CreateTags DeleteTags DeleteNatGateway',
  }),
  aws_route: ec2('route-table', {
    read: 'DescribeRouteTables',
    change: 'CreateRoute ReplaceRoute DeleteRoute',
  }),
  aws_route_table: ec2('route-table', {
    read: 'DescribeRouteTables',
    make: 'CreateRouteTable',
    parents: ['vpc'],
    change: 'CreateTags DeleteTags DeleteRouteTable',
  }),
  aws_route_table_association: ec2('route-table', {
    read: 'DescribeRouteTables',
    change: 'AssociateRouteTable ReplaceRouteTableAssociation DisassociateRouteTable',
  }),
  aws_s3_bucket: of('s3', {
    name: 'bucket',
    on: (name) => [`arn:aws:s3:::${name}`],
    // Tags are those of S3 Control from 6.23 on.
    read: `GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLogging
      GetBucketObjectLockConfiguration GetBucketPolicy GetBucketRequestPayment GetBucketTagging
      GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration GetLifecycleConfiguration
      GetReplicationConfiguration ListBucket ListTagsForResource`.replaceAll(/\s+/g, ' '),
    make: 'CreateBucket PutBucketTagging TagResource',
    change: 'PutBucketTagging TagResource UntagResource DeleteBucket',
  }),
  aws_s3_bucket_lifecycle_configuration: s3Child({
    read: 'GetLifecycleConfiguration',
    make: 'PutLifecycleConfiguration',
    change: 'PutLifecycleConfiguration',
  }),
  aws_s3_bucket_logging: s3Child({
    read: 'GetBucketLogging',
    make: 'PutBucketLogging',
    change: 'PutBucketLogging',
  }),
  aws_s3_bucket_object_lock_configuration: s3Child({
    read: 'GetBucketObjectLockConfiguration',
    make: 'PutBucketObjectLockConfiguration',
    change: 'PutBucketObjectLockConfiguration',
  }),
  aws_s3_bucket_ownership_controls: s3Child({
    read: 'GetBucketOwnershipControls',
    make: 'PutBucketOwnershipControls',
    change: 'PutBucketOwnershipControls',
  }),
  aws_s3_bucket_policy: s3Child({
    read: 'GetBucketPolicy',
    make: 'PutBucketPolicy',
    change: 'PutBucketPolicy DeleteBucketPolicy',
  }),
  aws_s3_bucket_public_access_block: s3Child({
    read: 'GetBucketPublicAccessBlock',
    make: 'PutBucketPublicAccessBlock',
    change: 'PutBucketPublicAccessBlock',
  }),
  aws_s3_bucket_server_side_encryption_configuration: s3Child({
    read: 'GetEncryptionConfiguration',
    make: 'PutEncryptionConfiguration',
    change: 'PutEncryptionConfiguration',
  }),
  aws_s3_bucket_versioning: s3Child({
    read: 'GetBucketVersioning',
    make: 'PutBucketVersioning',
    change: 'PutBucketVersioning',
  }),
  aws_scheduler_schedule: of('scheduler', {
    // All of them are in the project's group.
    on: (name) => [regional('scheduler', `schedule/acme-test/${name}`)],
    read: 'GetSchedule',
    make: 'CreateSchedule',
    change: 'UpdateSchedule DeleteSchedule',
  }),
  aws_scheduler_schedule_group: of('scheduler', {
    on: (name) => [regional('scheduler', `schedule-group/${name}`)],
    read: 'GetScheduleGroup ListTagsForResource',
    make: 'CreateScheduleGroup TagResource',
    change: 'TagResource UntagResource DeleteScheduleGroup',
  }),
  aws_security_group: ec2('security-group', {
    read: 'DescribeSecurityGroups DescribeNetworkInterfaces',
    make: 'CreateSecurityGroup',
    change: 'RevokeSecurityGroupEgress CreateTags DeleteTags DeleteSecurityGroup',
  }),
  aws_sfn_state_machine: of('states', {
    on: (name) => [regional('states', `stateMachine:${name}`)],
    read: 'DescribeStateMachine ListStateMachineVersions ListTagsForResource ValidateStateMachineDefinition',
    make: 'CreateStateMachine TagResource',
    change: 'UpdateStateMachine TagResource UntagResource DeleteStateMachine',
  }),
  aws_sns_topic: of('sns', {
    on: (name) => [regional('sns', name)],
    read: 'GetTopicAttributes ListTagsForResource',
    make: 'CreateTopic TagResource',
    change: 'SetTopicAttributes TagResource UntagResource DeleteTopic',
  }),
  aws_sns_topic_policy: of('sns', {
    parent: true,
    name: 'arn',
    read: 'GetTopicAttributes',
    make: 'SetTopicAttributes',
    change: 'SetTopicAttributes',
  }),
  aws_sns_topic_subscription: of('sns', {
    parent: true,
    name: 'topic_arn',
    read: 'GetSubscriptionAttributes',
    make: 'Subscribe',
    change: 'SetSubscriptionAttributes Unsubscribe',
  }),
  aws_sqs_queue: of('sqs', {
    on: (name) => [regional('sqs', name)],
    read: 'GetQueueAttributes ListQueueTags',
    make: 'CreateQueue TagQueue',
    change: 'SetQueueAttributes TagQueue UntagQueue DeleteQueue',
  }),
  aws_sqs_queue_policy: of('sqs', {
    parent: true,
    name: 'queue_url',
    read: 'GetQueueAttributes',
    make: 'SetQueueAttributes',
    change: 'SetQueueAttributes',
  }),
  aws_subnet: ec2('subnet', {
    read: 'DescribeSubnets',
    make: 'CreateSubnet',
    parents: ['vpc'],
    change:
      'ModifySubnetAttribute AssociateSubnetCidrBlock DisassociateSubnetCidrBlock CreateTags DeleteTags DeleteSubnet',
  }),
  aws_vpc: ec2('vpc', {
    read: 'DescribeVpcs DescribeVpcAttribute DescribeNetworkAcls DescribeRouteTables DescribeSecurityGroups',
    make: 'CreateVpc',
    change:
      'ModifyVpcAttribute AssociateVpcCidrBlock DisassociateVpcCidrBlock AttachInternetGateway DetachInternetGateway CreateTags DeleteTags DeleteVpc',
  }),
  aws_vpc_endpoint: ec2('vpc-endpoint', {
    read: 'DescribeVpcEndpoints DescribePrefixLists',
    make: 'CreateVpcEndpoint',
    parents: ['route-table', 'security-group', 'subnet', 'vpc'],
    // For private DNS, in EC2's name: https://github.com/hasura/ddn-docs/pull/1075
    also: [
      { action: 'route53:AssociateVPCWithHostedZone', resource: 'arn:aws:route53:::hostedzone/Z1' },
    ],
    change: 'ModifyVpcEndpoint CreateTags DeleteTags DeleteVpcEndpoints',
  }),
  aws_vpc_security_group_egress_rule: securityGroupRule('AuthorizeSecurityGroupEgress'),
  aws_vpc_security_group_ingress_rule: securityGroupRule('AuthorizeSecurityGroupIngress'),
};
