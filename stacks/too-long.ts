import { TerraformResource, TerraformStack } from 'cdktf';
import type { Problem } from './config/config-error';
import {
  inlinePoliciesLimit,
  lengthOf,
  lengthProblems,
  overridesLimit,
  textLimits,
  type TextLimit,
} from './rules/text-limits';
import { at } from './settings/checks/problems';
import type { JobSettings, Settings } from './settings/settings';
import { finalText, longestText } from './stack/final-text';

/**
 * The texts of all stacks that are longer than AWS takes, with where they come from in `config.ts`.
 * Measured is what AWS is sent: with account, region, partition and the values of other resources.
 */
export function tooLongProblems(stacks: readonly TerraformStack[], settings: Settings): Problem[] {
  return stacks.flatMap((stack) => {
    const resources = stack.node
      .findAll()
      .filter((construct) => TerraformResource.isTerraformResource(construct));
    return [
      ...resources.flatMap((resource) => limitProblems(resource, settings)),
      ...inlinePolicyProblems(resources.filter(ofType('aws_iam_role_policy')), settings),
      ...resources
        .filter(ofType('aws_sfn_state_machine'))
        .flatMap((machine) => overridesProblems(machine, settings)),
    ];
  });
}

function ofType(type: string) {
  return (resource: TerraformResource): boolean => resource.terraformResourceType === type;
}

function limitProblems(resource: TerraformResource, settings: Settings): Problem[] {
  return (textLimits[resource.terraformResourceType] ?? []).flatMap((limit) => {
    const text = textOf(resource, limit);
    if (longestText(settings, text) <= limit.most) return [];
    const length = lengthOf(finalText(TerraformStack.of(resource), settings, text), limit);
    return at(placeOf(resource, limit, settings), lengthProblems(length, limit));
  });
}

/** IAM counts the inline policies of a role together. */
function inlinePolicyProblems(
  policies: readonly TerraformResource[],
  settings: Settings,
): Problem[] {
  const byRole = new Map<string, TerraformResource[]>();
  for (const policy of policies) {
    const role = finalText(TerraformStack.of(policy), settings, attributeOf(policy, 'role'));
    byRole.set(role, [...(byRole.get(role) ?? []), policy]);
  }
  return [...byRole.values()].flatMap((ofRole) => {
    const texts = ofRole.map((policy) => textOf(policy, inlinePoliciesLimit));
    if (longestText(settings, texts.join('')) <= inlinePoliciesLimit.most) return [];
    const lengths = ofRole.map((policy, index) =>
      lengthOf(
        finalText(TerraformStack.of(policy), settings, texts[index] ?? ''),
        inlinePoliciesLimit,
      ),
    );
    const longest = ofRole[lengths.indexOf(Math.max(...lengths))];
    const all = lengths.reduce((sum, length) => sum + length, 0);
    return longest === undefined
      ? []
      : at(
          placeOf(longest, inlinePoliciesLimit, settings),
          lengthProblems(all, inlinePoliciesLimit),
        );
  });
}

/** Of each task that a state machine starts. What JSONata puts into them at run time is not known here. */
function overridesProblems(machine: TerraformResource, settings: Settings): Problem[] {
  const text = attributeOf(machine, 'definition');
  if (longestText(settings, text) <= overridesLimit.most) return [];
  const lengths: number[] = [];
  JSON.parse(
    finalText(TerraformStack.of(machine), settings, text),
    (key: string, value: unknown) => {
      if (key === 'Overrides') lengths.push(JSON.stringify(value).length);
      return value;
    },
  );
  return at(
    placeOf(machine, overridesLimit, settings),
    lengthProblems(Math.max(0, ...lengths), overridesLimit),
  );
}

/** Several attributes stand in one request, with their names. */
function textOf(resource: TerraformResource, { attributes }: TextLimit): string {
  const [first = '', ...others] = attributes;
  if (others.length === 0) return attributeOf(resource, first);
  return attributes.map((each) => `"${each}":${attributeOf(resource, each)}`).join();
}

/** @param attribute as the bindings call it; what follows a dot is within it */
function attributeOf(resource: TerraformResource, attribute: string): string {
  const [own = '', within] = attribute.split('.');
  const value: unknown = Reflect.get(resource, `${own}Input`);
  const wanted: unknown =
    within === undefined || typeof value !== 'object' || value === null
      ? value
      : Reflect.get(value, within);
  if (wanted === undefined) return '';
  return typeof wanted === 'string' ? wanted : JSON.stringify(wanted);
}

/** The part of `config.ts` that most of a resource's text comes from. */
function placeOf(
  { node: { path } }: TerraformResource,
  { what }: TextLimit,
  settings: Settings,
): PropertyKey[] {
  const [, id = '', ...rest] = path.split('/');
  const index = settings.jobs.findIndex(
    ({ name }) =>
      [`job-${name}`, `machine-${name}`].includes(id) || rest.includes(`schedule-${name}`),
  );
  const job = settings.jobs[index];
  const isName = what.startsWith('name of ');
  if (job === undefined) return [id === 'alarms' && !isName ? id : 'project'];
  if (isName) return ['jobs', index, 'name'];
  switch (what) {
    case 'description':
      return ['jobs', index, 'description'];
    case 'task definition':
      return ['jobs', index, largest(job, ['environment', 'secrets', 'sidecars', 'command'])];
    case inlinePoliciesLimit.what:
      return [
        'jobs',
        index,
        path.endsWith('/task-policy')
          ? largest(job, ['statements', 'volumes'])
          : largest(job, ['secrets', 'secretKeyArns', 'sidecars']),
      ];
    default:
      return ['jobs', index, largest(job, ['environment', 'command'])];
  }
}

function largest(job: JobSettings, fields: readonly (keyof JobSettings)[]): keyof JobSettings {
  const sizes = fields.map((field) => JSON.stringify(job[field] ?? '').length);
  return fields[sizes.indexOf(Math.max(...sizes))] ?? 'name';
}
