# The two roles of the workflows: nobody keeps a key. `plan` may read what a plan reads and nothing
# more, for the code of a pull request runs with it before anybody has looked at it; `apply` may change
# this project's resources, and only a job that the GitHub environment's rules let through gets it.
#
#   terraform init && terraform apply -var repository=acme/cron -var project=fargate-cron \
#     -var environment=dev -var state_bucket=acme-dev-state
#
# Without `repository` it makes nothing, and its outputs have the two policies for whoever deploys.

terraform {
  required_version = ">= 1.10.0"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

variable "repository" {
  type        = string
  description = "The GitHub repository, <owner>/<name>; without one no role is made"
  default     = ""
  validation {
    # A wildcard here would let other repositories in.
    condition     = var.repository == "" || can(regex("^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$", var.repository))
    error_message = "repository must be <owner>/<name>, got \"${var.repository}\"."
  }
}

variable "project" {
  type        = string
  description = "`project` of config.ts"
}

variable "environment" {
  type        = string
  description = "The environment of config.ts, and the GitHub environment of the same name"
}

variable "prefix" {
  type        = string
  description = "`names.prefix` of config.ts"
  default     = null
}

variable "log_groups" {
  type        = string
  description = "`names.logGroups` of config.ts"
  default     = null
}

variable "project_tag" {
  type        = object({ key = optional(string, "Project"), value = optional(string) })
  description = "`tagKeys.project` of config.ts, and the value that `tags` gives it"
  default     = {}
}

variable "environment_tag" {
  type        = object({ key = optional(string, "Environment"), value = optional(string) })
  description = "`tagKeys.environment` of config.ts, and the value that `tags` gives it"
  default     = {}
}

variable "state_bucket" {
  type        = string
  description = "The bucket of the environment's state"
}

variable "state_key_prefix" {
  type        = string
  description = "What the keys of the state begin with (`keyPrefix`), with a slash at its end"
  default     = ""
}

variable "default_branch" {
  type        = string
  description = "The branch whose drift check may use the plan role"
  default     = "main"
}

variable "role_path" {
  type        = string
  description = "`role.path` of config.ts"
  default     = "/"
  validation {
    condition     = can(regex("^/(.*/)?$", var.role_path))
    error_message = "role_path must begin and end with a slash, got \"${var.role_path}\"."
  }
}

variable "permissions_boundary" {
  type        = string
  description = "`role.permissionsBoundary` of config.ts: no role without it can be made or get rights"
  default     = null
}

variable "existing" {
  type        = list(string)
  description = "ARNs of what has a name of its own: what config.ts `imports`, and `alarms.topicArn` if an address subscribes to it"
  default     = []
}

variable "chats" {
  type        = bool
  description = "Whether config.ts has `alarms.slack` or `alarms.teams`"
  default     = false
}

variable "state_key" {
  type        = string
  description = "ARN of the KMS key of the state (`kmsKeyId`), if it has one"
  default     = null
}

variable "issuer" {
  type        = string
  description = "Who issues the workflows' tokens, without https://; of GitHub Enterprise Server <host>/_services/token"
  default     = "token.actions.githubusercontent.com"
  validation {
    condition     = can(regex("^[A-Za-z0-9.-]+(/[A-Za-z0-9._-]+)*$", var.issuer))
    error_message = "issuer must be a host and a path without https:// and a final slash, got \"${var.issuer}\"."
  }
}

variable "workflow_role_path" {
  type        = string
  description = "Path of the two roles of the workflows themselves"
  default     = "/"
  validation {
    condition     = can(regex("^/(.*/)?$", var.workflow_role_path))
    error_message = "workflow_role_path must begin and end with a slash, got \"${var.workflow_role_path}\"."
  }
}

variable "workflow_permissions_boundary" {
  type        = string
  description = "ARN of the policy that bounds the two roles of the workflows themselves"
  default     = null
}

variable "tags" {
  type        = map(string)
  description = "Tags of what this module makes"
  default     = {}
}

variable "key" {
  type        = string
  description = "ARN of the KMS key of `encryption`, if there is one"
  default     = null
}

variable "shared_repository" {
  type        = string
  description = "ARN of `existing.repository`, if there is one"
  default     = null
}

variable "issuer_exists" {
  type        = bool
  description = "Whether the account knows GitHub's tokens already, as it does when another environment is in it"
  default     = false
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  prefix     = coalesce(var.prefix, "${var.project}-${var.environment}")
  log_groups = coalesce(var.log_groups, "/${var.project}/${var.environment}")

  project_value     = coalesce(var.project_tag.value, var.project)
  environment_value = coalesce(var.environment_tag.value, var.environment)

  partition = data.aws_partition.current.partition
  account   = data.aws_caller_identity.current.account_id
  regional  = "${data.aws_region.current.name}:${local.account}"
  host      = var.issuer
  state     = "arn:${local.partition}:s3:::${var.state_bucket}"
  states    = "${local.state}/${var.state_key_prefix}${var.project}/${var.environment}"
  bucket    = "arn:${local.partition}:s3:::${local.prefix}-data-${local.account}"
  database  = replace(local.prefix, "-", "_")
  # `_watch`: what looks for runs of seldom jobs. `_notify`: what notifies of runs that failed.
  roles = [
    "arn:${local.partition}:iam::${local.account}:role${var.role_path}${local.prefix}-*",
    "arn:${local.partition}:iam::${local.account}:role${var.role_path}${local.prefix}_watch-*",
    "arn:${local.partition}:iam::${local.account}:role${var.role_path}${local.prefix}_notify-*",
  ]

  chats = "arn:${local.partition}:chatbot::${local.account}:chat-configuration/*/${local.prefix}-*"

  read_bucket = [
    "s3:GetAccelerateConfiguration",
    "s3:GetBucket*",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:GetReplicationConfiguration",
    "s3:ListBucket",
    "s3:ListTagsForResource",
  ]
  # What is in a bucket is not for the workflows to delete: they can destroy an empty one.
  change_bucket = [
    "s3:CreateBucket",
    "s3:DeleteBucket",
    "s3:DeleteBucketPolicy",
    "s3:PutBucket*",
    "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration",
    "s3:TagResource",
    "s3:UntagResource",
  ]

  # Who may assume each role, by the token's subject.
  subjects = {
    plan = [
      "repo:${var.repository}:pull_request",
      "repo:${var.repository}:ref:refs/heads/${var.default_branch}",
    ]
    apply = ["repo:${var.repository}:environment:${var.environment}"]
  }
  trusted = { for role, subjects in local.subjects : role => subjects if var.repository != "" }
}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.issuer_exists || var.repository == "" ? 0 : 1

  url            = "https://${local.host}"
  client_id_list = ["sts.amazonaws.com"]
  tags           = var.tags
}

data "aws_iam_policy_document" "trust" {
  for_each = local.trusted

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:${local.partition}:iam::${local.account}:oidc-provider/${local.host}"]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.host}:aud"
      values   = ["sts.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.host}:sub"
      values   = each.value
    }
  }
}

resource "aws_iam_role" "github" {
  for_each = local.trusted

  name                 = "${local.prefix}-github-${each.key}"
  description          = "GitHub workflows of ${var.repository}: ${each.key} in ${var.environment}"
  assume_role_policy   = data.aws_iam_policy_document.trust[each.key].json
  max_session_duration = 3600
  path                 = var.workflow_role_path
  permissions_boundary = var.workflow_permissions_boundary
  tags                 = var.tags
  depends_on           = [aws_iam_openid_connect_provider.github]
}

# What a plan reads: descriptions of resources, and the state. No object, no log line, no secret: of
# EC2 not everything, for the user data of an instance is a description, too.
data "aws_iam_policy_document" "read" {
  statement {
    sid = "Describe"
    actions = [
      "budgets:ListTagsForResource",
      "budgets:ViewBudget",
      "cloudwatch:DescribeAlarms",
      "cloudwatch:GetDashboard",
      "cloudwatch:ListTagsForResource",
      "ec2:DescribeAddresses*",
      "ec2:DescribeAvailabilityZones",
      "ec2:DescribeEgressOnlyInternetGateways",
      "ec2:DescribeFlowLogs",
      "ec2:DescribeInternetGateways",
      "ec2:DescribeNatGateways",
      "ec2:DescribeNetworkAcls",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribePrefixLists",
      "ec2:DescribeRouteTables",
      "ec2:DescribeSecurityGroup*",
      "ec2:DescribeSubnets",
      "ec2:DescribeVpc*",
      "ecr:DescribeRepositories",
      "ecr:GetAuthorizationToken",
      "ecr:GetLifecyclePolicy",
      "ecr:ListTagsForResource",
      "ecs:DescribeClusters",
      "ecs:DescribeTaskDefinition",
      "ecs:ListTagsForResource",
      "events:DescribeRule",
      "events:ListTagsForResource",
      "events:ListTargetsByRule",
      "glue:GetDatabase",
      "glue:GetPartitionIndexes",
      "glue:GetTable",
      "glue:GetTags",
      "iam:GetRole",
      "iam:GetRolePolicy",
      "iam:ListAttachedRolePolicies",
      "iam:ListInstanceProfilesForRole",
      "iam:ListRolePolicies",
      "logs:DescribeLogGroups",
      "logs:DescribeResourcePolicies",
      "logs:ListTagsForResource",
      "scheduler:GetSchedule",
      "scheduler:GetScheduleGroup",
      "scheduler:ListTagsForResource",
      "sns:GetSubscriptionAttributes",
      "sns:GetTopicAttributes",
      "sns:ListTagsForResource",
      "sqs:GetQueueAttributes",
      "sqs:ListQueueTags",
      "states:DescribeStateMachine",
      "states:ListExecutions",
      "states:ListStateMachineVersions",
      "states:ListTagsForResource",
      "states:ValidateStateMachineDefinition",
      "sts:GetCallerIdentity",
    ]
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = var.chats ? [true] : []
    content {
      sid       = "DescribeChats"
      actions   = ["chatbot:Describe*", "chatbot:List*"]
      resources = ["*"]
    }
  }

  statement {
    sid       = "DescribeTheBucket"
    actions   = local.read_bucket
    resources = [local.bucket]
  }

  # Whether the image was pushed is asked of the registry itself. That is its manifest; the layers
  # stay closed.
  statement {
    sid       = "LookForTheImage"
    actions   = ["ecr:BatchGetImage"]
    resources = ["arn:${local.partition}:ecr:${local.regional}:repository/${local.prefix}-*"]
  }

  dynamic "statement" {
    for_each = var.existing
    content {
      sid       = "DescribeExisting${statement.key}"
      actions   = concat(local.read_bucket, ["ecr:BatchGetImage"])
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = var.shared_repository[*]
    content {
      sid       = "LookForTheSharedImage"
      actions   = ["ecr:BatchGetImage", "ecr:DescribeImages"]
      resources = [statement.value]
    }
  }

  statement {
    sid       = "FindState"
    actions   = ["s3:ListBucket"]
    resources = [local.state]
  }

  statement {
    sid       = "ReadState"
    actions   = ["s3:GetObject"]
    resources = ["${local.states}/*"]
  }

  dynamic "statement" {
    for_each = var.state_key[*]
    content {
      sid       = "DecryptState"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]
    }
  }

  # The definition of a state machine is encrypted, too. Objects and messages stay closed.
  dynamic "statement" {
    for_each = var.key[*]
    content {
      sid       = "DecryptDefinitions"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]
      condition {
        test     = "StringLike"
        variable = "kms:ViaService"
        values   = ["states.*"]
      }
    }
  }
}

# What an apply changes, by the project's names. EC2 names no project in its ARNs, so there the tags
# decide.
data "aws_iam_policy_document" "write" {
  statement {
    sid       = "WriteState"
    actions   = ["s3:PutObject", "s3:DeleteObject"]
    resources = ["${local.states}/*"]
  }

  dynamic "statement" {
    for_each = var.state_key[*]
    content {
      sid       = "EncryptState"
      actions   = ["kms:GenerateDataKey"]
      resources = [statement.value]
    }
  }

  # What repositories, schedules and state machines ask of the key in the name of who makes them.
  dynamic "statement" {
    for_each = var.key[*]
    content {
      sid = "UseTheKey"
      actions = [
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:GenerateDataKey",
        "kms:RetireGrant",
      ]
      resources = [statement.value]
      condition {
        test     = "StringLike"
        variable = "kms:ViaService"
        values   = ["ecr.*", "scheduler.*", "states.*"]
      }
    }
  }

  statement {
    sid = "ChangeTheProject"
    actions = [
      "cloudwatch:*",
      "ecr:*",
      "ecs:*",
      "events:*",
      "logs:*",
      "scheduler:*",
      "sns:*",
      "sqs:*",
      "states:*",
    ]
    resources = [
      "arn:${local.partition}:cloudwatch:${local.regional}:alarm:${local.prefix}-*",
      "arn:${local.partition}:cloudwatch::${local.account}:dashboard/${local.prefix}",
      "arn:${local.partition}:ecr:${local.regional}:repository/${local.prefix}-*",
      "arn:${local.partition}:ecs:${local.regional}:cluster/${local.prefix}",
      "arn:${local.partition}:ecs:${local.regional}:task-definition/${local.prefix}-*",
      "arn:${local.partition}:events:${local.regional}:rule/${local.prefix}-*",
      "arn:${local.partition}:logs:${local.regional}:log-group:${local.log_groups}/*",
      "arn:${local.partition}:logs:${local.regional}:log-group:/aws/vendedlogs/states/${local.prefix}-*",
      "arn:${local.partition}:logs:${local.regional}:log-group:/aws/vendedlogs/states/${local.prefix}_*",
      "arn:${local.partition}:scheduler:${local.regional}:schedule-group/${local.prefix}",
      "arn:${local.partition}:scheduler:${local.regional}:schedule/${local.prefix}/*",
      "arn:${local.partition}:sns:${local.regional}:${local.prefix}-*",
      "arn:${local.partition}:sqs:${local.regional}:${local.prefix}-*",
      "arn:${local.partition}:states:${local.regional}:stateMachine:${local.prefix}-*",
      "arn:${local.partition}:states:${local.regional}:stateMachine:${local.prefix}_watch",
      "arn:${local.partition}:states:${local.regional}:stateMachine:${local.prefix}_notify",
    ]
  }

  # Images are pushed to it, and nothing else of it is changed.
  dynamic "statement" {
    for_each = var.shared_repository[*]
    content {
      sid = "PushToTheSharedRepository"
      actions = [
        "ecr:BatchCheckLayerAvailability",
        "ecr:CompleteLayerUpload",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
      ]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = var.existing
    content {
      sid = "ChangeExisting${statement.key}"
      actions = concat(local.change_bucket, [
        "ecr:*",
        "ecs:*",
        "logs:*",
        "sns:SetSubscriptionAttributes",
        "sns:Subscribe",
        "sns:Unsubscribe",
      ])
      resources = [statement.value, "${statement.value}:*"]
    }
  }

  statement {
    sid = "EndTaskDefinitions"
    # AWS knows no narrower resource for it.
    actions   = ["ecs:DeregisterTaskDefinition"]
    resources = ["*"]
  }

  # AWS knows no narrower resource for it: leave it out with `history: { resourcePolicy: false }`.
  statement {
    sid       = "LetEventsWriteTheHistory"
    actions   = ["logs:DeleteResourcePolicy", "logs:PutResourcePolicy"]
    resources = ["*"]
  }

  statement {
    sid       = "ChangeTheBucket"
    actions   = local.change_bucket
    resources = [local.bucket]
  }

  # Not all of Glue: every call is also one on the catalog, which is the whole account's.
  statement {
    sid = "ChangeTheTables"
    actions = [
      "glue:CreateDatabase",
      "glue:CreateTable",
      "glue:DeleteDatabase",
      "glue:DeleteTable",
      "glue:TagResource",
      "glue:UntagResource",
      "glue:UpdateDatabase",
      "glue:UpdateTable",
    ]
    resources = [
      "arn:${local.partition}:glue:${local.regional}:catalog",
      "arn:${local.partition}:glue:${local.regional}:database/${local.database}",
      "arn:${local.partition}:glue:${local.regional}:table/${local.database}/*",
      "arn:${local.partition}:glue:${local.regional}:userDefinedFunction/${local.database}/*",
    ]
  }

  statement {
    sid = "ChangeTheBudget"
    actions = [
      "budgets:ModifyBudget",
      "budgets:TagResource",
      "budgets:UntagResource",
    ]
    resources = ["arn:${local.partition}:budgets::${local.account}:budget/${local.prefix}"]
  }

  # AWS knows no narrower resource to make one; the role that it shows with is handed over below.
  dynamic "statement" {
    for_each = var.chats ? [true] : []
    content {
      sid = "MakeChats"
      actions = [
        "chatbot:CreateMicrosoftTeamsChannelConfiguration",
        "chatbot:CreateSlackChannelConfiguration",
      ]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = var.chats ? [true] : []
    content {
      sid = "ChangeChats"
      actions = [
        "chatbot:Delete*ChannelConfiguration",
        "chatbot:TagResource",
        "chatbot:UntagResource",
        "chatbot:Update*ChannelConfiguration",
      ]
      resources = [local.chats]
    }
  }

  statement {
    sid = "GrantTheRoles"
    actions = [
      "iam:CreateRole",
      "iam:PutRolePermissionsBoundary",
      "iam:PutRolePolicy",
    ]
    resources = local.roles
    dynamic "condition" {
      for_each = var.permissions_boundary[*]
      content {
        test     = "StringEquals"
        variable = "iam:PermissionsBoundary"
        values   = [condition.value]
      }
    }
  }

  statement {
    sid = "ChangeTheRoles"
    actions = [
      "iam:DeleteRole",
      "iam:DeleteRolePolicy",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
      "iam:UpdateRoleDescription",
    ]
    resources = local.roles
  }

  # Its own role matches the names above: without this it could allow itself anything.
  statement {
    sid     = "NotTheRolesOfTheWorkflows"
    effect  = "Deny"
    actions = ["iam:*"]
    resources = [
      "arn:${local.partition}:iam::${local.account}:role${var.workflow_role_path}${local.prefix}-github-plan",
      "arn:${local.partition}:iam::${local.account}:role${var.workflow_role_path}${local.prefix}-github-apply",
    ]
  }

  statement {
    sid       = "HandTheRolesOver"
    actions   = ["iam:PassRole"]
    resources = local.roles
    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values = [
        "chatbot.amazonaws.com",
        "ecs-tasks.amazonaws.com",
        "events.amazonaws.com",
        "scheduler.amazonaws.com",
        "states.amazonaws.com",
        "vpc-flow-logs.amazonaws.com",
      ]
    }
  }

  # The first cluster of an account makes it.
  statement {
    sid     = "MakeTheRoleOfEcs"
    actions = ["iam:CreateServiceLinkedRole"]
    resources = [
      "arn:${local.partition}:iam::${local.account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
    ]
    condition {
      test     = "StringEquals"
      variable = "iam:AWSServiceName"
      values   = ["ecs.amazonaws.com"]
    }
  }

  # What is new has no tags yet, but the call that makes it says which it will have.
  statement {
    sid = "MakeTheVpcAndRules"
    actions = [
      "ec2:AuthorizeSecurityGroupEgress",
      "ec2:AuthorizeSecurityGroupIngress",
      "ec2:CreateVpc",
    ]
    resources = [
      "arn:${local.partition}:ec2:${local.regional}:security-group-rule/*",
      "arn:${local.partition}:ec2:${local.regional}:vpc/*",
    ]
    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/${var.project_tag.key}"
      values   = [local.project_value]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/${var.environment_tag.key}"
      values   = [local.environment_value]
    }
  }

  statement {
    sid = "MakeTheNetwork"
    actions = [
      "ec2:AllocateAddress",
      "ec2:CreateEgressOnlyInternetGateway",
      "ec2:CreateFlowLogs",
      "ec2:CreateInternetGateway",
      "ec2:CreateNatGateway",
      "ec2:CreateRouteTable",
      "ec2:CreateSecurityGroup",
      "ec2:CreateSubnet",
      "ec2:CreateVpcEndpoint",
    ]
    resources = [
      "arn:${local.partition}:ec2:${local.regional}:egress-only-internet-gateway/*",
      "arn:${local.partition}:ec2:${local.regional}:elastic-ip/*",
      "arn:${local.partition}:ec2:${local.regional}:internet-gateway/*",
      "arn:${local.partition}:ec2:${local.regional}:natgateway/*",
      "arn:${local.partition}:ec2:${local.regional}:route-table/*",
      "arn:${local.partition}:ec2:${local.regional}:security-group/*",
      "arn:${local.partition}:ec2:${local.regional}:subnet/*",
      "arn:${local.partition}:ec2:${local.regional}:vpc-endpoint/*",
      "arn:${local.partition}:ec2:${local.regional}:vpc-flow-log/*",
    ]
    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/${var.project_tag.key}"
      values   = [local.project_value]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/${var.environment_tag.key}"
      values   = [local.environment_value]
    }
  }

  # An interface endpoint takes over its service's usual name by a private zone of AWS's own.
  statement {
    sid       = "NameTheEndpoints"
    actions   = ["route53:AssociateVPCWithHostedZone"]
    resources = ["arn:${local.partition}:route53:::hostedzone/*"]
  }

  # The VPC may be somebody else's, and then it has other tags.
  statement {
    sid       = "MakeSecurityGroups"
    actions   = ["ec2:CreateSecurityGroup"]
    resources = ["arn:${local.partition}:ec2:${local.regional}:vpc/*"]
  }

  statement {
    sid       = "TagWhatIsNew"
    actions   = ["ec2:CreateTags"]
    resources = ["*"]
    condition {
      test     = "Null"
      variable = "ec2:CreateAction"
      values   = ["false"]
    }
  }

  # AWS makes the default security group of a VPC, and without tags.
  statement {
    sid       = "TakeTheDefaultSecurityGroup"
    actions   = ["ec2:CreateTags"]
    resources = ["arn:${local.partition}:ec2:${local.regional}:security-group/*"]
    condition {
      test     = "Null"
      variable = "aws:ResourceTag/${var.project_tag.key}"
      values   = ["true"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/${var.project_tag.key}"
      values   = [local.project_value]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/${var.environment_tag.key}"
      values   = [local.environment_value]
    }
  }

  statement {
    sid = "ChangeTheNetwork"
    actions = [
      "ec2:AssociateRouteTable",
      "ec2:AssociateSubnetCidrBlock",
      "ec2:AssociateVpcCidrBlock",
      "ec2:AttachInternetGateway",
      "ec2:AuthorizeSecurityGroupEgress",
      "ec2:AuthorizeSecurityGroupIngress",
      "ec2:CreateEgressOnlyInternetGateway",
      "ec2:CreateFlowLogs",
      "ec2:CreateNatGateway",
      "ec2:CreateRoute",
      "ec2:CreateRouteTable",
      "ec2:CreateSubnet",
      "ec2:CreateTags",
      "ec2:CreateVpcEndpoint",
      "ec2:Delete*",
      "ec2:DetachInternetGateway",
      "ec2:Disassociate*",
      "ec2:Modify*",
      "ec2:ReleaseAddress",
      "ec2:ReplaceRoute*",
      "ec2:RevokeSecurityGroup*",
    ]
    resources = ["*"]
    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/${var.project_tag.key}"
      values   = [local.project_value]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/${var.environment_tag.key}"
      values   = [local.environment_value]
    }
  }
}

resource "aws_iam_role_policy" "plan" {
  count = var.repository == "" ? 0 : 1

  name   = "read"
  role   = aws_iam_role.github["plan"].id
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_iam_role_policy" "apply" {
  for_each = {
    for name, policy in {
      read  = data.aws_iam_policy_document.read.json
      write = data.aws_iam_policy_document.write.json
    } : name => policy if var.repository != ""
  }

  name   = each.key
  role   = aws_iam_role.github["apply"].id
  policy = each.value
}

output "plan_role_arn" {
  description = "The repository variable PLAN_ROLE_ARN"
  value       = one([for role in aws_iam_role.github : role.arn if endswith(role.name, "-plan")])
}

output "apply_role_arn" {
  description = "The repository variable APPLY_ROLE_ARN"
  value       = one([for role in aws_iam_role.github : role.arn if endswith(role.name, "-apply")])
}

output "read_policy" {
  description = "What a plan needs"
  value       = data.aws_iam_policy_document.read.json
}

output "write_policy" {
  description = "What an apply needs beside it"
  value       = data.aws_iam_policy_document.write.json
}
