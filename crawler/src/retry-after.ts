/**
 * Reads a `Retry-After` header, which is a number of seconds or a date.
 *
 * @param dateHeader the answer's `Date`: the vendor's clock, which its date is meant for, may differ
 *   from ours
 * @returns milliseconds from now, or `undefined` where the header says nothing of use
 */
export function parseRetryAfter(
  header: string | undefined,
  dateHeader: string | undefined,
  nowMs: number,
): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Number(header) * 1000;
  const untilMs = Date.parse(header);
  if (Number.isNaN(untilMs)) return undefined;
  const theirNowMs = dateHeader === undefined ? Number.NaN : Date.parse(dateHeader);
  return Math.max(0, untilMs - (Number.isNaN(theirNowMs) ? nowMs : theirNowMs));
}
