/** A whole number within a range; both bounds belong to it. */
export function wholeNumberProblems(
  value: number,
  least: number,
  most: number,
  unit: string,
): string[] {
  return Number.isInteger(value) && value >= least && value <= most
    ? []
    : [`must be a whole number from ${least} to ${most} (${unit}), got ${value}`];
}
