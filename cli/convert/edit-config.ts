import { parse } from '@babel/parser';
import { UsageError } from '../usage-error';
import type { Conversion } from './convert';
import { written } from './typescript';

type File = ReturnType<typeof parse>;
type Statement = File['program']['body'][number];
type Expression = Extract<Statement, { type: 'ExpressionStatement' }>['expression'];
type ArrayExpression = Extract<Expression, { type: 'ArrayExpression' }>;
type ObjectExpression = Extract<Expression, { type: 'ObjectExpression' }>;
type ObjectProperty = Extract<ObjectExpression['properties'][number], { type: 'ObjectProperty' }>;

export interface Edited {
  readonly text: string;
  /** What stands in `config.ts` already and was left as it is. */
  readonly left: readonly string[];
}

interface Insertion {
  readonly at: number;
  /** How much goes from there. */
  readonly without?: number;
  readonly text: string;
}

/**
 * Puts what was converted into `config.ts`: its jobs behind those that are there, fields of the project
 * that it has not. Everything else stays to the letter, comments included.
 *
 * @throws UsageError when it is not written in a way that this understands
 */
export function withConversion(
  config: string,
  { project, jobs, environments }: Pick<Conversion, 'project' | 'jobs' | 'environments'>,
): Edited {
  const root = configObject(parsed(config));
  const list = propertyOf(root, 'jobs');
  if (list?.value.type !== 'ArrayExpression') {
    throw new UsageError(
      'config.ts: jobs must be a list that stands in it, jobs: [ … ], for --write to add to it; copy what convert prints',
    );
  }
  refuseTaken(
    list.value,
    jobs.map(({ name }) => name),
  );
  const insertions: Insertion[] = [
    ...intoList(config, list.value, (indent) => jobs.map((job) => written(job, indent))),
  ];
  const left: string[] = [];
  for (const [key, value] of Object.entries(project)) {
    const present = propertyOf(root, key);
    if (present === undefined) {
      const start = startOf(config, list);
      const indent = indentAt(config, start);
      const field = `${key}: ${written(value, indent, key.length + 3)},\n${' '.repeat(indent)}`;
      insertions.push({ at: start, text: field });
    } else left.push(`${key}: stays as it is; the files say ${written(value)}`);
  }
  for (const [name, values] of Object.entries(environments)) {
    insertions.push(...intoEnvironment(config, root, name, values, left));
  }
  return { text: applied(config, insertions), left };
}

/** Where a field begins, with the comments on the lines above it. */
function startOf(config: string, field: ObjectProperty): number {
  const starts = (field.leadingComments ?? []).map(({ start }) => start ?? 0);
  const alone = (at: number) => /\n[ \t]*$/.test(config.slice(0, at));
  return starts.find(alone) ?? field.start ?? 0;
}

function parsed(config: string): File {
  try {
    return parse(config, { sourceType: 'module', plugins: ['typescript'] });
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number; column: number } };
    const place = loc === undefined ? '' : `:${loc.line}:${loc.column + 1}`;
    throw new UsageError(`config.ts${place}: ${message.replace(/ \(\d+:\d+\)$/, '')}`);
  }
}

/** The object that `config.ts` exports: bare, by `defineConfig(…)`, or by its name. */
function configObject({ program }: File): ObjectExpression {
  const exported = program.body.find((each) => each.type === 'ExportDefaultDeclaration');
  const constants = new Map(
    program.body
      .flatMap((each) => (each.type === 'VariableDeclaration' ? each.declarations : []))
      .flatMap(({ id, init }) =>
        id.type === 'Identifier' && init ? [[id.name, init] as const] : [],
      ),
  );
  let value = exported?.declaration as Expression | undefined;
  while (value !== undefined && value.type !== 'ObjectExpression') {
    if (value.type === 'CallExpression') value = value.arguments[0] as Expression | undefined;
    else if (value.type === 'TSSatisfiesExpression' || value.type === 'TSAsExpression')
      value = value.expression;
    else if (value.type === 'Identifier') {
      const { name } = value;
      value = constants.get(name);
      constants.delete(name);
    } else value = undefined;
  }
  if (value !== undefined) return value;
  throw new UsageError(
    'config.ts: must export its configuration as it stands there, export default defineConfig({ … }), for --write to add to it; copy what convert prints',
  );
}

function propertyOf(object: ObjectExpression, key: string): ObjectProperty | undefined {
  return object.properties.find((each): each is ObjectProperty => {
    if (each.type !== 'ObjectProperty' || each.computed) return false;
    return each.key.type === 'Identifier'
      ? each.key.name === key
      : each.key.type === 'StringLiteral' && each.key.value === key;
  });
}

function refuseTaken(list: ArrayExpression, names: readonly string[]): void {
  const taken = list.elements.flatMap((each) => {
    const name = each?.type === 'ObjectExpression' ? propertyOf(each, 'name')?.value : undefined;
    return name?.type === 'StringLiteral' && names.includes(name.value) ? [name.value] : [];
  });
  if (taken.length > 0) {
    throw new UsageError(
      `config.ts: has ${taken.length === 1 ? 'a job' : 'jobs'} ${taken.join(', ')} already; rename it, or copy what convert prints`,
    );
  }
}

function intoEnvironment(
  config: string,
  root: ObjectExpression,
  name: string,
  values: Conversion['environments'][string],
  left: string[],
): Insertion[] {
  const all = propertyOf(root, 'environments')?.value;
  const environment = all?.type === 'ObjectExpression' ? propertyOf(all, name)?.value : undefined;
  if (environment?.type !== 'ObjectExpression') {
    left.push(`environments: has no ${name} to put this into: jobs: ${written(values)}`);
    return [];
  }
  const fields = (indent: number) =>
    Object.entries(values).map(([job, each]) =>
      written({ [job]: each }, indent - 2).replace(/^\{\s*|,?\s*\}$/g, ''),
    );
  const jobs = propertyOf(environment, 'jobs')?.value;
  if (jobs === undefined) {
    return intoList(config, environment, (indent) => [`jobs: ${written(values, indent, 7)}`]);
  }
  if (jobs.type === 'ObjectExpression') return intoList(config, jobs, fields);
  left.push(
    `environments.${name}.jobs: is no object that stands there; put this into it: ${written(values)}`,
  );
  return [];
}

/** Behind the last of a list or of the properties of an object, a line each. */
function intoList(
  config: string,
  list: ArrayExpression | ObjectExpression,
  items: (indent: number) => string[],
): Insertion[] {
  const close = (list.end ?? 0) - 1;
  const indent = indentAt(config, list.start ?? 0);
  const body = config.slice(list.start ?? 0, close);
  const last = list.type === 'ArrayExpression' ? list.elements.at(-1) : list.properties.at(-1);
  const comma =
    last && list.extra?.['trailingComma'] === undefined ? [{ at: last.end ?? 0, text: ',' }] : [];
  const inner = ' '.repeat(indent + 2);
  const text = items(indent + 2)
    .map((item) => `\n${inner}${item},`)
    .join('');
  const end = body.trimEnd().length;
  // The closing bracket of what was on one line goes to a line of its own.
  const alone = /\n[ \t]*$/.test(body);
  return [
    ...comma,
    {
      at: (list.start ?? 0) + end,
      without: alone ? 0 : body.length - end,
      text: alone ? text : `${text}\n${' '.repeat(indent)}`,
    },
  ];
}

function indentAt(config: string, position: number): number {
  const line = config.slice(config.lastIndexOf('\n', position - 1) + 1);
  return line.length - line.trimStart().length;
}

function applied(config: string, insertions: readonly Insertion[]): string {
  // From the end on, so that what comes before stays where it is.
  const inOrder = insertions
    .map((insertion, index) => ({ ...insertion, index }))
    .sort((a, b) => b.at - a.at || b.index - a.index);
  return inOrder.reduce(
    (text, { at, without = 0, text: added }) =>
      text.slice(0, at) + added + text.slice(at + without),
    config,
  );
}
