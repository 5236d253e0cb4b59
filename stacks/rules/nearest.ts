const furthest = 3;

/**
 * The known name that is most like a mistyped one, if any is like it at all.
 *
 * @param most how many letters may differ
 */
export function nearest(
  name: string,
  known: readonly string[],
  most = furthest,
): string | undefined {
  const [best] = known
    .map((candidate) => ({
      candidate,
      distance: editDistance(name.toLowerCase(), candidate.toLowerCase()),
    }))
    .sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.min(most, name.length / 2)
    ? best.candidate
    : undefined;
}

/** How a message about a mistyped name ends, with what `nearest` found. */
export function didYouMean(meant: string | undefined): string {
  return meant === undefined ? '' : `; did you mean ${meant}?`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of a.split('').entries()) {
    const next = [i + 1];
    for (const [j, other] of b.split('').entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
