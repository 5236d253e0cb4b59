import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeResourcePoliciesCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import {
  DescribeClustersCommand,
  ECSClient,
  ListClustersCommand,
  ListTaskDefinitionsCommand,
} from '@aws-sdk/client-ecs';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListScheduleGroupsCommand, SchedulerClient } from '@aws-sdk/client-scheduler';

/** How every AWS client of a test reaches the local AWS. */
export function localClient(endpoint: string, region = 'us-east-1') {
  return {
    endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
}

/**
 * Names everything that stands in a local AWS and does not stand in every new account, asking each
 * service and not Terraform.
 */
export async function resourcesIn(endpoint: string, region = 'us-east-1'): Promise<string[]> {
  const client = localClient(endpoint, region);
  const ecs = new ECSClient(client);
  const logs = new CloudWatchLogsClient(client);
  const found = await Promise.all([
    new S3Client(client).send(new ListBucketsCommand()).then((got) => got.Buckets),
    new ECRClient(client).send(new DescribeRepositoriesCommand()).then((got) => got.repositories),
    ecs
      .send(new ListClustersCommand())
      .then(({ clusterArns: clusters = [] }) => ecs.send(new DescribeClustersCommand({ clusters })))
      // moto lists deleted clusters, too.
      .then((got) => got.clusters?.filter(({ status }) => status === 'ACTIVE')),
    ecs.send(new ListTaskDefinitionsCommand()).then((got) => got.taskDefinitionArns),
    logs.send(new DescribeLogGroupsCommand()).then((got) => got.logGroups),
    logs.send(new DescribeResourcePoliciesCommand()).then((got) => got.resourcePolicies),
    new IAMClient(client)
      .send(new ListRolesCommand())
      // What a service makes for itself stays with the account.
      .then((got) => got.Roles?.filter(({ Path }) => !Path?.startsWith('/aws-service-role/'))),
    new EventBridgeClient(client).send(new ListRulesCommand()).then((got) => got.Rules),
    new SchedulerClient(client)
      .send(new ListScheduleGroupsCommand())
      .then((got) => got.ScheduleGroups?.filter(({ Name }) => Name !== 'default')),
    new EC2Client(client)
      .send(new DescribeVpcsCommand())
      .then((got) => got.Vpcs?.filter(({ IsDefault }) => IsDefault !== true)),
    queuesIn(endpoint, region),
  ]);
  return found.flatMap((items) => (items ?? []).map((item) => JSON.stringify(item)));
}

/** What the history of a project holds: events, as EventBridge writes them. */
export async function historyIn(endpoint: string, logGroupName: string): Promise<EndOfRun[]> {
  const logs = new CloudWatchLogsClient(localClient(endpoint));
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
  return events.map(({ message = '' }) => JSON.parse(message) as EndOfRun);
}

export interface EndOfRun {
  readonly source: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

const mostAttempts = 5;

/** Asked in AWS's query protocol, for the project has no client of SQS. */
async function queuesIn(endpoint: string, region: string, attempt = 1): Promise<string[]> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      // moto tells the service by the credential's scope and does not check the signature.
      authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/sqs/aws4_request, SignedHeaders=host, Signature=none`,
    },
    body: 'Action=ListQueues&Version=2012-11-05',
  });
  const body = await response.text();
  // Throttled, as the project's clients are, which ask again by themselves.
  if (/Throttling|RequestLimitExceeded/.test(body) && attempt < mostAttempts) {
    return queuesIn(endpoint, region, attempt + 1);
  }
  if (!response.ok) throw new Error(`SQS answered ${response.status}: ${body}`);
  return [...body.matchAll(/<QueueUrl>(.*?)<\/QueueUrl>/g)].map(([, url = '']) => url);
}
