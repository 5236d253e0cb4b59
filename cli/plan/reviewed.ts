import type { AttributeChange } from './attributes';
import type { ResourceChange } from './changes';

/** A change as somebody reviewed it. */
export type ReviewedChange = Pick<ResourceChange, 'address' | 'action' | 'attributes'>;

/**
 * How a plan differs from the one that was reviewed while its inputs were placeholders: nothing, as
 * long as only what was not known then has got its value.
 */
export function differences(
  reviewed: readonly ReviewedChange[],
  now: readonly ReviewedChange[],
): string[] {
  const added = now.filter(({ address }) => !reviewed.some((old) => old.address === address));
  return [
    ...added.map(({ address, action }) => `${address}: ${action} was not reviewed`),
    ...reviewed.flatMap((old) => {
      const change = now.find(({ address }) => address === old.address);
      return change === undefined ? missing(old) : changed(old, change);
    }),
  ];
}

/** A change may turn out to be none if all of it was unknown. */
function missing({ address, action, attributes }: ReviewedChange): string[] {
  return action === 'update' && attributes.every(({ afterUnknown }) => afterUnknown === true)
    ? []
    : [`${address}: ${action} was reviewed and is gone`];
}

function changed(old: ReviewedChange, now: ReviewedChange): string[] {
  const { address } = old;
  if (old.action !== now.action) {
    return [`${address}: ${old.action} was reviewed, ${now.action} is planned`];
  }
  return [
    ...now.attributes
      .filter((attribute) => !wasReviewed(attribute, old.attributes))
      .map(
        ({ path, after = 'nothing' }) =>
          `${address}: ${path} becomes ${after}, which was not reviewed`,
      ),
    ...old.attributes
      .filter(
        ({ path, afterUnknown }) =>
          afterUnknown !== true && !now.attributes.some((attribute) => attribute.path === path),
      )
      .map(({ path }) => `${address}: ${path} does not change, as was reviewed`),
  ];
}

function wasReviewed(
  { path, before, after }: AttributeChange,
  reviewed: readonly AttributeChange[],
): boolean {
  return reviewed.some((old) =>
    old.afterUnknown === true
      ? path === old.path || path.startsWith(`${old.path}.`) || path.startsWith(`${old.path}[`)
      : path === old.path && before === old.before && after === old.after,
  );
}
