import { partitionProblems } from './partition';

/** Where stacks are applied. */
export interface Place {
  readonly region: string;
  /** Any where it is not set. */
  readonly accountId?: string | undefined;
}

interface Reach {
  readonly region: 'same' | 'any';
  readonly account: 'same' | 'any';
  /** What else it takes there, or why not. */
  readonly because?: string;
  readonly source: string;
}

/** What the configuration names by ARN, and of where AWS takes it. */
const reaches = {
  boundary: {
    region: 'any',
    account: 'same',
    because: 'IAM bounds a role by a policy of its own account',
    source: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html',
  },
  deployRole: {
    region: 'any',
    account: 'same',
    because: 'accountId says where the environment may land',
    source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
  },
  stateRole: {
    region: 'any',
    account: 'any',
    source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
  },
  topic: {
    region: 'same',
    account: 'any',
    because: 'alarms and rules reach topics of their region',
    source:
      'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-cross-account.html',
  },
  topicOfBudget: {
    region: 'any',
    account: 'same',
    because: 'AWS Budgets notifies topics of its own account alone; leave monthlyBudgetUsd out',
    source: 'https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html',
  },
  repository: {
    region: 'same',
    account: 'any',
    because: 'images are pushed to the registry of the region',
    source: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html',
  },
  // The role reads it where it is; what the other account has to allow, nobody here can see.
  secret: {
    region: 'any',
    account: 'any',
    source:
      'https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html',
  },
  key: {
    region: 'any',
    account: 'any',
    source:
      'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html',
  },
  statement: {
    region: 'any',
    account: 'any',
    source:
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html',
  },
  environmentFile: {
    region: 'any',
    account: 'any',
    source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html',
  },
  projectKey: {
    region: 'same',
    account: 'any',
    because:
      'a key encrypts what is in its region; write one for each region, with its environment',
    source: 'https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html',
  },
  // In the place of the state's bucket.
  stateKey: {
    region: 'same',
    account: 'any',
    because: 'S3 encrypts with keys of the region of the bucket',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html',
  },
} satisfies Readonly<Record<string, Reach>>;

export type ArnField = keyof typeof reaches;

/** What is wrong with the partition, region and account of an ARN; one whose account is AWS is anybody's. */
export function arnPlaceProblems(
  field: ArnField,
  arn: string,
  { region, accountId }: Place,
): string[] {
  const wrongPartition = partitionProblems(arn, region);
  if (wrongPartition.length > 0) return wrongPartition;
  const reach: Reach = reaches[field];
  const because = reach.because === undefined ? '' : `, because ${reach.because}`;
  const there = placeOf(arn);
  if (reach.region === 'same' && there.region !== undefined && there.region !== region) {
    return [`must be in ${region}${because}, got "${arn}"`];
  }
  return reach.account === 'same' && isForeign(arn, accountId)
    ? [`must be of the account ${accountId ?? ''}${because}, got "${arn}"`]
    : [];
}

/** Whether an ARN is another account's; of an account that is not known none is. */
export function isForeign(arn: string, accountId: string | undefined): boolean {
  const { account } = placeOf(arn);
  return accountId !== undefined && account !== undefined && account !== accountId;
}

function placeOf(arn: string): { region?: string | undefined; account?: string | undefined } {
  const [, region = '', account] = /^arn:[\w-]+:[^:]*:([^:]*):(\d{12})?:/.exec(arn) ?? [];
  return { region: region === '' ? undefined : region, account };
}
