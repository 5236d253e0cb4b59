import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  resourceChanges,
  type ResourceChange,
  type TerraformPlan,
} from '../../../cli/plan/changes';

type Values = Readonly<Record<string, unknown>>;

/** A change as `terraform show -json` prints it. */
export interface ChangeOf {
  readonly address: string;
  readonly before?: Values;
  readonly after?: Values;
  readonly unknown?: unknown;
  readonly sensitive?: unknown;
  /** Attributes because of which it is replaced. */
  readonly replacedFor?: readonly string[];
  readonly imported?: boolean;
  /** What the state has of it, where the provider did not find it. */
  readonly vanished?: Values;
  /** What the state has of it, where somebody else has changed it. */
  readonly drifted?: Values;
}

/** A plan with these changes; what they do follows from their sides. */
export function planOf(...changes: readonly ChangeOf[]): TerraformPlan {
  return {
    resource_changes: changes.map(
      ({ address, before, after, unknown = {}, sensitive = {}, replacedFor, imported }) => ({
        address,
        mode: 'managed',
        type: address.split('.')[0] ?? '',
        change: {
          actions:
            replacedFor !== undefined
              ? ['delete', 'create']
              : [before === undefined ? 'create' : after === undefined ? 'delete' : 'update'],
          before: before ?? null,
          after: after ?? null,
          after_unknown: unknown,
          before_sensitive: before === undefined ? false : sensitive,
          after_sensitive: after === undefined ? false : sensitive,
          ...(imported === true && { importing: { id: address } }),
          ...(replacedFor !== undefined && { replace_paths: replacedFor.map((name) => [name]) }),
        },
      }),
    ),
    resource_drift: changes.flatMap(({ address, before = null, vanished, drifted = vanished }) =>
      drifted === undefined
        ? []
        : [
            {
              address,
              change: {
                actions: [vanished === undefined ? 'update' : 'delete'],
                before: drifted,
                after: vanished === undefined ? before : null,
              },
            },
          ],
    ),
  };
}

export function changesIn(stack: string, ...changes: readonly ChangeOf[]): ResourceChange[] {
  return resourceChanges(stack, planOf(...changes));
}

/** What a golden file holds; `UPDATE_GOLDEN=1` writes what the code makes into it. */
export function golden(name: string, actual: string): string {
  const file = join(__dirname, 'golden', name);
  if (process.env['UPDATE_GOLDEN'] !== undefined) writeFileSync(file, actual);
  return readFileSync(file, 'utf8');
}
