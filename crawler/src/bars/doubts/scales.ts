import type { Pair, Splits } from './doubt';

/** By what prices and dividends of each day should have changed: by the splits that are new. */
export function scalesOf(pairs: readonly Pair[], { areApplied, areTold }: Splits): number[] {
  const scales = new Array<number>(pairs.length).fill(1);
  if (!areApplied || !areTold) return scales;
  let scale = 1;
  for (let index = pairs.length - 1; index >= 0; index -= 1) {
    scales[index] = scale;
    const { before, after } = pairs[index] ?? {};
    scale *= (before?.splitFactor ?? 1) / (after?.splitFactor ?? 1);
  }
  return scales;
}
