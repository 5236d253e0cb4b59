/**
 * Reads a `Retry-After` header, which is a number of seconds or a date.
 *
 * @param date the answer's `Date`: the vendor's clock, which its date is meant for, may differ from ours
 * @returns milliseconds from now, or nothing where the header says nothing of use
 */
export function parseRetryAfter(
  header: string | undefined,
  date: string | undefined,
  nowMs: number,
): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Number(header) * 1000;
  const untilMs = /\d{4}/.test(header) ? Date.parse(header) : Number.NaN;
  if (Number.isNaN(untilMs)) return undefined;
  const theirNowMs = date === undefined ? Number.NaN : Date.parse(date);
  return Math.max(0, untilMs - (Number.isNaN(theirNowMs) ? nowMs : theirNowMs));
}
