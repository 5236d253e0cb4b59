import { dnsSuffixOf, partitionOf } from '../rules/partition';
import type { OutputName, StackId } from './outputs';

/** Names what is not deployed yet, `image,task/<job>`, so that a plan gets placeholders for it. */
export const planWithoutVariable = 'FARGATE_CRON_PLAN_WITHOUT';

/** The stacks that others read from; only further schedule stacks read from the first. */
export function neighbours(scheduleStacks: number): readonly StackId[] {
  return ['network', 'image', 'task', ...(scheduleStacks > 1 ? (['schedule'] as const) : [])];
}

/**
 * What stands in a plan for an output that is not in the neighbour's state yet: of the shape that
 * the provider checks, and never the value of anything real. In an output by job, `PLACEHOLDER`
 * gets the job's name behind it.
 *
 * @param region the project's: an ARN shows the region and partition that the real one will have
 */
export function placeholders(region: string): {
  readonly [Stack in StackId]: Readonly<Record<OutputName<Stack>, string | boolean | string[]>>;
} {
  const arn = (service: string, resource: string, place = region) =>
    `arn:${partitionOf(region)}:${service}:${place}:000000000000:${resource}`;
  const registry = `000000000000.dkr.ecr.${region}.${dnsSuffixOf(region)}`;
  return {
    network: {
      vpc_id: 'vpc-PLACEHOLDER',
      subnet_ids: ['subnet-PLACEHOLDER'],
      security_group_id: 'sg-PLACEHOLDER',
      security_group_ids: ['sg-PLACEHOLDER'],
      assign_public_ip: true,
    },
    image: {
      repository_url: `${registry}/PLACEHOLDER`,
      image_uri: `${registry}/PLACEHOLDER:PLACEHOLDER`,
      repository_urls: `${registry}/PLACEHOLDER`,
      image_uris: `${registry}/PLACEHOLDER:PLACEHOLDER`,
    },
    task: {
      cluster_arn: arn('ecs', 'cluster/PLACEHOLDER'),
      cluster_name: 'PLACEHOLDER',
      data_bucket: 'PLACEHOLDER',
      log_group_names: '/PLACEHOLDER',
      task_definition_arns: arn('ecs', 'task-definition/PLACEHOLDER:1'),
      task_role_arns: arn('iam', 'role/PLACEHOLDER', ''),
      execution_role_arns: arn('iam', 'role/PLACEHOLDER', ''),
    },
    schedule: {
      schedule_arns: arn('scheduler', 'schedule/jobs/PLACEHOLDER'),
      state_machine_arns: arn('states', 'stateMachine:PLACEHOLDER'),
      schedule_group: 'PLACEHOLDER',
      alarm_topic_arn: arn('sns', 'PLACEHOLDER'),
      dashboard_name: 'PLACEHOLDER',
      history_log_group: '/PLACEHOLDER',
      dead_letter_queue_url: `https://sqs.${region}.${dnsSuffixOf(region)}/000000000000/PLACEHOLDER`,
    },
  };
}
