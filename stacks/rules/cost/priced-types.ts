const paid = new Set([
  'aws_nat_gateway',
  'aws_eip',
  'aws_vpc_endpoint',
  'aws_cloudwatch_metric_alarm',
  'aws_cloudwatch_composite_alarm',
  'aws_cloudwatch_dashboard',
  'aws_cloudwatch_log_group',
  'aws_cloudwatch_log_metric_filter',
  'aws_s3_bucket',
  'aws_ecr_repository',
  'aws_secretsmanager_secret',
  'aws_kms_key',
  'aws_sfn_state_machine',
  'aws_ecs_cluster',
  'aws_ecs_task_definition',
  'aws_scheduler_schedule',
]);

/** Free, or far below a cent at any number of firings that a schedule can have. */
const free =
  /^(aws_(iam_|s3_bucket_|s3_object|ecr_(lifecycle|repository)_policy|ecs_cluster_capacity|glue_catalog_|scheduler_schedule_group|sqs_queue|sns_topic|ssm_parameter|cloudwatch_(event|log_resource)|kms_alias|budgets|vpc$|vpc_(security|dhcp|ipv)|default_|subnet|route|internet_gateway|egress_only|security_group|network_acl|efs_(access|mount)|secretsmanager_secret_(version|policy))|docker_|random_|null_|terraform_|time_)/;

/** Whether the estimate knows what a type of resource costs. */
export function isPriced(type: string): boolean {
  return paid.has(type) || free.test(type);
}
