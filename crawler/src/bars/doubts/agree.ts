import type { Bar } from '../bar';
import type { Splits } from './doubt';
import { doubtsOf } from './doubts';

/** Whether two answers say the same of the days that both are about: neither makes the other suspect. */
export function agree(a: readonly Bar[], b: readonly Bar[], splits: Splits): boolean {
  const from = Math.max(a[0]?.day ?? Infinity, b[0]?.day ?? Infinity);
  const to = Math.min(a.at(-1)?.day ?? -Infinity, b.at(-1)?.day ?? -Infinity);
  const within = (bars: readonly Bar[]) => bars.filter(({ day }) => day >= from && day <= to);
  const [x, y] = [within(a), within(b)];
  if (x.length === 0 || y.length === 0) return false;
  return doubtsOf(x, y, splits).length === 0 && doubtsOf(y, x, splits).length === 0;
}
