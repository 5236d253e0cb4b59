/** A hundred, and what a price moves from one day to the next. */
export const leastHundred = 65;
const most = 150;

/** Whether a ratio is that of two units, such as pounds and pence. */
export function isHundred(ratio: number): boolean {
  const times = ratio < 1 ? 1 / ratio : ratio;
  return times > leastHundred && times < most;
}
