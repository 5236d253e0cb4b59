import { cannotAssume } from '../aws/aws-errors';

/** Where an error of Terraform happened. */
interface Place {
  /** The stack. */
  readonly id: string;
  readonly environment: string;
}

type Explain = (found: Readonly<Record<string, string>>, place: Place) => string;

const lockAnew =
  'lock the versions anew for the program and the platform that you use (docs/providers.md of fargate-cron says how)';

const deployFirst = (neighbour: string): string =>
  `deploy that first (npx cdktf deploy ${neighbour}), or plan all stacks at once (npx fargate-cron plan)`;

const refusedTags = (said: string): string =>
  `AWS Organizations asks for other tags: "${said}"; write what it asks for into tags and tagKeys of config.ts (docs/tags-and-names.md of fargate-cron)`;

/** Error messages of Terraform, its backends and the provider, with blanks for line ends. */
const explanations: readonly [said: RegExp, explain: Explain][] = [
  [
    /Error acquiring the state lock.* ID: (?<lock>\S+) .*?Operation: (?<operation>\S+) Who: (?<who>\S+) .*?Created: (?<since>\S+ \d\d:\d\d:\d\d)/,
    ({ lock = '', operation = '', who = '', since = '' }, { id }) =>
      `the state is locked by ${who} since ${since} UTC (${operation.replace('OperationType', '').toLowerCase()}): wait for it; if you know that it is gone, run terraform -chdir=cdktf.out/stacks/${id} force-unlock ${lock}`,
  ],
  [
    /AWS account ID not allowed: (?<account>\d+)/,
    ({ account = '' }, { environment }) =>
      `these are credentials of the account ${account}, which environments.${environment}.accountId of config.ts does not allow: use another AWS_PROFILE or FARGATE_CRON_ENV`,
  ],
  [/IAM Role \((?<role>\S+)\) cannot be assumed/, ({ role = '' }) => cannotAssume(role)],
  [
    /S3 bucket "(?<bucket>[^"]+)" does not exist/,
    ({ bucket = '' }, { environment }) =>
      `there is no state bucket ${bucket}: run npx fargate-cron state init --env ${environment}, or name yours in environments.${environment}.state of config.ts`,
  ],
  [
    /No valid credential sources found/,
    () => 'there are no AWS credentials: sign in (aws sso login) or set AWS_PROFILE',
  ],
  [
    /Unable to find remote state with data\.terraform_remote_state\.(?<neighbour>[\w-]+)/,
    ({ neighbour = '' }) =>
      `it reads the state of the stack ${neighbour}, and there is none: ${deployFirst(neighbour)}`,
  ],
  [
    /data\.terraform_remote_state\.(?<neighbour>[\w-]+)\.outputs is object with .*does not have an attribute named "(?<output>\w+)"/,
    ({ neighbour = '', output = '' }) =>
      `it reads ${output} of the stack ${neighbour}, whose state has none: it is older than config.ts, or another project's; ${deployFirst(neighbour)}`,
  ],
  [
    /outputs\.(?<output>\w+)\["(?<job>[\w-]+)"\].*data\.terraform_remote_state\.(?<neighbour>[\w-]+)\.outputs\.\w+ is .*does not identify an element/,
    ({ neighbour = '', output = '', job = '' }) =>
      `it reads ${output} of the job ${job}, which the state of the stack ${neighbour} does not have yet: ${deployFirst(neighbour)}`,
  ],
  [
    /While attempting to import an existing object to "(?<address>[^"]+)"/,
    ({ address = '' }, { environment }) =>
      `what ${address} is to be imported from does not exist: look at the name in environments.${environment}.imports of config.ts, and at the account and region`,
  ],
  [
    // Of a cluster that was deleted ECS tells for a while, as INACTIVE.
    /reading (?:ECS|ECR) (?<what>Cluster|Repository) \((?<name>[^)]+)\): (?:empty result|couldn't find resource|INACTIVE)/,
    ({ what = '', name = '' }) =>
      `the ${what.toLowerCase()} ${name}, which others keep, is not there: ask its owner, or name another in existing.${what.toLowerCase()} of config.ts`,
  ],
  [
    /Resource (?<address>\S+) has lifecycle\.prevent_destroy set/,
    ({ address = '' }, { environment }) =>
      `protectData keeps Terraform from destroying ${address}: if only its name changes, by names of config.ts, write the one that it has into environments.${environment}.imports; if it is to go, see docs/tear-down.md of fargate-cron`,
  ],
  [
    // Services call it TagPolicyException (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html),
    // TagPolicyViolation (EC2: superwerker/superwerker, tests of its backups) or ValidationException.
    /(?<said>The tag policy does not allow [^:]+: '[^']+')/,
    ({ said = '' }) => refusedTags(said),
  ],
  [
    // Of the provider, where TF_AWS_TAG_POLICY_COMPLIANCE asks for it: hashicorp/terraform-provider-aws#45143.
    /(?<said>An organizational tag policy requires the following tags for [^[]+\[[^\]]*\])/,
    ({ said = '' }) => refusedTags(said),
  ],
  [
    // The provider waits for the role of a state machine that it makes, and not of one that it changes:
    // terraform-aws-modules/terraform-aws-step-functions#55.
    /IAM Role is not authorized to access the Log Destination/,
    () =>
      'the role of the state machine has just got the right to log executions, and AWS does not know yet: apply again',
  ],
  [
    /Error: Provider dependency changes detected/,
    () =>
      `providers/.terraform.lock.hcl does not lock every provider of this stack, or not for this program (OpenTofu has a registry of its own): ${lockAnew}`,
  ],
  [
    /locked provider \S+\/(?<provider>[\w-]+\/[\w-]+) (?<locked>\S+) does not match configured version constraints? (?<asked>[^;]+);/,
    ({ provider = '', locked = '', asked = '' }) =>
      `${provider} is locked at ${locked}, and the stacks take ${asked}: name such a version in providers/versions.tf and ${lockAnew}`,
  ],
  [
    /(?<![\w-])(?<provider>[\w-]+\/[\w-]+) \S+ (?:package )?doesn't match any of the checksums/,
    ({ provider = '' }) =>
      `the package of ${provider} for this platform is not in providers/.terraform.lock.hcl, or it is not the one that was locked: ${lockAnew}`,
  ],
  [
    /Error pinging Docker server, please make sure that (?<host>\S+) is reachable/,
    ({ host = '' }, { environment }) =>
      `no Docker engine answers at ${host}: start one, or write images: 'prebuilt' in environments.${environment} of config.ts, which needs none (docs/image.md)`,
  ],
  [
    // https://github.com/aws/containers-roadmap/issues/2179: the same image is refused, too.
    /image tag '(?<tag>[^']+)' already exists in the '(?<repository>[^']+)' repository and cannot be overwritten/,
    ({ tag = '', repository = '' }) =>
      `the repository ${repository} has an image ${tag} already, so nothing was pushed: the registry was not reached, or refused the credentials, when this was planned; plan again`,
  ],
  [
    /\b(?:EntityAlreadyExists|ResourceAlreadyExistsException|RepositoryAlreadyExistsException|BucketAlreadyOwnedByYou|QueueAlreadyExists)\b/,
    (_, { environment }) =>
      `something of this name exists and is not in this state: import it (environments.${environment}.imports of config.ts), remove it, or name the state that it is in`,
  ],
];

/**
 * One line that says what to do about an error of Terraform.
 *
 * @returns undefined for an unknown error
 */
export function explainTerraformError(text: string, place: Place): string | undefined {
  // Terraform breaks lines where it likes, and quotes JSON with its escapes.
  const said = text.replaceAll(/[\s│├─╷╵]+/g, ' ').replaceAll('\\"', '"');
  for (const [pattern, explain] of explanations) {
    const found = pattern.exec(said);
    if (found !== null) return explain(found.groups ?? {}, place);
  }
  return undefined;
}
