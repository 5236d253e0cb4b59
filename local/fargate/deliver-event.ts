import { randomUUID } from 'node:crypto';
import {
  CreateLogStreamCommand,
  DescribeResourcePoliciesCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type EventBridgeClient,
  type Rule,
} from '@aws-sdk/client-eventbridge';
import { letEventsWrite } from '../../stacks/rules/log-resource-policy';
import type { LocalClients } from './aws';

/** What an AWS service tells EventBridge. */
export interface ServiceEvent {
  readonly source: 'aws.ecs' | 'aws.states';
  readonly 'detail-type': string;
  /** ARN of what it is about. */
  readonly resource: string;
  readonly detail: object;
}

/**
 * Plays EventBridge for an event, as far as log groups are targets of the deployed rules: without a word it
 * writes to none that no resource policy lets it write to.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
export async function deliverEvent(
  { events, logs }: Pick<LocalClients, 'events' | 'logs'>,
  { resource, ...rest }: ServiceEvent,
  now = new Date(),
): Promise<void> {
  const [, , , region, account] = resource.split(':');
  const event = {
    version: '0',
    id: randomUUID(),
    ...rest,
    account,
    time: now.toISOString().replace(/\.\d+/, ''),
    region,
    resources: [resource],
  };
  const { resourcePolicies = [] } = await logs.send(new DescribeResourcePoliciesCommand());
  const policies = resourcePolicies.map(({ policyDocument = '{}' }) => policyDocument);
  for (const { Name, EventPattern } of await rulesOf(events)) {
    if (EventPattern === undefined) continue;
    const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: Name }));
    for (const { Arn = '' } of Targets) {
      const [, logGroupName] = /:log-group:(.*)/.exec(Arn) ?? [];
      if (logGroupName === undefined || !letEventsWrite(policies, Arn)) continue;
      if (!matches(JSON.parse(EventPattern), event)) continue;
      const stream = { logGroupName, logStreamName: randomUUID() };
      await logs.send(new CreateLogStreamCommand(stream));
      const logEvents = [{ timestamp: now.getTime(), message: JSON.stringify(event) }];
      await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
    }
  }
}

async function rulesOf(client: EventBridgeClient): Promise<Rule[]> {
  const rules: Rule[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListRulesCommand({ NextToken }));
    rules.push(...(page.Rules ?? []).filter(({ State }) => State !== 'DISABLED'));
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return rules;
}

/**
 * Whether an event matches a pattern; of what patterns can say it knows what rules of ours say.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) {
    return [value].flat().some((each) => pattern.some((test) => passes(test, each)));
  }
  return (
    isObject(pattern) &&
    isObject(value) &&
    Object.entries(pattern).every(([key, within]) => matches(within, value[key]))
  );
}

function passes(test: unknown, value: unknown): boolean {
  if (!isObject(test)) return test === value;
  const [operator, operand] = Object.entries(test)[0] ?? [];
  switch (operator) {
    case 'anything-but':
      return value !== undefined && ![operand].flat().some((each) => passes(each, value));
    case 'wildcard': {
      const parts = String(operand)
        .split('*')
        .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
      return typeof value === 'string' && new RegExp(`^${parts.join('.*')}$`).test(value);
    }
    default:
      throw new Error(`the stand-in for EventBridge does not know ${JSON.stringify(test)}`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
