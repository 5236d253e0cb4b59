import { keepCluster } from './keep';
import { networkFrom } from './network';
import { scheduleOf, spotOf } from './cloudformation';
import { compact, environmentFrom, jobName, type Draft, type JobDraft } from './draft';
import type { Field } from './field';
import { cpuUnitsOf, mebibytesOf } from './sizes';

/**
 * Rules of ecschedule, which start tasks that are defined elsewhere.
 * https://github.com/Songmu/ecschedule
 */
export function convertEcschedule(root: Field, draft: Draft): void {
  const region = root.get('region');
  if (region.exists) draft.setProject('region', region.text(), region);
  const cluster = root.get('cluster');
  if (cluster.exists) cluster.differs(keepCluster(cluster));
  root.get('role').unsupported('each schedule gets a role of its own');
  root.get('trackingId').unsupported('what is not in config.ts any more is removed by Terraform');
  root.get('accountId').unsupported('write it as accountId of an environment');
  const plugins = root.get('plugins');
  plugins.unsupported('nothing is looked up here');
  for (const rule of root.get('rules').items()) convertRule(rule, draft);
}

function convertRule(rule: Field, draft: Draft): void {
  const network = rule.get('network_configuration', 'networkConfiguration');
  const vpc = network.get('aws_vpc_configuration', 'awsvpcConfiguration');
  const own = vpc.exists
    ? networkFrom(
        {
          subnets: vpc.get('subnets'),
          groups: vpc.get('security_groups', 'securityGroups'),
          publicIp: vpc.get('assign_public_ip', 'assignPublicIp'),
        },
        vpc,
        draft,
      )
    : {};
  for (const key of ['targetId', 'propagateTags']) rule.get(key);
  rule.get('role').unsupported('each schedule gets a role of its own');
  rule.get('group').unsupported('a task is found by its job here');
  const size = rule.get('taskOverride', 'task_override');
  const [cpu, memory] = [size.get('cpu'), size.get('memory')];
  const launch = rule.get('launch_type', 'launchType');
  if (launch.exists && launch.text() !== 'FARGATE') launch.differs('all jobs run on Fargate here');
  const queue = rule.get('dead_letter_config', 'deadLetterConfig');
  queue.unsupported('one dead-letter queue is made for all jobs');
  const called = rule.get('name').text() ?? 'job';
  const count = rule.get('taskCount').number();
  draft.triggers.push({
    place: rule,
    called,
    task: rule
      .get('taskDefinition')
      .text()
      ?.replace(/^.*task-definition\//, '')
      .replace(/:\d+$/, ''),
    job: compact<JobDraft>({
      name: jobName(called),
      ...own,
      description: rule.get('description').text(),
      schedule: scheduleOf(rule.get('scheduleExpression'), jobName(called)),
      enabled: rule.get('disabled').flag() === true ? false : undefined,
      taskCount: count === 1 ? undefined : count,
      platformVersion: rule.get('platform_version', 'platformVersion').text(),
      cpuUnits: cpu.exists ? cpuUnitsOf(cpu) : undefined,
      memoryMiB: memory.exists ? mebibytesOf(memory) : undefined,
      spot: spotOf(rule.get('capacityProviderStrategy', 'capacity_provider_strategy')),
    }),
    overrides: rule
      .get('containerOverrides')
      .items()
      .map((item) => {
        for (const key of ['cpu', 'memory', 'memoryReservation']) {
          item.get(key).unsupported('write what the job needs into cpuUnits and memoryMiB');
        }
        return {
          container: item.get('name').text(),
          command: item.get('command').texts(),
          environment: environmentFrom(item.get('environment').entries()),
        };
      }),
  });
}
