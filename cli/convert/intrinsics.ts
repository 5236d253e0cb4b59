import { isMap, isScalar } from 'yaml';
import type { Evaluated, Field } from './field';

type Evaluate = (field: Field) => Evaluated | undefined;
type Known = { readonly value: string | readonly string[] | undefined };

/**
 * Evaluates what of CloudFormation's functions a template says by itself: its parameters' defaults and
 * the values given for them, what is put together of both, and resources that it names itself.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export function intrinsics(root: Field): Evaluate {
  const evaluate: Evaluate = (field) => {
    const call = callOf(field);
    if (call === undefined) {
      return plain(field).startsWith('{{resolve:')
        ? { unknown: 'is looked up by CloudFormation: write its value, or its ARN into secrets' }
        : undefined;
    }
    const result = functions[call.name]?.(call.argument, evaluate, root);
    return result ?? { unknown: `${call.name} has no value here: write what it comes to` };
  };
  return evaluate;
}

/** `!Ref X`, or `{ "Ref": "X" }`. */
export function callOf(field: Field): { name: string; argument: Field } | undefined {
  const { node } = field;
  if (field.tag?.startsWith('!') === true && !field.tag.startsWith('!!')) {
    return { name: field.tag.slice(1), argument: untagged(field) };
  }
  if (!isMap(node) || node.items.length !== 1) return undefined;
  const key = String((node.items[0]?.key as { value?: unknown } | undefined)?.value);
  const [, name] = /^(?:Fn::)?(\w+)$/.exec(key) ?? [];
  return name !== undefined && (key === 'Ref' || key.startsWith('Fn::'))
    ? { name, argument: field.get(key) }
    : undefined;
}

/** The same without its tag, so that it is not taken for the call again. */
function untagged(field: Field): Field {
  return Object.create(field, { tag: { value: undefined } }) as Field;
}

const known = (result: Evaluated | undefined): result is Known =>
  result !== undefined && 'value' in result;

const functions: Readonly<
  Record<string, (argument: Field, evaluate: Evaluate, root: Field) => Evaluated | undefined>
> = {
  Ref: (argument, _evaluate, root) => reference(plain(argument), root),
  GetAtt: (argument, _evaluate, root) => {
    const [name = '', attribute = ''] = argument.isList
      ? argument.items().map(plain)
      : plain(argument).split('.');
    const made = root.peek('Resources')?.peek(name);
    return made === undefined
      ? undefined
      : {
          unknown: `${attribute} of ${name}, which the template makes, is known once it is deployed`,
        };
  },
  Sub: (argument, evaluate, root) => {
    const [text, own] = argument.isList ? argument.items() : [argument];
    return substituted(text === undefined ? '' : plain(text), own, evaluate, root);
  },
  Join: (argument, evaluate) => {
    const [separator, list] = argument.items();
    const parts = list === undefined ? undefined : listOf(list, evaluate);
    return parts === undefined
      ? undefined
      : { value: parts.join(separator === undefined ? '' : plain(separator)) };
  },
  Select: (argument, evaluate) => {
    const [index, list] = argument.items();
    const parts = list === undefined ? undefined : listOf(list, evaluate);
    const value = parts?.[Number(index === undefined ? 0 : plain(index))];
    return value === undefined ? undefined : { value };
  },
  Split: (argument, evaluate) => {
    const [separator, text] = argument.items();
    const value = text === undefined ? undefined : textOf(text, evaluate);
    return value === undefined
      ? undefined
      : { value: value.split(separator === undefined ? '' : plain(separator)) };
  },
};

function plain(field: Field): string {
  return isScalar(field.node) ? String(field.node.value) : '';
}

function textOf(field: Field, evaluate: Evaluate): string | undefined {
  const result = evaluate(field);
  if (result === undefined) return isScalar(field.node) ? plain(field) : undefined;
  return known(result) && typeof result.value === 'string' ? result.value : undefined;
}

function listOf(field: Field, evaluate: Evaluate): string[] | undefined {
  const result = evaluate(field);
  if (result !== undefined) {
    return known(result) && Array.isArray(result.value)
      ? [...(result.value as string[])]
      : undefined;
  }
  const parts = field.items().map((item) => textOf(item, evaluate));
  return parts.includes(undefined) ? undefined : (parts as string[]);
}

function reference(name: string, root: Field): Evaluated | undefined {
  if (name === 'AWS::NoValue') return { value: undefined };
  const given = root.source.values.get(name);
  const parameter = root.peek('Parameters')?.peek(name);
  const value = given ?? (parameter === undefined ? pseudo(name) : defaultOf(parameter));
  if (value !== undefined) {
    const list = /List/.test(plainAt(parameter, 'Type'));
    return { value: list ? value.split(',').map((each) => each.trim()) : value };
  }
  const resource = root.peek('Resources')?.peek(name);
  if (resource !== undefined) {
    const physical = nameOf(resource);
    return physical === undefined
      ? { unknown: `${name}, which the template makes, has an ID once it is deployed` }
      : { value: physical };
  }
  return { unknown: `${name} has no value here: give it one by --set ${name}=…` };
}

/** Where Ref is the name that the template gives; of others it is an ARN or an ID. */
const named: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::ECR::Repository': 'RepositoryName',
  'AWS::ECS::Cluster': 'ClusterName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SSM::Parameter': 'Name',
};

function nameOf(resource: Field): string | undefined {
  const key = named[plainAt(resource, 'Type')] ?? '';
  const name = resource.peek('Properties')?.peek(key);
  return name !== undefined && isScalar(name.node) && callOf(name) === undefined
    ? plain(name)
    : undefined;
}

const pseudo = (name: string): string | undefined =>
  ({ 'AWS::Partition': 'aws', 'AWS::URLSuffix': 'amazonaws.com' })[name];

function defaultOf(parameter: Field): string | undefined {
  const value = plainAt(parameter, 'Default');
  // What CloudFormation looks up when it deploys has another value than its text.
  return value === '' || plainAt(parameter, 'Type').startsWith('AWS::SSM') ? undefined : value;
}

function plainAt(field: Field | undefined, key: string): string {
  const value = field?.peek(key);
  return value === undefined ? '' : plain(value);
}

function substituted(
  text: string,
  own: Field | undefined,
  evaluate: Evaluate,
  root: Field,
): Evaluated {
  let unknown: string | undefined;
  const value = text.replaceAll(/\$\{(!?)([^}]+)\}/g, (written, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    const local = own?.peek(name);
    const result = local === undefined ? undefined : textOf(local, evaluate);
    if (result !== undefined) return result;
    const found: Evaluated | undefined = name.includes('.')
      ? { unknown: `${name} is known once it is deployed` }
      : reference(name, root);
    if (known(found) && typeof found.value === 'string') return found.value;
    unknown ??=
      found !== undefined && 'unknown' in found ? found.unknown : `${name} has no value here`;
    return written;
  });
  return unknown === undefined ? { value } : { unknown };
}
