/** A hundred, and what a price moves from one day to the next. */
const [least, most] = [65, 150];

/** Whether a ratio is that of two units, such as pounds and pence. */
export function isHundred(ratio: number): boolean {
  const times = ratio < 1 ? 1 / ratio : ratio;
  return times > least && times < most;
}
