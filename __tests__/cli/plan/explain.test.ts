import { explainTerraformError } from '../../../cli/plan/explain';

// As Terraform 1.11 and the provider said it.
test.each([
  [
    'a state that somebody has locked',
    `Error: Error acquiring the state lock

Error message: resource temporarily unavailable
Lock Info:
  ID:        aa9680b2-f401-a6f0-2354-0b415490e94f
  Path:      s.tfstate
  Operation: OperationTypeApply
  Who:       ann@laptop
  Version:   1.11.4
  Created:   2026-11-25 19:33:46.416679634 +0000 UTC
  Info:

Terraform acquires a state lock to protect the state from being written`,
    'the state is locked by ann@laptop since 2026-11-25 19:33:46 UTC (apply): wait for it; if you know that it is gone, run terraform -chdir=cdktf.out/stacks/task force-unlock aa9680b2-f401-a6f0-2354-0b415490e94f',
  ],
  [
    'credentials of the wrong account',
    'Error: Invalid account ID\n\nAWS account ID not allowed: 123456789012',
    'these are credentials of the account 123456789012, which environments.dev.accountId of config.ts does not allow: use another AWS_PROFILE or FARGATE_CRON_ENV',
  ],
  [
    'a state bucket that nobody made',
    `Error: Failed to get existing workspaces: S3 bucket "acme-none" does not exist.

The referenced S3 bucket must have been previously created.`,
    'there is no state bucket acme-none: run npx fargate-cron state init --env dev, or name yours in environments.dev.state of config.ts',
  ],
  [
    'a bucket whose name changes, and that is protected',
    `Error: Instance cannot be destroyed

  on cdk.tf.json line 50, in resource.aws_s3_bucket.data_bucket_F0368B94:
  50:       }

Resource aws_s3_bucket.data_bucket_F0368B94 has lifecycle.prevent_destroy set,
but the plan calls for this resource to be destroyed. To avoid this error and
continue with the plan, either disable lifecycle.prevent_destroy or reduce the
scope of the plan using the -target option.`,
    'protectData keeps Terraform from destroying aws_s3_bucket.data_bucket_F0368B94: if only its name changes, by names of config.ts, write the one that it has into environments.dev.imports; if it is to go, see docs/tear-down.md of fargate-cron',
  ],
  [
    // As AWS says it in public logs: aws/aws-cdk#26432.
    'a role whose new rights are not known everywhere yet',
    `Error: updating Step Functions State Machine (arn:aws:states:us-east-1:123456789012:stateMachine:acme-dev-nightly): operation error SFN: UpdateStateMachine, https response error StatusCode: 400, RequestID: 1, api error AccessDeniedException: The state machine IAM
Role is not authorized to access the Log Destination`,
    'the role of the state machine has just got the right to log executions, and AWS does not know yet: apply again',
  ],
  [
    // The text of a public log of Terraform, with other names; the other two are told in explain.ts.
    'a value that a tag policy does not allow',
    `│ Error: creating SNS Topic (acme-dev-alarms): operation error SNS: CreateTopic, https response error StatusCode: 400, RequestID: 575abe4b-675c-5698-ac46-dc662dd2b62c, TagPolicy: TagPolicyException: The tag policy does not allow the specified value for the following tag key: 'CostCentre'.
│
│   with aws_sns_topic.alarms_topic,
│   on cdk.tf.json line 12, in resource.aws_sns_topic.alarms_topic:`,
    `AWS Organizations asks for other tags: "The tag policy does not allow the specified value for the following tag key: 'CostCentre'"; write what it asks for into tags and tagKeys of config.ts (docs/tags-and-names.md of fargate-cron)`,
  ],
  [
    'a value that a tag policy does not allow, as EC2 says it',
    `Error: creating EC2 VPC: operation error EC2: CreateVpc, https response error StatusCode: 400, RequestID: 1, api error TagPolicyViolation: The tag policy does not allow the specified value for the following tag key: 'Environment'.`,
    `AWS Organizations asks for other tags: "The tag policy does not allow the specified value for the following tag key: 'Environment'"; write what it asks for into tags and tagKeys of config.ts (docs/tags-and-names.md of fargate-cron)`,
  ],
  [
    'a tag that a tag policy requires',
    `Error: Missing Required Tags - An organizational tag policy requires the following
tags for aws_cloudwatch_log_group: [Owner]`,
    'AWS Organizations asks for other tags: "An organizational tag policy requires the following tags for aws_cloudwatch_log_group: [Owner]"; write what it asks for into tags and tagKeys of config.ts (docs/tags-and-names.md of fargate-cron)',
  ],
  [
    'a provider that is not locked',
    `Error: Provider dependency changes detected

Changes to the required provider dependencies were detected, but the lock
file is read-only.`,
    'providers/.terraform.lock.hcl does not lock every provider of this stack, or not for this program (OpenTofu has a registry of its own): lock the versions anew for the program and the platform that you use (docs/providers.md of fargate-cron says how)',
  ],
  [
    'a locked version that the stacks do not take',
    `Error: Failed to query available provider packages

Could not retrieve the list of available versions for provider hashicorp/aws:
locked provider registry.terraform.io/hashicorp/aws 5.99.0 does not match
configured version constraint >= 5.100.0, < 7.0.0; must use terraform init
-upgrade to allow selection of new versions`,
    'hashicorp/aws is locked at 5.99.0, and the stacks take >= 5.100.0, < 7.0.0: name such a version in providers/versions.tf and lock the versions anew for the program and the platform that you use (docs/providers.md of fargate-cron says how)',
  ],
  [
    'a package that is not the one that was locked',
    `Error: Failed to install provider

Error while installing hashicorp/aws v5.100.0: the local package for
registry.terraform.io/hashicorp/aws 5.100.0 doesn't match any of the
checksums previously recorded in the dependency lock file`,
    'the package of hashicorp/aws for this platform is not in providers/.terraform.lock.hcl, or it is not the one that was locked: lock the versions anew for the program and the platform that you use (docs/providers.md of fargate-cron says how)',
  ],
  [
    'a role that cannot be assumed',
    `Error: Cannot assume IAM Role

IAM Role (arn:aws:iam::123456789012:role/deploy) cannot be assumed.

There are a number of possible causes of this - the most common are:
  * The credentials used in order to assume the role are invalid`,
    'the role arn:aws:iam::123456789012:role/deploy, which config.ts names, cannot be assumed: its trust policy must allow sts:AssumeRole to these credentials, and so must their own policies; or use another AWS_PROFILE',
  ],
  [
    'a shared cluster that is gone',
    `Error: reading ECS Cluster (batch): empty result

  with data.aws_ecs_cluster.existing-cluster,`,
    'the cluster batch, which others keep, is not there: ask its owner, or name another in existing.cluster of config.ts',
  ],
  [
    'a shared repository that is gone',
    `Error: reading ECR Repository (images): couldn't find resource

  with data.aws_ecr_repository.existing-repository,`,
    'the repository images, which others keep, is not there: ask its owner, or name another in existing.repository of config.ts',
  ],
  [
    'no Docker engine',
    `Error: Error pinging Docker server, please make sure that
unix:///var/run/docker.sock is reachable and has a  '_ping' endpoint. Error:
Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the
docker daemon running?`,
    "no Docker engine answers at unix:///var/run/docker.sock: start one, or write images: 'prebuilt' in environments.dev of config.ts, which needs none (docs/image.md)",
  ],
  [
    'an image that was there all the time',
    `Error: Error pushing docker image: Error pushing image. . Full error: tag
invalid: The image tag '0123456789abcdef' already exists in the
'acme-dev-crawler' repository and cannot be overwritten because the tag is
immutable.`,
    'the repository acme-dev-crawler has an image 0123456789abcdef already, so nothing was pushed: the registry was not reached, or refused the credentials, when this was planned; plan again',
  ],
  [
    'no credentials',
    'Error: No valid credential sources found\n\nPlease see https://developer.hashicorp.com',
    'there are no AWS credentials: sign in (aws sso login) or set AWS_PROFILE',
  ],
  [
    'a neighbour without a state',
    `Error: Unable to find remote state

  with data.terraform_remote_state.image,
  on cdk.tf.json line 9, in data.terraform_remote_state.image.config:

No stored state was found for the given workspace in the given backend.`,
    'it reads the state of the stack image, and there is none: deploy that first (npx cdktf deploy image), or plan all stacks at once (npx fargate-cron plan)',
  ],
  [
    'a neighbour that is half deployed',
    `Error: Unsupported attribute

  on cdk.tf.json line 1, in output.x:
   1: {"x":"\${data.terraform_remote_state.network.outputs.vpc_id}"}
    ├────────────────
    │ data.terraform_remote_state.network.outputs is object with 1 attribute "a"

This object does not have an attribute named "vpc_id".`,
    "it reads vpc_id of the stack network, whose state has none: it is older than config.ts, or another project's; deploy that first (npx cdktf deploy network), or plan all stacks at once (npx fargate-cron plan)",
  ],
  [
    'a job that the neighbour does not have yet',
    `Error: Invalid index

  on cdk.tf.json line 1, in output.x:
   1: {"x":"\${data.terraform_remote_state.task.outputs.log_group_names[\\"nightly\\"]}"}
    ├────────────────
    │ data.terraform_remote_state.task.outputs.log_group_names is object with 1 attribute "b"

The given key does not identify an element in this collection value.`,
    'it reads log_group_names of the job nightly, which the state of the stack task does not have yet: deploy that first (npx cdktf deploy task), or plan all stacks at once (npx fargate-cron plan)',
  ],
  [
    'a wrong name of what is imported',
    `Error: Cannot import non-existent remote object

While attempting to import an existing object to
"aws_ecs_cluster.cluster", the provider detected that no object exists with
the given id.`,
    'what aws_ecs_cluster.cluster is to be imported from does not exist: look at the name in environments.dev.imports of config.ts, and at the account and region',
  ],
  [
    'a state that was lost',
    `Error: creating IAM Role (acme-dev-nightly-task): operation error IAM: CreateRole, https response error StatusCode: 409, EntityAlreadyExists: Role with name acme-dev-nightly-task already exists.`,
    'something of this name exists and is not in this state: import it (environments.dev.imports of config.ts), remove it, or name the state that it is in',
  ],
])('%s: one line that says what to do', (_, said, line) => {
  expect(explainTerraformError(said, { id: 'task', environment: 'dev' })).toBe(line);
});

test('says nothing of what nobody foresaw', () => {
  const said = 'Error: creating SQS Queue: AccessDenied';
  expect(explainTerraformError(said, { id: 'task', environment: 'dev' })).toBeUndefined();
});
