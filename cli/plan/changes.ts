import { attributeChanges, type AttributeChange } from './attributes';
import { isObject, visible } from './values';

export type Action = 'create' | 'update' | 'replace' | 'destroy' | 'forget';

/** One resource that a plan changes. */
export interface ResourceChange {
  readonly stack: string;
  /** `aws_s3_bucket.data_bucket_F0368B94` */
  readonly address: string;
  readonly type: string;
  readonly action: Action;
  /** Set when Terraform takes over what exists. */
  readonly imported?: boolean;
  /** As the state has it, where the provider did not find it any more. */
  readonly vanished?: Readonly<Record<string, unknown>>;
  /** As the state has it, where somebody else has changed it since. */
  readonly drifted?: Readonly<Record<string, unknown>>;
  readonly attributes: readonly AttributeChange[];
  /** The whole resource on both sides, without sensitive values; undefined where it does not exist. */
  readonly before: Readonly<Record<string, unknown>> | undefined;
  readonly after: Readonly<Record<string, unknown>> | undefined;
}

/** What `terraform show -json` says of a plan, as far as it is read here. */
export interface TerraformPlan {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly mode: string;
    readonly type: string;
    readonly change: Change & {
      readonly replace_paths?: readonly (readonly (string | number)[])[];
      readonly importing?: unknown;
    };
  }[];
  /** How what is there differs from the state. */
  readonly resource_drift?: readonly { readonly address: string; readonly change: Change }[];
  readonly output_changes?: Readonly<Record<string, Change>>;
}

interface Change {
  readonly actions: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
  readonly after_unknown?: unknown;
  readonly before_sensitive?: unknown;
  readonly after_sensitive?: unknown;
}

/** The resources that a plan changes, as typed values; without sensitive values. */
export function resourceChanges(stack: string, plan: TerraformPlan): ResourceChange[] {
  return (plan.resource_changes ?? []).flatMap(({ address, mode, type, change }) => {
    const action = actionOf(change.actions);
    const imported = change.importing !== undefined;
    if (mode !== 'managed' || (action === undefined && !imported)) return [];
    const { before, after } = sides(change);
    const drift = plan.resource_drift?.find((one) => one.address === address)?.change;
    const known = drift === undefined ? undefined : sides(drift).before;
    const isGone = drift !== undefined && actionOf(drift.actions) === 'destroy';
    return [
      {
        stack,
        address,
        type,
        action: action ?? 'update',
        ...(imported && { imported }),
        ...(known !== undefined && (isGone ? { vanished: known } : { drifted: known })),
        attributes: withoutRepeatedTags(attributeChanges(before, after, change.replace_paths)),
        before,
        after,
      },
    ];
  });
}

/** Every resource of a stack as it is, changed or not. */
export function resourcesBefore({
  resource_changes: changes = [],
}: TerraformPlan): { type: string; values: Record<string, unknown> }[] {
  return changes
    .filter(({ mode }) => mode === 'managed')
    .flatMap(({ type, change: { before } }) =>
      isObject(before) ? [{ type, values: before }] : [],
    );
}

function actionOf(actions: readonly string[]): Action | undefined {
  switch (actions.join(' ')) {
    case 'create':
      return 'create';
    case 'update':
      return 'update';
    case 'delete':
      return 'destroy';
    case 'delete create':
    case 'create delete':
      return 'replace';
    case 'forget':
      return 'forget';
    default:
      return undefined;
  }
}

function sides(change: Change) {
  const before = visible(change.before, change.before_sensitive, false);
  const after =
    change.after === null
      ? undefined
      : visible(change.after, change.after_sensitive, change.after_unknown);
  return {
    before: isObject(before) ? before : undefined,
    after: isObject(after) ? after : undefined,
  };
}

/** `tags_all` holds the tags and the provider's own; what `tags` has already is left out. */
function withoutRepeatedTags(attributes: readonly AttributeChange[]): AttributeChange[] {
  const paths = new Set(attributes.map(({ path }) => path));
  return attributes.filter(
    ({ path }) => !path.startsWith('tags_all.') || !paths.has(path.replace('tags_all.', 'tags.')),
  );
}
