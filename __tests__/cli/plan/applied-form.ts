import type { TerraformPlan } from '../../../cli/plan/changes';
import { arnOf, nameOf, type Attributes } from '../../../stacks/rules/arns';

type Resources = Readonly<Record<string, Readonly<Record<string, Attributes>>>>;

interface StackJson {
  readonly resource?: Resources;
  readonly output?: Readonly<Record<string, { readonly value: unknown }>>;
}

const surroundings = { accountId: '123456789012', region: 'us-east-1', partition: 'aws' };
/** Attributes that are maps; every other object is a block, which a plan writes as a list. */
const maps = new Set(['tags', 'dimensions', 'input_paths', 'parameters', 'variables']);
/** What a state has of each resource that has nothing of the kind. */
const absent: Readonly<Record<string, Attributes>> = {
  aws_cloudwatch_metric_alarm: {
    threshold_metric_id: '',
    metric_query: [],
    evaluate_low_sample_count_percentiles: '',
  },
  aws_cloudwatch_event_rule: { schedule_expression: '', event_pattern: null },
  aws_ecs_task_definition: { ephemeral_storage: [], volume: [] },
  aws_scheduler_schedule: { start_date: '', end_date: null },
};

/**
 * Plans of applied stacks in which nothing changes: the synthesized JSON with its references
 * resolved, each block a list, and empty values where there are none.
 */
export function appliedPlans(stacks: ReadonlyMap<string, string>): TerraformPlan[] {
  const parsed = new Map([...stacks].map(([id, text]) => [id, JSON.parse(text) as StackJson]));
  return [...parsed].map(([id, { resource = {} }]) => ({
    resource_changes: Object.entries(resource).flatMap(([type, byName]) =>
      Object.entries(byName).map(([name, values]) => {
        const applied = { ...absent[type], ...(appliedValue(values, id, parsed) as Attributes) };
        return {
          address: `${type}.${name}`,
          mode: 'managed',
          type,
          change: { actions: ['no-op'], before: applied, after: applied },
        };
      }),
    ),
  }));
}

function appliedValue(
  value: unknown,
  stack: string,
  stacks: ReadonlyMap<string, StackJson>,
): unknown {
  if (typeof value === 'string') return resolved(value, stack, stacks);
  if (Array.isArray(value)) return value.map((each) => appliedValue(each, stack, stacks));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]: [string, unknown]) => {
      const inner = appliedValue(each, stack, stacks);
      const isBlock = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
      return [name, isBlock && !maps.has(name) ? [inner] : inner];
    }),
  );
}

/** A text with values in place of its references; what is only one reference may be no text. */
function resolved(text: string, stack: string, stacks: ReadonlyMap<string, StackJson>): unknown {
  const whole = /^\$\{([^}]*)\}$/.exec(text)?.[1];
  if (whole !== undefined) return valueOf(whole, stack, stacks);
  return text.replaceAll(/(?<!\$)\$\{([^}]*)\}/g, (_, reference: string) =>
    String(valueOf(reference, stack, stacks)),
  );
}

function valueOf(
  reference: string,
  stack: string,
  stacks: ReadonlyMap<string, StackJson>,
): unknown {
  const [, condition, yes, no] = /^(.*) \? "(\w+)" : "(\w+)"$/.exec(reference) ?? [];
  if (condition !== undefined) return valueOf(condition, stack, stacks) === true ? yes : no;
  const [, list] = /^jsonencode\((.*)\)$/.exec(reference) ?? [];
  if (list !== undefined) return JSON.stringify(valueOf(list, stack, stacks));
  const [, neighbour = '', output = '', job] =
    /^data\.terraform_remote_state\.([\w-]+)\.outputs\.(\w+)(?:\["([\w-]+)"\])?$/.exec(reference) ??
    [];
  if (neighbour !== '') {
    const value = stacks.get(neighbour)?.output?.[output]?.value;
    return appliedValue(job === undefined ? value : (value as Attributes)[job], neighbour, stacks);
  }
  const [, type = '', name = '', attribute = ''] =
    /^(aws_\w+)\.([\w-]+)\.(\w+)$/.exec(reference) ?? [];
  const resource = stacks.get(stack)?.resource?.[type]?.[name];
  if (resource === undefined) return reference;
  if (attribute === 'arn' && /^aws_(ecs|sfn|iam_role)/.test(type))
    return resolved(arnOf(type, resource, surroundings), stack, stacks);
  return attribute in resource
    ? appliedValue(resource[attribute], stack, stacks)
    : nameOf(type, resource);
}
