# The version of each provider that all stacks get; the lock file beside it holds their digests, and
# synthesis lays it into every stack. How to change both: docs/providers.md of fargate-cron.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
    docker = {
      source  = "kreuzwerker/docker"
      version = "3.6.2"
    }
  }
}
