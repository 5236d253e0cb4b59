import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import type { Construct } from 'constructs';
import { sharesTask, startsOf, watchedJobs } from '../../settings/run-starts';
import type { JobSettings } from '../../settings/settings';
import { policyDocument } from '../../stack/policy';
import type { Inputs } from '../../stack/project-stack';
import { arnOf, type Surroundings } from '../arn';
import { taskPattern } from '../event-patterns';
import { encryptedTopic } from './topic';

/** A metric whose sum is above zero in a period in which a run of a job was started. */
export interface StartsMetric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface RunStartsProps extends Surroundings {
  readonly task: Inputs<'task'>;
  /** By job, of the jobs that have one. */
  readonly stateMachineArns: Readonly<Record<string, string>>;
}

/**
 * By job, of those whose missing runs there are notifications of: what counts the starts of its runs,
 * free of charge.
 */
export function runStarts(
  scope: Construct,
  props: RunStartsProps,
): Readonly<Record<string, StartsMetric>> {
  const { settings, stateMachineArns } = props;
  const jobs = watchedJobs(settings);
  const byTasks = jobs.filter((job) => startsOf(job) === 'tasks');
  const rules = countTasks(scope, props, byTasks);
  const metricOf = (job: JobSettings): StartsMetric => {
    switch (startsOf(job)) {
      case 'executions':
        // Batches of a fan-out count under a name of their own:
        // https://docs.aws.amazon.com/step-functions/latest/dg/concepts-examine-map-run.html
        return {
          namespace: 'AWS/States',
          metricName: 'ExecutionsStarted',
          dimensions: { StateMachineArn: stateMachineArns[job.name] ?? '' },
        };
      case 'rule':
        return invocationsOf(`${settings.prefix}-${job.name}`);
      case 'tasks':
        return invocationsOf(rules[job.name] ?? '');
    }
  };
  return Object.fromEntries(jobs.map((job) => [job.name, metricOf(job)]));
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
function invocationsOf(rule: string): StartsMetric {
  return { namespace: 'AWS/Events', metricName: 'Invocations', dimensions: { RuleName: rule } };
}

/**
 * A rule for each job that sees its tasks begin, since Scheduler's own metrics know groups alone. Only a
 * rule with a target is sure to be counted, so there is a topic that nobody subscribes to.
 *
 * @returns names of the rules, by job
 */
function countTasks(
  scope: Construct,
  props: RunStartsProps,
  jobs: readonly JobSettings[],
): Record<string, string> {
  if (jobs.length === 0) return {};
  const { settings, task } = props;
  // No job's name has an underscore, so that no id or name is a job's.
  const topic = new SnsTopic(scope, 'starts_topic', {
    name: `${settings.prefix}-starts`,
    ...encryptedTopic(settings),
  });
  new SnsTopicPolicy(scope, 'starts_topic-policy', {
    arn: topic.arn,
    policy: policyDocument({
      Sid: 'Starts',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: ['sns:Publish'],
      Resource: [topic.arn],
      Condition: {
        ArnLike: { 'aws:SourceArn': arnOf('events', `rule/${settings.prefix}-*_starts`, props) },
      },
    }),
  });
  return Object.fromEntries(
    jobs.map((job) => {
      const rule = new CloudwatchEventRule(scope, `starts_${job.name}`, {
        name: `${settings.prefix}-${job.name}_starts`,
        description: `Tasks of the job ${job.name} that begin, which are counted`,
        eventPattern: startedTask(job, props, task.string('cluster_arn')),
      });
      new CloudwatchEventTarget(scope, `starts_target_${job.name}`, {
        rule: rule.name,
        targetId: 'counted_starts',
        arn: topic.arn,
      });
      return [job.name, rule.name];
    }),
  );
}

/**
 * The pattern of a task that begins. Not by `startedBy`, of which Scheduler leaves 36 characters
 * (`chronos-schedule/` and 19 of the schedule's name), but by the task's family and, where jobs share
 * it, by the name that the run's override has.
 */
function startedTask(job: JobSettings, { settings }: Surroundings, clusterArn: string): string {
  // A task has these before it runs, and never again.
  const begins = ['PROVISIONING', 'PENDING'];
  const environment = { name: ['JOB_NAME'], value: [job.name] };
  return taskPattern(
    clusterArn,
    [`family:${settings.prefix}-${job.task}`],
    begins,
    sharesTask(job, settings.jobs) && { overrides: { containerOverrides: { environment } } },
  );
}
