// The parser's types bring the browser's, whose Headers nothing could go through without these.
/// <reference lib="dom.iterable" />
import { readFileSync } from 'node:fs';
import { parse } from '@cdktf/hcl2json';

/** A module of Terraform as JSON, as far as it says policies. */
interface Module {
  readonly locals: readonly Readonly<Record<string, unknown>>[];
  readonly data: {
    readonly aws_iam_policy_document: Readonly<
      Record<
        string,
        readonly {
          readonly statement: readonly Statement[];
          readonly dynamic: {
            readonly statement: readonly {
              readonly for_each: string;
              readonly content: readonly Statement[];
            }[];
          };
        }[]
      >
    >;
  };
}

interface Statement {
  readonly sid: string;
  readonly effect?: string;
  readonly actions: unknown;
  readonly resources: unknown;
  readonly condition?: readonly {
    readonly test: string;
    readonly variable: string;
    readonly values: unknown;
  }[];
}

/**
 * The policies that a module's `aws_iam_policy_document`s of these names make, without asking
 * Terraform. Statements and conditions that a variable adds (`dynamic`) are left out, but for statements
 * whose `for_each` has a value.
 *
 * @param values what `var.…` and `data.…` are, and `statement.value`
 * @throws on an expression that is more than a reference
 */
export async function policyDocuments<Name extends string>(
  file: string,
  names: readonly Name[],
  values: Readonly<Record<string, string>>,
): Promise<Readonly<Record<Name, unknown>>> {
  const { locals, data } = (await parse(file, readFileSync(file, 'utf8'))) as unknown as Module;
  const local = Object.assign({}, ...locals) as Record<string, unknown>;

  function value(expression: string): unknown {
    const given = values[expression] ?? local[expression.replace(/^local\./, '')];
    if (given !== undefined) return typeof given === 'string' ? text(given) : given;
    const [, of = '', from = '', to = ''] =
      /^replace\(([\w.]+), "(.)", "(.)"\)$/.exec(expression) ?? [];
    if (of === '') throw new Error(`${file} has \${${expression}}, which is no reference`);
    return String(value(of)).replaceAll(from, to);
  }
  function text(template: string): string {
    return template.replaceAll(/\$\{(.*?)\}/g, (_, expression: string) =>
      String(value(expression)),
    );
  }
  function list(given: unknown): string[] {
    const [, reference] = /^\$\{(local\.\w+)\}$/.exec(String(given)) ?? [];
    return [reference === undefined ? given : value(reference)]
      .flat()
      .map((item) => text(String(item)));
  }

  function conditions(all: NonNullable<Statement['condition']>): Record<string, unknown> {
    const tests = [...new Set(all.map(({ test }) => test))];
    return Object.fromEntries(
      tests.map((test) => [
        test,
        Object.fromEntries(
          all
            .filter((one) => one.test === test)
            .map((one) => [text(one.variable), list(one.values)]),
        ),
      ]),
    );
  }

  function policy(name: Name): unknown {
    const [document] = data.aws_iam_policy_document[name] ?? [];
    const added = document?.dynamic.statement
      .filter(({ for_each: all }) => all.replace(/^\$\{(.*)\}$/, '$1') in values)
      .flatMap(({ content }) => content);
    return {
      Version: '2012-10-17',
      Statement: [...(document?.statement ?? []), ...(added ?? [])].map(
        ({ sid, effect = 'Allow', ...statement }) => ({
          Sid: sid,
          Effect: effect,
          Action: list(statement.actions),
          Resource: list(statement.resources),
          Condition: conditions(statement.condition ?? []),
        }),
      ),
    };
  }

  const policies = Object.fromEntries(names.map((name) => [name, policy(name)]));
  return policies as Record<Name, unknown>;
}
