import type { SynthesizedStacks } from '../deployed/resources';
import { isObject, listOf } from './values';

/** What a role may do, as a row of a table. */
export interface Right {
  /** `task`, `execution`, `schedule`, … */
  readonly role: string;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/**
 * What the policies of a job's own roles say. As they are synthesized: while what they name is new, a plan
 * knows nothing of them.
 */
export function rightsOf(job: string, prefix: string, stacks: SynthesizedStacks): Right[] {
  return Object.values(stacks).flatMap(({ resource }) => {
    const roles = resource['aws_iam_role'] ?? {};
    const nameOf = (reference: unknown): string => {
      const [, id = ''] = /^\$\{aws_iam_role\.([^.]+)\./.exec(String(reference)) ?? [];
      return String(roles[id]?.['name'] ?? reference).replace(`${prefix}-${job}-`, '');
    };
    return Object.entries(resource['aws_iam_role_policy'] ?? {})
      .filter(([id]) => id.startsWith(`job-${job}_`) || id.startsWith(`machine-${job}_`))
      .flatMap(([, { policy, role }]) =>
        rightsIn(policy).map((right) => ({ role: nameOf(role), ...right })),
      );
  });
}

type StatementRights = Omit<Right, 'role'>;

function rightsIn(policy: unknown): StatementRights[] {
  // A reference may have quotes, which are no JSON; of `$${` Terraform makes what it seems to be.
  const text = String(policy).replaceAll(/(?<![$])\$\{([^}]*)\}/g, (_, inner: string) =>
    nameIn(inner),
  );
  try {
    const { Statement } = JSON.parse(text) as { Statement: unknown };
    return several(Statement).filter(isObject).map(rightOf);
  } catch {
    // What main.ts puts in its place need not be one: the document of a data source.
    return [{ effect: '', actions: [], resources: [String(policy)] }];
  }
}

function rightOf({ Effect, Action, NotAction, Resource, NotResource }: Record<string, unknown>) {
  const texts = (named: unknown, others: unknown): string[] => [
    ...several(named).map(String),
    ...several(others).map((other) => `all but ${String(other)}`),
  ];
  return {
    effect: String(Effect),
    actions: texts(Action, NotAction),
    resources: texts(Resource, NotResource).map((resource) =>
      withoutAccount(resource.replaceAll(/([$%])\1(?=\{)/g, '$1')),
    ),
  };
}

function several(value: unknown): readonly unknown[] {
  return value === undefined || Array.isArray(value) ? listOf(value) : [value];
}

/** What a reference of Terraform is to: `aws_sqs_queue.dead-letter-queue`, `task.cluster_arn`. */
function nameIn(reference: string): string {
  return reference
    .replace(/^data\.terraform_remote_state\.([\w-]+)\.outputs\./, '$1.')
    .replace(/^(aws_\w+\.[\w-]+)\.\w+$/, '$1')
    .replace(/^data\..*$/, '')
    .replaceAll('"', '');
}

/** Without what is the same in all ARNs. */
function withoutAccount(resource: string): string {
  return resource.replace(/^arn:[\w-]*:([\w-]+):[\w-]*:\d*:/, '$1 ');
}
