/** What a kind of resource is called in the picture, of one and of several. */
export const partNames: Readonly<Record<string, readonly [one: string, many: string]>> = {
  aws_vpc: ['VPC', 'VPCs'],
  aws_subnet: ['subnet', 'subnets'],
  aws_security_group: ['security group', 'security groups'],
  aws_nat_gateway: ['NAT gateway', 'NAT gateways'],
  aws_vpc_endpoint: ['VPC endpoint', 'VPC endpoints'],
  aws_ecr_repository: ['image repository', 'image repositories'],
  aws_ecs_cluster: ['ECS cluster', 'ECS clusters'],
  aws_ecs_task_definition: ['Fargate task', 'Fargate tasks'],
  aws_s3_bucket: ['data bucket', 'data buckets'],
  aws_cloudwatch_log_group: ['log group', 'log groups'],
  aws_glue_catalog_table: ['Athena table', 'Athena tables'],
  aws_scheduler_schedule: ['schedule', 'schedules'],
  aws_cloudwatch_event_rule: ['rule', 'rules'],
  aws_sfn_state_machine: ['state machine', 'state machines'],
  aws_sqs_queue: ['dead-letter queue', 'dead-letter queues'],
  aws_sns_topic: ['alarm topic', 'alarm topics'],
  aws_cloudwatch_metric_alarm: ['alarm', 'alarms'],
  aws_cloudwatch_dashboard: ['dashboard', 'dashboards'],
};

/** Where jobs are named; a log group each goes without saying. */
export const namingParts = [
  'aws_scheduler_schedule',
  'aws_cloudwatch_event_rule',
  'aws_sfn_state_machine',
  'aws_ecs_task_definition',
];

/** Resources that are a part of another one in the picture. */
export const partOf: Readonly<Record<string, string>> = {
  aws_cloudwatch_event_target: 'aws_cloudwatch_event_rule',
};

/** What one part does with another; that one only needs the other is not drawn. */
export const verbsBetween: Readonly<Record<string, string>> = {
  'aws_scheduler_schedule aws_ecs_task_definition': 'starts',
  'aws_cloudwatch_event_rule aws_ecs_task_definition': 'starts',
  'aws_scheduler_schedule aws_sfn_state_machine': 'starts',
  'aws_cloudwatch_event_rule aws_sfn_state_machine': 'starts',
  'aws_sfn_state_machine aws_ecs_task_definition': 'runs',
  'aws_scheduler_schedule aws_subnet': 'places tasks in',
  'aws_cloudwatch_event_rule aws_subnet': 'places tasks in',
  'aws_sfn_state_machine aws_subnet': 'places tasks in',
  'aws_scheduler_schedule aws_sqs_queue': 'keeps undelivered events in',
  'aws_cloudwatch_event_rule aws_sqs_queue': 'keeps undelivered events in',
  'aws_cloudwatch_event_rule aws_sns_topic': 'notifies',
  'aws_cloudwatch_event_rule aws_cloudwatch_log_group': 'keeps ends of runs in',
  'aws_cloudwatch_metric_alarm aws_sns_topic': 'notifies',
  'aws_ecs_task_definition aws_s3_bucket': 'reads and writes',
  'aws_ecs_task_definition aws_cloudwatch_log_group': 'logs to',
  'aws_sfn_state_machine aws_cloudwatch_log_group': 'logs to',
  'aws_ecs_task_definition aws_ecr_repository': 'pulls from',
  'aws_glue_catalog_table aws_s3_bucket': 'reads',
};
