/** The attributes of a resource in Terraform's JSON. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Where stacks are applied. */
export interface Surroundings {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
}

/** Which attribute names a resource, and how its ARN goes on after the account. */
const named: Readonly<Record<string, { service: string; kind: string; name?: string }>> = {
  aws_cloudwatch_event_rule: { service: 'events', kind: 'rule/' },
  aws_cloudwatch_log_group: { service: 'logs', kind: 'log-group:' },
  aws_ecr_repository: { service: 'ecr', kind: 'repository/' },
  aws_ecs_cluster: { service: 'ecs', kind: 'cluster/' },
  aws_ecs_task_definition: { service: 'ecs', kind: 'task-definition/', name: 'family' },
  aws_scheduler_schedule_group: { service: 'scheduler', kind: 'schedule-group/' },
  aws_sfn_state_machine: { service: 'states', kind: 'stateMachine:' },
  aws_sns_topic: { service: 'sns', kind: '' },
  aws_sqs_queue: { service: 'sqs', kind: '' },
};

/** The name that AWS knows a resource by. */
export function nameOf(type: string, resource: Attributes): string {
  const attribute = type === 'aws_s3_bucket' ? 'bucket' : (named[type]?.name ?? 'name');
  // A data source may call it differently.
  return String(resource[attribute] ?? resource['cluster_name']);
}

/** The ARN that a resource will have. */
export function arnOf(type: string, resource: Attributes, surroundings: Surroundings): string {
  const { accountId, region, partition } = surroundings;
  const name = nameOf(type, resource);
  if (type === 'aws_s3_bucket') return `arn:${partition}:s3:::${name}`;
  if (type === 'aws_iam_role') {
    const path = typeof resource['path'] === 'string' ? resource['path'] : '/';
    return `arn:${partition}:iam::${accountId}:role${path}${name}`;
  }
  const rule = named[type];
  if (rule === undefined) throw new Error(`how the ARN of an ${type} is made is unknown`);
  const revision = type === 'aws_ecs_task_definition' ? ':1' : '';
  return `arn:${partition}:${rule.service}:${region}:${accountId}:${rule.kind}${name}${revision}`;
}
