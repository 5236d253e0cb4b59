import { actionProblems, resourceProblems } from '../../stacks/rules/iam';
import { callOf } from './intrinsics';
import { at } from './hatch';
import { keepBucket, keepCluster, keepLogGroup } from './keep';
import { networkFrom } from './network';
import { compact, jobName, type ContainerOverride, type Draft, type JobDraft } from './draft';
import { convertTaskDefinition } from './ecs-task';
import type { Field } from './field';
import { scheduleFrom } from './schedule-words';

/** A template of CloudFormation, by hand or as the CDK makes it. */
export function convertCloudFormation(root: Field, draft: Draft): void {
  const resources = root.get('Resources').entries();
  // What these say was put in where something refers to them.
  for (const key of ['AWSTemplateFormatVersion', 'Description']) root.get(key);
  root.get('Parameters').pass();
  for (const [name, resource] of resources) {
    const type = resource.get('Type').text() ?? '';
    const properties = resource.get('Properties');
    for (const key of ['Metadata', 'DeletionPolicy', 'UpdateReplacePolicy', 'DependsOn']) {
      resource.get(key).pass();
    }
    resource.get('Condition').unsupported('is carried over whatever the condition');
    switch (type) {
      case 'AWS::ECS::TaskDefinition': {
        const statements = statementsOf(properties.peek('TaskRoleArn'), resources);
        const task = convertTaskDefinition(properties, [name], draft);
        if (statements.length > 0) task.job.statements = statements;
        draft.tasks.push(task);
        break;
      }
      case 'AWS::Events::Rule':
        convertRule(name, properties, draft);
        break;
      case 'AWS::Scheduler::Schedule':
        convertSchedule(name, properties, draft);
        break;
      case 'AWS::Logs::LogGroup':
        convertLogGroup(properties, draft);
        break;
      default:
        skip(type, resource);
    }
  }
  // Policies that roles of tasks have were read on the way.
  for (const key of ['Outputs', 'Conditions', 'Rules', 'Mappings', 'Metadata', 'Transform']) {
    root.get(key).unsupported('has no place in config.ts');
  }
}

const instead: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'each job gets roles of its own',
  'AWS::IAM::Policy': 'each job gets roles of its own',
  'AWS::IAM::ManagedPolicy': 'each job gets roles of its own',
  'AWS::ECR::Repository': 'is left as it is; an image in it is named by its reference',
  'AWS::Scheduler::ScheduleGroup': 'a group is made for the project',
  'AWS::SQS::Queue': 'a dead-letter queue is made for the project',
  'AWS::SNS::Topic': 'a topic is made where the project has alarms; alarms.topicArn keeps one',
  'AWS::EC2::SecurityGroup': 'a group is made; network.securityGroupIds keeps one',
  'AWS::CDK::Metadata': 'is not needed',
};

const oneKey =
  'one key is for all that the project keeps; to use this one, write encryption: { kmsKeyArn }';

function skip(type: string, resource: Field): void {
  const name = (key: string) => resource.get('Properties').get(key);
  const text =
    type === 'AWS::ECS::Cluster'
      ? keepCluster(name('ClusterName'))
      : type === 'AWS::S3::Bucket'
        ? keepBucket(name('BucketName'))
        : (instead[type] ?? 'is not part of a job');
  resource.lost(`${type}: ${text}`);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html */
function convertRule(logicalId: string, properties: Field, draft: Draft): void {
  const schedule = properties.get('ScheduleExpression');
  if (!schedule.exists) {
    properties.lost('a rule for events is no schedule');
    return;
  }
  properties.get('EventBusName');
  properties.get('RoleArn').unsupported('each schedule gets a role of its own');
  const targets = properties.get('Targets').items();
  const name = properties.get('Name').text() ?? logicalId;
  const common = {
    schedule: scheduleOf(schedule, jobName(name)),
    description: properties.get('Description').text(),
    enabled: properties.get('State').text() === 'DISABLED' ? false : undefined,
  };
  for (const target of targets) {
    convertTarget(
      targets.length > 1 ? `${name}-${target.get('Id').text() ?? ''}` : name,
      target,
      common,
      draft,
    );
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedule.html */
function convertSchedule(logicalId: string, properties: Field, draft: Draft): void {
  const window = properties.get('FlexibleTimeWindow');
  window.get('Mode');
  properties.get('GroupName').unsupported('all schedules are in one group of the project');
  properties.get('KmsKeyArn').unsupported(oneKey);
  const target = properties.get('Target');
  const name = properties.get('Name').text() ?? logicalId;
  convertTarget(
    name,
    target,
    {
      schedule: scheduleOf(properties.get('ScheduleExpression'), jobName(name)),
      timeZone: properties.get('ScheduleExpressionTimezone').text(),
      description: properties.get('Description').text(),
      enabled: properties.get('State').text() === 'DISABLED' ? false : undefined,
      flexibleWindowMinutes: window.get('MaximumWindowInMinutes').number(),
      startDate: momentOf(properties.get('StartDate')),
      endDate: momentOf(properties.get('EndDate')),
    },
    draft,
  );
}

/** CloudFormation takes fractions of a second and leaves them out. */
function momentOf(field: Field): string | undefined {
  return field.text()?.replace(/\.\d+Z$/, 'Z');
}

/** A schedule that is AWS's own already. */
export function scheduleOf(field: Field, job: string): string | undefined {
  const text = field.text();
  if (text === undefined) {
    if (!field.exists) field.missing(`jobs.${job}.schedule: there is none`);
    return undefined;
  }
  return scheduleFrom(field, text, `jobs.${job}.schedule`);
}

function convertTarget(name: string, target: Field, common: Partial<JobDraft>, draft: Draft): void {
  const ecs = target.get('EcsParameters');
  if (!ecs.exists) {
    const arn = target.get('Arn').written.replaceAll(/\s+/g, ' ');
    target.lost(`starts no ECS task but ${arn}, and only containers are jobs here`);
    return;
  }
  target.get('Id');
  const cluster = target.get('Arn');
  cluster.differs(keepCluster(cluster));
  cluster.pass();
  target.get('RoleArn').unsupported('each schedule gets a role of its own');
  const network = at(ecs.get('NetworkConfiguration'), 'awsvpcConfiguration').exists
    ? at(ecs.get('NetworkConfiguration'), 'awsvpcConfiguration')
    : ecs.get('NetworkConfiguration').get('AwsVpcConfiguration');
  const own = network.exists
    ? networkFrom(
        {
          subnets: network.get('Subnets'),
          groups: network.get('SecurityGroups'),
          publicIp: network.get('AssignPublicIp'),
        },
        network,
        draft,
      )
    : {};
  launchOf(ecs);
  const retry = target.get('RetryPolicy');
  const queue = target.get('DeadLetterConfig');
  queue.unsupported('one dead-letter queue is made for all jobs');
  const input = inputOf(target.get('Input'));
  const reference = ecs.get('TaskDefinitionArn');
  draft.triggers.push({
    place: target,
    called: name,
    task: taskNameOf(reference),
    job: compact<JobDraft>({
      name: jobName(name),
      ...common,
      ...own,
      taskCount: ecs.get('TaskCount').number() === 1 ? undefined : ecs.get('TaskCount').number(),
      platformVersion: ecs.get('PlatformVersion').text(),
      spot: spotOf(ecs.get('CapacityProviderStrategy')),
      debug: ecs.get('EnableExecuteCommand').flag() === true ? true : undefined,
      delivery: compact({
        retries: retry.get('MaximumRetryAttempts').number(),
        maxAgeSeconds: retry.get('MaximumEventAgeInSeconds').number(),
      }),
      ...input.size,
    }),
    overrides: input.overrides,
  });
}

function launchOf(ecs: Field): void {
  const launch = ecs.get('LaunchType');
  if (launch.exists && launch.text() !== 'FARGATE') launch.differs('all jobs run on Fargate here');
  for (const key of ['EnableECSManagedTags', 'EnableEcsManagedTags', 'PropagateTags']) ecs.get(key);
  ecs.get('Tags', 'TagList').unsupported('a task gets the tags of its job');
}

export function spotOf(strategy: Field): boolean | undefined {
  const providers = strategy.items().map((item) => {
    at(item, 'weight');
    at(item, 'base');
    return at(item, 'capacityProvider').text();
  });
  if (providers.length > 1)
    strategy.differs('a job runs on Spot or does not; its retries run on demand');
  else if (providers.some((each) => each !== undefined && !each.startsWith('FARGATE')))
    strategy.differs('all jobs run on Fargate here');
  return providers.includes('FARGATE_SPOT') ? true : undefined;
}

/** The overrides that a target hands to RunTask, as JSON in a text. */
function inputOf(field: Field): { overrides: ContainerOverride[]; size: Partial<JobDraft> } {
  const none = { overrides: [], size: {} };
  const text = field.text();
  if (text === undefined) return none;
  let input: {
    containerOverrides?: {
      name?: string;
      command?: string[];
      environment?: { name: string; value: string }[];
    }[];
    cpu?: string;
    memory?: string;
  };
  try {
    input = JSON.parse(text) as typeof input;
  } catch {
    field.lost('must be JSON to be carried over');
    return none;
  }
  const { containerOverrides = [], cpu, memory, ...others } = input;
  for (const name of Object.keys(others)) field.lost(`${name} is not known here`);
  const overrides = containerOverrides.map(({ name, command, environment, ...rest }) => {
    for (const key of Object.keys(rest))
      field.lost(`${key} of ${name ?? 'a container'} is not known here`);
    return {
      container: name,
      command,
      environment:
        environment && Object.fromEntries(environment.map((each) => [each.name, each.value])),
    };
  });
  return {
    overrides,
    size: compact({
      cpuUnits: cpu === undefined ? undefined : Number(cpu),
      memoryMiB: memory === undefined ? undefined : Number(memory),
    }),
  };
}

/** Family or logical ID of the task definition that is referred to. */
function taskNameOf(reference: Field): string | undefined {
  const call = callOf(reference);
  if (call?.name === 'Ref' || call?.name === 'GetAtt') return logicalIdOf(call.argument);
  return reference
    .text()
    ?.replace(/^.*task-definition\//, '')
    .replace(/:\d+$/, '');
}

/** What Ref and GetAtt name, without asking for its value. */
function logicalIdOf(argument: Field): string | undefined {
  const name = argument.isList ? argument.items()[0] : argument;
  return name?.text()?.split('.')[0];
}

function convertLogGroup(group: Field, draft: Draft): void {
  const days = group.get('RetentionInDays').number();
  const name = group.get('LogGroupName');
  if (name.exists) name.differs(keepLogGroup(name));
  group.get('KmsKeyId').unsupported(oneKey);
  if (days !== undefined)
    draft.setProject('logs', { retentionDays: days }, group.get('RetentionInDays'));
}

/** What a role of the same template allows, as far as it can be said for a job. */
function statementsOf(
  role: Field | undefined,
  resources: readonly (readonly [string, Field])[],
): NonNullable<JobDraft['statements']> {
  const call = role === undefined ? undefined : callOf(role);
  const id = call === undefined ? undefined : logicalIdOf(call.argument);
  if (id === undefined) return [];
  const documents = resources.flatMap(([name, resource]) => {
    const properties = resource.peek('Properties');
    if (name === id) {
      for (const arn of properties?.peek('ManagedPolicyArns')?.items() ?? []) {
        arn.lost('a managed policy has no place in a job: write what it allows into statements');
      }
      const policies = properties?.peek('Policies')?.items() ?? [];
      return policies.map((policy) => policy.get('PolicyDocument'));
    }
    const roles = properties?.peek('Roles')?.items() ?? [];
    const attached = roles.some((each) => {
      const reference = callOf(each);
      return reference?.argument.text() === id;
    });
    return attached && properties !== undefined ? [properties.get('PolicyDocument')] : [];
  });
  return documents
    .flatMap((document) => document.get('Statement').items())
    .flatMap((statement) => statementOf(statement));
}

function statementOf(statement: Field): NonNullable<JobDraft['statements']> {
  const Action = statement.get('Action').texts() ?? [];
  const Resource = statement.get('Resource').texts() ?? [];
  const problems = [
    ...(statement.get('Effect').text() === 'Allow' ? [] : ['is no Allow']),
    ...(Action.length === 0 || Resource.length === 0 ? ['has values that are not known here'] : []),
    ...Action.flatMap(actionProblems),
    ...Resource.flatMap(resourceProblems),
  ];
  if (problems[0] !== undefined) {
    statement.lost(`a right of the task's role: ${problems[0]}`);
    return [];
  }
  const Condition = statement.get('Condition').value() as
    | Record<string, Record<string, string>>
    | undefined;
  return [compact({ Action, Resource, Condition })];
}
