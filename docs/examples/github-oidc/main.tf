# The two roles of the workflows: nobody keeps a key. `plan` may read what a plan reads and nothing
# more, for the code of a pull request runs with it before anybody has looked at it; `apply` may change
# this project's resources, and only a job that the GitHub environment's rules let through gets it.
#
#   terraform init && terraform apply -var repository=acme/cron -var project=fargate-cron \
#     -var environment=dev -var state_bucket=acme-dev-state

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
  description = "The GitHub repository, <owner>/<name>"
  validation {
    # A wildcard here would let other repositories in.
    condition     = can(regex("^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$", var.repository))
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

variable "state_bucket" {
  type        = string
  description = "The bucket of the environment's state"
}

variable "default_branch" {
  type        = string
  description = "The branch whose drift check may use the plan role"
  default     = "main"
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  prefix    = "${var.project}-${var.environment}"
  partition = data.aws_partition.current.partition
  account   = data.aws_caller_identity.current.account_id
  regional  = "${data.aws_region.current.name}:${local.account}"
  host      = "token.actions.githubusercontent.com"
  state     = "arn:${local.partition}:s3:::${var.state_bucket}"
  states    = "${local.state}/${var.project}/${var.environment}"

  # Who may assume each role, by the token's subject.
  subjects = {
    plan = [
      "repo:${var.repository}:pull_request",
      "repo:${var.repository}:ref:refs/heads/${var.default_branch}",
    ]
    apply = ["repo:${var.repository}:environment:${var.environment}"]
  }
}

resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://${local.host}"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "trust" {
  for_each = local.subjects

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
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
  for_each = local.subjects

  name                 = "${local.prefix}-github-${each.key}"
  description          = "GitHub workflows of ${var.repository}: ${each.key} in ${var.environment}"
  assume_role_policy   = data.aws_iam_policy_document.trust[each.key].json
  max_session_duration = 3600
}

# What a plan reads: descriptions of resources, and the state. No object, no log line, no secret.
data "aws_iam_policy_document" "read" {
  statement {
    sid = "Describe"
    actions = [
      "application-autoscaling:Describe*",
      "cloudwatch:Describe*",
      "cloudwatch:GetDashboard",
      "cloudwatch:ListTagsForResource",
      "ec2:Describe*",
      "ecr:DescribeRepositories",
      "ecr:GetLifecyclePolicy",
      "ecr:GetRepositoryPolicy",
      "ecr:ListTagsForResource",
      "ecs:Describe*",
      "ecs:ListTagsForResource",
      "events:DescribeRule",
      "events:ListTagsForResource",
      "events:ListTargetsByRule",
      "iam:GetPolicy",
      "iam:GetPolicyVersion",
      "iam:GetRole",
      "iam:GetRolePolicy",
      "iam:ListAttachedRolePolicies",
      "iam:ListInstanceProfilesForRole",
      "iam:ListPolicyVersions",
      "iam:ListRolePolicies",
      "kms:DescribeKey",
      "kms:GetKeyPolicy",
      "kms:GetKeyRotationStatus",
      "kms:ListAliases",
      "kms:ListResourceTags",
      "logs:DescribeLogGroups",
      "logs:DescribeMetricFilters",
      "logs:ListTagsForResource",
      "s3:GetAccelerateConfiguration",
      "s3:GetBucket*",
      "s3:GetEncryptionConfiguration",
      "s3:GetLifecycleConfiguration",
      "s3:GetReplicationConfiguration",
      "s3:ListBucket",
      "scheduler:GetSchedule",
      "scheduler:GetScheduleGroup",
      "scheduler:ListTagsForResource",
      "sns:GetSubscriptionAttributes",
      "sns:GetTopicAttributes",
      "sns:ListTagsForResource",
      "sqs:GetQueueAttributes",
      "sqs:ListQueueTags",
      "states:DescribeStateMachine",
      "states:ListStateMachineVersions",
      "states:ListTagsForResource",
      "states:ValidateStateMachineDefinition",
      "sts:GetCallerIdentity",
    ]
    resources = ["*"]
  }

  statement {
    sid       = "ReadState"
    actions   = ["s3:GetObject"]
    resources = ["${local.states}/*"]
  }
}

# What an apply changes. EC2 names no project in its ARNs, so there the tag decides.
data "aws_iam_policy_document" "write" {
  statement {
    sid       = "WriteState"
    actions   = ["s3:PutObject", "s3:DeleteObject"]
    resources = ["${local.states}/*"]
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
      "arn:${local.partition}:cloudwatch::${local.account}:dashboard/${local.prefix}*",
      "arn:${local.partition}:ecr:${local.regional}:repository/${local.prefix}-*",
      "arn:${local.partition}:ecs:${local.regional}:*/${local.prefix}*",
      "arn:${local.partition}:events:${local.regional}:rule/${local.prefix}-*",
      "arn:${local.partition}:logs:${local.regional}:log-group:/${var.project}/${var.environment}/*",
      "arn:${local.partition}:scheduler:${local.regional}:schedule-group/${local.prefix}*",
      "arn:${local.partition}:scheduler:${local.regional}:schedule/${local.prefix}*/*",
      "arn:${local.partition}:sns:${local.regional}:${local.prefix}-*",
      "arn:${local.partition}:sqs:${local.regional}:${local.prefix}-*",
      "arn:${local.partition}:states:${local.regional}:stateMachine:${local.prefix}-*",
    ]
  }

  statement {
    sid = "RegisterAndSignIn"
    # AWS knows no narrower resource for these.
    actions = [
      "ecr:GetAuthorizationToken",
      "ecs:CreateCluster",
      "ecs:DeregisterTaskDefinition",
      "ecs:RegisterTaskDefinition",
    ]
    resources = ["*"]
  }

  statement {
    sid = "ChangeTheBucket"
    actions = [
      "s3:CreateBucket",
      "s3:DeleteBucket",
      "s3:DeleteBucketPolicy",
      "s3:PutBucket*",
      "s3:PutEncryptionConfiguration",
      "s3:PutLifecycleConfiguration",
    ]
    resources = ["arn:${local.partition}:s3:::${local.prefix}-data-*"]
  }

  statement {
    sid = "ChangeTheRoles"
    actions = [
      "iam:AttachRolePolicy",
      "iam:CreateRole",
      "iam:DeleteRole",
      "iam:DeleteRolePolicy",
      "iam:DetachRolePolicy",
      "iam:PutRolePolicy",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
    ]
    resources = ["arn:${local.partition}:iam::${local.account}:role/${local.prefix}-*"]
  }

  # Its own role matches the names above: without this it could allow itself anything.
  statement {
    sid    = "NotTheRolesOfTheWorkflows"
    effect = "Deny"
    actions = [
      "iam:AttachRolePolicy",
      "iam:CreateRole",
      "iam:DeleteRole",
      "iam:DeleteRolePolicy",
      "iam:DetachRolePolicy",
      "iam:PutRolePolicy",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
    ]
    resources = ["arn:${local.partition}:iam::${local.account}:role/${local.prefix}-github-*"]
  }

  statement {
    sid       = "HandTheRolesOver"
    actions   = ["iam:PassRole"]
    resources = ["arn:${local.partition}:iam::${local.account}:role/${local.prefix}-*"]
    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values = [
        "ecs-tasks.amazonaws.com",
        "events.amazonaws.com",
        "scheduler.amazonaws.com",
        "states.amazonaws.com",
      ]
    }
  }

  statement {
    sid = "MakeTheNetwork"
    actions = [
      "ec2:AllocateAddress",
      "ec2:AssociateRouteTable",
      "ec2:AttachInternetGateway",
      "ec2:CreateInternetGateway",
      "ec2:CreateNatGateway",
      "ec2:CreateRoute",
      "ec2:CreateRouteTable",
      "ec2:CreateSecurityGroup",
      "ec2:CreateSubnet",
      "ec2:CreateTags",
      "ec2:CreateVpc",
      "ec2:CreateVpcEndpoint",
    ]
    resources = ["*"]
  }

  statement {
    sid = "ChangeTheNetwork"
    actions = [
      "ec2:AuthorizeSecurityGroupEgress",
      "ec2:AuthorizeSecurityGroupIngress",
      "ec2:Delete*",
      "ec2:DetachInternetGateway",
      "ec2:DisassociateRouteTable",
      "ec2:Modify*",
      "ec2:ReleaseAddress",
      "ec2:ReplaceRoute",
      "ec2:RevokeSecurityGroupEgress",
      "ec2:RevokeSecurityGroupIngress",
    ]
    resources = ["*"]
    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/Project"
      values   = [var.project]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/Environment"
      values   = [var.environment]
    }
  }
}

resource "aws_iam_role_policy" "plan" {
  name   = "read"
  role   = aws_iam_role.github["plan"].id
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_iam_role_policy" "apply" {
  for_each = {
    read  = data.aws_iam_policy_document.read.json
    write = data.aws_iam_policy_document.write.json
  }

  name   = each.key
  role   = aws_iam_role.github["apply"].id
  policy = each.value
}

output "plan_role_arn" {
  description = "The repository variable PLAN_ROLE_ARN"
  value       = aws_iam_role.github["plan"].arn
}

output "apply_role_arn" {
  description = "The repository variable APPLY_ROLE_ARN"
  value       = aws_iam_role.github["apply"].arn
}
