import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { Construct } from 'constructs';
import { literal } from '../rules/literal';
import type { Settings } from '../settings/settings';
import { policyDocument, type Statement } from '../stack/policy';

export interface EndpointPoliciesProps {
  readonly settings: Settings;
  /** Accounts beside the project's own. */
  readonly accounts: readonly string[];
}

/**
 * What the endpoints of the VPC let through, whoever asks: principals and resources of the project's
 * account, of those that the configuration names, and the bucket that ECR keeps layers in. They allow
 * nobody anything: the policies of roles still decide.
 * https://github.com/aws-samples/data-perimeter-policy-examples/tree/main/vpc_endpoint_policies
 */
export class EndpointPolicies extends Construct {
  readonly s3: string;
  readonly services: string;

  constructor(scope: Construct, id: string, { settings, accounts }: EndpointPoliciesProps) {
    super(scope, id);
    const { accountId } = new DataAwsCallerIdentity(this, 'caller');
    const { partition } = new DataAwsPartition(this, 'partition');
    const others = [...accounts, ...accountsIn(settings)].filter(
      (account) => account !== settings.accountId,
    );
    const known = [accountId, ...[...new Set(others)].sort()];
    const principals = { StringEquals: { 'aws:PrincipalAccount': known } };
    const own: Statement = {
      Sid: 'KnownAccounts',
      Effect: 'Allow',
      Principal: '*',
      Action: ['*'],
      Resource: ['*'],
      // Some actions know no resource, and with it no account.
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount
      Condition: { ...principals, StringEqualsIfExists: { 'aws:ResourceAccount': known } },
    };
    const { dataBucket } = settings.existing;
    const buckets = [
      ...(dataBucket === undefined ? [] : [dataBucket, `${dataBucket}/*`]).map(
        (resource) => `arn:${partition}:s3:::${resource}`,
      ),
      ...bucketsIn(settings).map(literal),
    ];
    this.services = policyDocument(own);
    this.s3 = policyDocument(
      own,
      {
        Sid: 'LayersOfImages',
        Effect: 'Allow',
        // An account of ECR signs these requests.
        // https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms
        Principal: '*',
        Action: ['s3:GetObject'],
        Resource: [`arn:${partition}:s3:::prod-${settings.region}-starport-layer-bucket/*`],
      },
      // The ARN of a bucket names no account.
      ...(buckets.length > 0
        ? [
            {
              Sid: 'NamedBuckets',
              Effect: 'Allow' as const,
              Principal: '*' as const,
              Action: ['s3:*'],
              Resource: buckets,
              Condition: principals,
            },
          ]
        : []),
    );
  }
}

/** The accounts of secrets, keys, registries and whatever else the jobs name, or use of what others keep. */
function accountsIn({ jobs, existing }: Settings): string[] {
  const named = /arn:aws[\w-]*:[\w-]*:[\w-]*:(\d{12}):|(\d{12})\.dkr[.-]ecr[.-]/g;
  return [...JSON.stringify([jobs, existing]).matchAll(named)].flatMap(([, ofArn, ofRegistry]) =>
    [ofArn, ofRegistry].filter((account) => account !== undefined),
  );
}

function bucketsIn({ jobs }: Settings): string[] {
  const named = JSON.stringify(jobs).matchAll(/"(arn:aws[\w-]*:s3:::[^"]+)"/g);
  return [...new Set([...named].flatMap(([, arn]) => arn ?? []))].sort();
}
