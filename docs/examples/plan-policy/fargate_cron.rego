# Reads what `fargate-cron plan --out plan` keeps of each stack (plan/<stack>.tfplan.json), as conftest
# and OPA do: one sentence for each change that must not be made. Copy it and change it.
package main

import rego.v1

# What holds data, and is never to be destroyed or made anew.
keeps_data := {"aws_s3_bucket", "aws_ecr_repository", "aws_cloudwatch_log_group", "aws_sqs_queue"}

deny contains text if {
	some change in input.resource_changes
	"delete" in change.change.actions
	change.type in keeps_data
	text := concat("", [change.address, " holds data and would be destroyed"])
}

# Every resource says whose it is, beside the tags that are there anyway.
deny contains text if {
	some change in input.resource_changes
	some action in {"create", "update"}
	action in change.change.actions
	tags := change.change.after.tags_all
	not tags.Team
	text := concat("", [change.address, " has no tag Team: name one in tags of config.ts"])
}

# A job of more than 4 vCPU is talked about first.
deny contains text if {
	some change in input.resource_changes
	change.type == "aws_ecs_task_definition"
	"create" in change.change.actions
	to_number(change.change.after.cpu) > 4096
	text := concat("", [
		change.address,
		" takes ",
		change.change.after.cpu,
		" CPU units, and 4096 are the most",
	])
}
