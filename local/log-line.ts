/** Numbers of pino's levels that are worth a word. */
const levels: Readonly<Record<string, string>> = { 40: 'warning', 50: 'error', 60: 'fatal' };

/**
 * A line of a job's log for people: the message of a JSON line first, behind it the other fields. A
 * line that is not JSON, or has no message, stays as it is.
 *
 * @returns nothing for metrics, which CloudWatch reads from the log
 */
export function readableLine(line: string): string | undefined {
  const fields = fieldsOf(line);
  if (fields === undefined) return line;
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
  if ('_aws' in fields) return undefined;
  const { msg, level, time, ...others } = fields;
  if (typeof msg !== 'string') return line;
  const [, clock] = /T(\d\d:\d\d:\d\d)/.exec(String(time)) ?? [];
  return [
    clock,
    levels[String(level)],
    msg,
    ...Object.entries(others)
      // It stands above.
      .filter(([name]) => name !== 'job')
      .map(([name, value]) => `${name}=${textOf(value)}`),
  ]
    .filter((part) => part !== undefined)
    .join(' ');
}

function fieldsOf(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
