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
      return String(roles[id]?.['name']).replace(`${prefix}-${job}-`, '');
    };
    return Object.entries(resource['aws_iam_role_policy'] ?? {})
      .filter(([id]) => id.startsWith(`job-${job}_`) || id.startsWith(`machine-${job}_`))
      .flatMap(([, { policy, role }]) =>
        statementsOf(policy).map(({ Effect, Action, Resource }) => ({
          role: nameOf(role),
          effect: String(Effect),
          actions: listOf(Action).map(String),
          resources: listOf(Resource).map((resource) => withoutAccount(String(resource))),
        })),
      );
  });
}

function statementsOf(policy: unknown): Record<string, unknown>[] {
  // A reference may have quotes, which are no JSON.
  const text = String(policy).replaceAll(/\$\{([^}]*)\}/g, (_, inner: string) => nameIn(inner));
  const { Statement } = JSON.parse(text) as { Statement: unknown };
  return listOf(Statement).filter(isObject);
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
