import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  type Tag,
} from '@aws-sdk/client-ec2';
import {
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  ECRClient,
} from '@aws-sdk/client-ecr';
import {
  CreateClusterCommand,
  DescribeClustersCommand,
  ECSClient,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-ecs';
import {
  CreatePolicyCommand,
  CreateRoleCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateKeyCommand,
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  KMSClient,
  ListGrantsCommand,
  ListResourceTagsCommand,
} from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand as ListTagsOfTopicCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { localClient } from './world';

const region = 'us-east-1';
const account = '123456789012';
const owner = { Key: 'Owner', Value: 'platform' };

/** A role of the platform team: who may assume it, and what it may do by which policies. */
interface PlatformRole {
  readonly trusted: string;
  readonly policies: Readonly<Record<string, object>>;
}

/** What another team keeps in the account, made and looked at without Terraform. */
export class PlatformTeam {
  readonly cluster = 'batch';
  readonly repositories = ['platform/images', 'platform/prices-prod-crawler'] as const;
  readonly buckets = ['acme-state', 'acme-lake'] as const;
  readonly boundary = `arn:aws:iam::${account}:policy/platform/boundary`;
  readonly topic = `arn:aws:sns:${region}:${account}:on-call`;
  vpcId = '';
  securityGroupId = '';
  key = '';
  readonly #roles: string[] = [];
  readonly #ec2: EC2Client;
  readonly #ecr: ECRClient;
  readonly #ecs: ECSClient;
  readonly #iam: IAMClient;
  readonly #kms: KMSClient;
  readonly #s3: S3Client;
  readonly #sns: SNSClient;

  constructor(endpoint: string) {
    const client = localClient(endpoint, region);
    this.#ec2 = new EC2Client(client);
    this.#ecr = new ECRClient(client);
    this.#ecs = new ECSClient(client);
    this.#iam = new IAMClient(client);
    this.#kms = new KMSClient(client);
    this.#s3 = new S3Client({ ...client, forcePathStyle: true });
    this.#sns = new SNSClient(client);
  }

  /** Everything but the roles. */
  async make(): Promise<void> {
    await this.#makeNetwork();
    await this.#ecs.send(
      new CreateClusterCommand({
        clusterName: this.cluster,
        tags: [{ key: owner.Key, value: owner.Value }],
      }),
    );
    for (const repositoryName of this.repositories) {
      await this.#ecr.send(
        new CreateRepositoryCommand({
          repositoryName,
          imageTagMutability: 'IMMUTABLE',
          tags: [owner],
        }),
      );
    }
    const { KeyMetadata } = await this.#kms.send(
      new CreateKeyCommand({ Tags: [{ TagKey: owner.Key, TagValue: owner.Value }] }),
    );
    this.key = KeyMetadata?.Arn ?? '';
    await this.#sns.send(new CreateTopicCommand({ Name: 'on-call', Tags: [owner] }));
    await this.#iam.send(
      new CreatePolicyCommand({
        PolicyName: 'boundary',
        Path: '/platform/',
        PolicyDocument: JSON.stringify(policyOf([{ Action: '*', Resource: '*' }])),
      }),
    );
    for (const Bucket of this.buckets) {
      await this.#s3.send(new CreateBucketCommand({ Bucket }));
      await this.#s3.send(
        new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
      );
      await this.#s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [owner] } }));
    }
  }

  async #makeNetwork(): Promise<void> {
    const tagged = (ResourceType: 'vpc' | 'subnet' | 'security-group', ...tags: Tag[]) => ({
      TagSpecifications: [{ ResourceType, Tags: [owner, ...tags] }],
    });
    const { Vpc } = await this.#ec2.send(
      new CreateVpcCommand({ CidrBlock: '10.20.0.0/16', ...tagged('vpc') }),
    );
    this.vpcId = Vpc?.VpcId ?? '';
    for (const [index, zone] of ['a', 'b'].entries()) {
      await this.#ec2.send(
        new CreateSubnetCommand({
          VpcId: this.vpcId,
          CidrBlock: `10.20.${index}.0/24`,
          AvailabilityZone: region + zone,
          ...tagged('subnet', { Key: 'Tier', Value: 'private' }),
        }),
      );
    }
    const { GroupId = '' } = await this.#ec2.send(
      new CreateSecurityGroupCommand({
        VpcId: this.vpcId,
        GroupName: 'database-clients',
        Description: 'Who may reach the database',
        ...tagged('security-group'),
      }),
    );
    this.securityGroupId = GroupId;
    await this.#ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [
          { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
        ],
      }),
    );
  }

  /** @returns its ARN */
  async makeRole(RoleName: string, { trusted, policies }: PlatformRole): Promise<string> {
    const trust = { Effect: 'Allow', Principal: { AWS: trusted }, Action: 'sts:AssumeRole' };
    const { Role } = await this.#iam.send(
      new CreateRoleCommand({
        RoleName,
        Path: '/platform/',
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
        Tags: [owner],
      }),
    );
    for (const [PolicyName, policy] of Object.entries(policies)) {
      const PolicyDocument = JSON.stringify(policy);
      await this.#iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
    }
    this.#roles.push(RoleName);
    return Role?.Arn ?? '';
  }

  /** All of it as AWS describes it. */
  async describe(): Promise<Readonly<Record<string, unknown>>> {
    const Filters = [{ Name: 'vpc-id', Values: [this.vpcId] }];
    const theirs = { Filters: [...Filters, { Name: 'tag:Owner', Values: [owner.Value] }] };
    const clusterArn = `arn:aws:ecs:${region}:${account}:cluster/${this.cluster}`;
    const asked = {
      vpc: this.#ec2.send(new DescribeVpcsCommand({ Filters })),
      subnets: this.#ec2.send(new DescribeSubnetsCommand({ Filters })),
      routes: this.#ec2.send(new DescribeRouteTablesCommand({ Filters })),
      securityGroup: this.#ec2.send(new DescribeSecurityGroupsCommand(theirs)),
      cluster: this.#ecs.send(new DescribeClustersCommand({ clusters: [clusterArn] })),
      tagsOfCluster: this.#ecs.send(new ListTagsForResourceCommand({ resourceArn: clusterArn })),
      repositories: this.#ecr.send(
        new DescribeRepositoriesCommand({ repositoryNames: [...this.repositories] }),
      ),
      key: this.#kms.send(new DescribeKeyCommand({ KeyId: this.key })),
      policyOfKey: this.#kms.send(
        new GetKeyPolicyCommand({ KeyId: this.key, PolicyName: 'default' }),
      ),
      tagsOfKey: this.#kms.send(new ListResourceTagsCommand({ KeyId: this.key })),
      grantsOfKey: this.#kms.send(new ListGrantsCommand({ KeyId: this.key })),
      topic: this.#sns.send(new GetTopicAttributesCommand({ TopicArn: this.topic })),
      tagsOfTopic: this.#sns.send(new ListTagsOfTopicCommand({ ResourceArn: this.topic })),
      subscriptions: this.#sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: this.topic })),
      boundary: this.#iam.send(new GetPolicyCommand({ PolicyArn: this.boundary })),
      documentOfBoundary: this.#iam.send(
        new GetPolicyVersionCommand({ PolicyArn: this.boundary, VersionId: 'v1' }),
      ),
      roles: Promise.all(this.#roles.map((name) => this.#describeRole(name))),
      buckets: Promise.all(this.buckets.map((name) => this.#describeBucket(name))),
    };
    const answers = await Promise.all(
      Object.entries<Promise<object>>(asked).map(async ([what, answer]) => [
        what,
        { ...(await answer), $metadata: undefined },
      ]),
    );
    return Object.fromEntries(answers) as Record<string, unknown>;
  }

  async #describeBucket(Bucket: string): Promise<unknown> {
    const { Status } = await this.#s3.send(new GetBucketVersioningCommand({ Bucket }));
    const { TagSet } = await this.#s3.send(new GetBucketTaggingCommand({ Bucket }));
    return { Bucket, Status, TagSet };
  }

  async #describeRole(RoleName: string): Promise<unknown> {
    const { Role } = await this.#iam.send(new GetRoleCommand({ RoleName }));
    const { PolicyNames = [] } = await this.#iam.send(new ListRolePoliciesCommand({ RoleName }));
    const documents = await Promise.all(
      PolicyNames.map(async (PolicyName) => {
        const policy = await this.#iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
        return policy.PolicyDocument;
      }),
    );
    // When it was used last is not the project's doing.
    return { ...Role, RoleLastUsed: undefined, documents };
  }

  destroyClients(): void {
    const all = [this.#ec2, this.#ecr, this.#ecs, this.#iam, this.#kms, this.#s3, this.#sns];
    for (const client of all) client.destroy();
  }
}

/** A policy that allows what its statements name. */
export function policyOf(
  statements: readonly { readonly Action: unknown; readonly Resource: unknown }[],
): object {
  const Statement = statements.map((statement) => ({ Effect: 'Allow', ...statement }));
  return { Version: '2012-10-17', Statement };
}
