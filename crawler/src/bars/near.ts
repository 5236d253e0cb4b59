/** More than the noise of single floats, less than the smallest dividend. */
const tolerance = 2e-6;

/** Whether two values are one; where one is unknown, nothing says that they are not. */
export function near(a: number | null, b: number | null, within = tolerance): boolean {
  if (a === null || b === null) return true;
  return Math.abs(a - b) <= within * Math.max(Math.abs(a), Math.abs(b));
}
