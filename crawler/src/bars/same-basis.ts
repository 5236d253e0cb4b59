import type { Bar } from './bar';

/** More than the noise of single floats, less than the smallest dividend. */
const basisTolerance = 2e-6;

/**
 * Whether two series of one symbol are on the same basis. After a split or a dividend the vendor
 * rewrites its whole past, and mixing the two would make a step in the series: the days that both
 * have show it, or the event itself on a day that is new.
 */
export function sameBasis(stored: readonly Bar[], fetched: readonly Bar[]): boolean {
  const last = stored.at(-1)?.day ?? Infinity;
  const byDay = new Map(stored.map((bar) => [bar.day, bar]));
  return fetched.every((bar) => {
    const before = byDay.get(bar.day);
    if (before === undefined)
      return bar.day < last || (bar.splitFactor === 1 && bar.dividend === 0);
    return (
      before.splitFactor === bar.splitFactor &&
      // One that comes late leaves the days before it on another basis, fetched or not.
      near(before.dividend, bar.dividend) &&
      near(before.close, bar.close) &&
      near(before.adjClose, bar.adjClose)
    );
  });
}

function near(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return true;
  return Math.abs(a - b) <= basisTolerance * Math.max(Math.abs(a), Math.abs(b));
}
