/**
 * What each stack publishes for its neighbours and for people, with what it means. The names are a
 * contract: a neighbour's plan, a script or a person may read them from the state.
 */
export const outputs = {
  network: {
    vpc_id: 'ID of the VPC',
    subnet_ids: 'IDs of the subnets that tasks run in',
    security_group_id: 'ID of the security group of the tasks, the first if there are several',
    security_group_ids: 'IDs of all security groups of the tasks',
    assign_public_ip: 'Whether a task needs a public IP address to reach the internet',
  },
  image: {
    // Of the image of jobs without one; empty where that is not of this stack, or no job runs it.
    repository_url: 'URL of the ECR repository, without a tag',
    image_uri: 'The image that tasks run, pinned by digest or by a tag that is never moved',
    repository_urls: 'URL of the ECR repository by job, of the jobs whose image is of this stack',
    image_uris: 'Image by job, pinned in the same way, of the jobs whose image is of this stack',
  },
  task: {
    cluster_arn: 'ARN of the ECS cluster',
    cluster_name: 'Name of the ECS cluster',
    data_bucket: 'Name of the bucket that jobs write to',
    log_group_names: 'Log group by job',
    task_definition_arns: 'ARN of the current task definition revision by job',
    task_role_arns: 'ARN of the role that the container uses, by job',
    execution_role_arns: 'ARN of the role that ECS starts the task with, by job',
  },
  schedule: {
    schedule_arns: 'ARN of the schedule, or of the EventBridge rule, by job',
    state_machine_arns: 'ARN of the state machine by job, of the jobs that have one',
    schedule_group: 'Name of the schedule group',
    alarm_topic_arn: 'ARN of the SNS topic that notifies of failures; empty without alarms',
    dashboard_name: 'Name of the CloudWatch dashboard; empty where there is none',
    history_log_group: 'Name of the log group that keeps how runs ended; empty where there is none',
    dead_letter_queue_url: 'URL of the queue that keeps the firings AWS could not deliver',
  },
} as const;

export type StackId = keyof typeof outputs;
/** A stack as it is called: of the kind `schedule` there may be several. */
export type StackName = StackId | `schedule-${number}`;

/** The kind of a stack. */
export function kindOf(stack: StackName): StackId {
  return stack in outputs ? (stack as StackId) : 'schedule';
}

export type OutputName<Stack extends StackId> = keyof (typeof outputs)[Stack] & string;
