import {
  DefaultTokenResolver,
  StringConcat,
  TerraformResource,
  Tokenization,
  type TerraformStack,
} from 'cdktf';
import { arnOf, type Surroundings } from '../rules/arns';
import { partitionOf } from '../rules/partition';
import { finalOutput } from '../settings/final-outputs';
import type { Settings } from '../settings/settings';

// Of the account only the length is known, which is always the same.
const accountId = '0'.repeat(12);
// More than an ARN has beside the names in it.
const aroundNames = 160;

/** Account, region and partition that stacks are applied to, as far as they are known before. */
function surroundingsOf({ region, accountId: account = accountId }: Settings): Surroundings {
  return { accountId: account, region, partition: partitionOf(region) };
}

/**
 * A text as AWS will be sent it: with what Terraform's references stand for in their place, and its
 * escapes undone. What is unknown until then, such as an ID, is of the same length.
 */
export function finalText(stack: TerraformStack, settings: Settings, text: string): string {
  const resolved: unknown = Tokenization.resolve(text, {
    scope: stack,
    preparing: false,
    resolver: new DefaultTokenResolver(new StringConcat()),
  });
  return String(resolved)
    .replaceAll(/(?<!\$)\$\{([^}]*)\}/g, (whole, reference: string) => {
      return valueOf(stack, settings, reference.trim()) ?? whole;
    })
    .replaceAll(/([$%])\1\{/g, '$1{');
}

/** A length that the final text does not exceed, found without looking at what is in it. */
export function longestText(settings: Settings, text: string): number {
  const { prefix, imports, existing, role, network } = settings;
  const longest = Math.max(
    prefix.length,
    role.path?.length ?? 0,
    // All names in it together, of which each is shorter.
    JSON.stringify([imports, existing]).length,
    network.mode === 'existing' ? (network.subnetIds?.length ?? 16) * 30 : 180,
  );
  const references = text.split('${TfToken[').length - 1;
  return text.length + references * (longest + aroundNames);
}

function valueOf(stack: TerraformStack, settings: Settings, reference: string): string | undefined {
  const surroundings = surroundingsOf(settings);
  const list = /^jsonencode\((.*)\)$/.exec(reference)?.[1];
  if (list !== undefined) {
    return list.startsWith('[') ? list : (valueOf(stack, settings, list) ?? list);
  }
  if (reference.endsWith(' ? "ENABLED" : "DISABLED"')) return 'DISABLED';
  if (/^data\.aws_caller_identity\..*\.account_id$/.test(reference)) return surroundings.accountId;
  if (/^data\.aws_partition\..*\.partition$/.test(reference)) return surroundings.partition;

  const [, output, job] =
    /^data\.terraform_remote_state\.\w+\.outputs\.(\w+)(?:\[\\*"([\w-]+)\\*"\])?$/.exec(
      reference,
    ) ?? [];
  if (output !== undefined) return finalOutput(settings, surroundings, output, job);

  const [, type = '', id = '', attribute = ''] =
    /^(aws_\w+)\.([\w-]+)\.(\w+)$/.exec(reference) ?? [];
  const resource = resourcesOf(stack).get(`${type}.${id}`);
  if (resource === undefined) return undefined;
  const named = nameOf(resource);
  if (named === undefined) return undefined;
  const name = finalText(stack, settings, named);
  return attribute === 'arn'
    ? arnOf(type, { name, bucket: name, family: name, path: settings.role.path }, surroundings)
    : name;
}

function nameOf(resource: TerraformResource): string | undefined {
  return ['nameInput', 'bucketInput', 'familyInput', 'dashboardNameInput', 'alarmNameInput']
    .map((attribute): unknown => Reflect.get(resource, attribute))
    .find((name) => typeof name === 'string');
}

const byStack = new WeakMap<TerraformStack, ReadonlyMap<string, TerraformResource>>();

function resourcesOf(stack: TerraformStack): ReadonlyMap<string, TerraformResource> {
  const known = byStack.get(stack);
  if (known !== undefined) return known;
  const resources = new Map(
    stack.node
      .findAll()
      .filter((construct) => TerraformResource.isTerraformResource(construct))
      .map((resource) => [
        `${resource.terraformResourceType}.${resource.friendlyUniqueId}`,
        resource,
      ]),
  );
  byStack.set(stack, resources);
  return resources;
}
