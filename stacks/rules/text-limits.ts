/** How long a text may be that AWS is sent. */
export interface TextLimit {
  /** What it is, as people know it. */
  readonly what: string;
  /** Attributes of the resource that it is made of, as the provider's bindings call them. */
  readonly attributes: readonly string[];
  readonly most: number;
  /** AWS leaves white space out of policies of roles when it counts. */
  readonly unit: 'characters' | 'bytes' | 'characters without white space';
  readonly advice?: string;
}

function name(of: string, most: number, attribute = 'name'): TextLimit {
  return { what: `name of ${of}`, attributes: [attribute], most, unit: 'characters' };
}

function description(most: number, attribute = 'description'): TextLimit {
  return { what: 'description', attributes: [attribute], most, unit: 'characters' };
}

const fewerOverrides = 'write a shorter command, or put long values into the data bucket';

/**
 * What RunTask takes of one run, as JSON.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskOverride.html
 */
export const overridesLimit: TextLimit = {
  what: 'list of overrides',
  attributes: ['target.input'],
  most: 8192,
  unit: 'characters',
  advice: fewerOverrides,
};

/** Of all inline policies of one role together. */
export const inlinePoliciesLimit: TextLimit = {
  what: 'list of inline policies',
  attributes: ['policy'],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  most: 10_240,
  unit: 'characters without white space',
  advice: 'write fewer statements or resources, with * at the end of what belongs together',
};

export const eventPatternLimit: TextLimit = {
  what: 'event pattern',
  attributes: ['eventPattern'],
  // AWS raises it to 4,096 on request.
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
  most: 2048,
  unit: 'characters',
  // Names of sidecars are what it gets long by.
  advice: 'give the sidecars of different jobs the same names',
};

/** By the provider's type of resource. Where no source is named, the service's model has it. */
export const textLimits: Readonly<Record<string, readonly TextLimit[]>> = {
  aws_budgets_budget: [name('a budget', 100)],
  aws_cloudwatch_dashboard: [name('a dashboard', 255, 'dashboardName')],
  aws_cloudwatch_event_rule: [name('a rule', 64), description(512), eventPatternLimit],
  aws_cloudwatch_event_target: [
    {
      what: 'input template',
      attributes: ['inputTransformer.inputTemplate'],
      most: 8192,
      unit: 'characters',
      advice: fewerOverrides,
    },
  ],
  aws_cloudwatch_log_group: [name('a log group', 512)],
  aws_cloudwatch_log_resource_policy: [
    {
      what: 'resource policy',
      attributes: ['policyDocument'],
      most: 5120,
      unit: 'characters',
    },
  ],
  aws_cloudwatch_metric_alarm: [
    name('an alarm', 255, 'alarmName'),
    description(1024, 'alarmDescription'),
  ],
  aws_ecs_cluster: [name('a cluster', 255)],
  aws_ecs_task_definition: [
    name('a task family', 255, 'family'),
    {
      what: 'task definition',
      attributes: [
        ...['family', 'taskRoleArn', 'executionRoleArn', 'networkMode', 'cpu', 'memory'],
        ...['requiresCompatibilities', 'volume', 'containerDefinitions'],
      ],
      // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
      most: 64 * 1024,
      unit: 'bytes',
      advice: 'put long values into secrets or into the data bucket',
    },
  ],
  aws_glue_catalog_database: [name('a database', 255)],
  aws_iam_role: [
    name('a role', 64),
    description(1000),
    {
      what: 'trust policy',
      attributes: ['assumeRolePolicy'],
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
      most: 2048,
      unit: 'characters without white space',
    },
  ],
  aws_s3_bucket_policy: [
    {
      what: 'bucket policy',
      attributes: ['policy'],
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
      most: 20 * 1024,
      unit: 'bytes',
    },
  ],
  aws_scheduler_schedule: [name('a schedule', 64), description(512), overridesLimit],
  aws_scheduler_schedule_group: [name('a schedule group', 64)],
  aws_sfn_state_machine: [
    name('a state machine', 80),
    { what: 'definition', attributes: ['definition'], most: 1_048_576, unit: 'characters' },
  ],
  aws_sns_topic: [name('a topic', 256)],
  aws_sqs_queue: [name('a queue', 80)],
  aws_sqs_queue_policy: [
    {
      what: 'queue policy',
      attributes: ['policy'],
      // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
      most: 8192,
      unit: 'bytes',
    },
  ],
};

/** The length of a text as AWS counts it. */
export function lengthOf(text: string, { unit }: TextLimit): number {
  switch (unit) {
    case 'bytes':
      return Buffer.byteLength(text);
    case 'characters':
      return text.length;
    case 'characters without white space':
      return text.replaceAll(/\s/g, '').length;
  }
}

export function lengthProblems(length: number, { what, most, unit, advice }: TextLimit): string[] {
  const article = /^[aeiou]/.test(what) ? 'an' : 'a';
  const rule = `must make ${article} ${what} of at most ${most} ${unit}, got ${length}`;
  return length <= most ? [] : [advice === undefined ? rule : `${rule}; ${advice}`];
}
