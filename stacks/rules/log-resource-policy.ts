/** What EventBridge does with a log group: it makes a stream, and writes to it. */
const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
}

/**
 * Whether resource policies of CloudWatch Logs let EventBridge write to a log group. Conditions are
 * taken for met: which ones EventBridge meets is not documented.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 *
 * @param policies documents, as JSON
 */
export function letEventsWrite(policies: readonly string[], groupArn: string): boolean {
  const statements = policies
    .flatMap((policy) => list((JSON.parse(policy) as { Statement?: unknown }).Statement))
    .map((statement) => statement as Statement)
    .filter(({ Principal }) => servicesOf(Principal).includes('events.amazonaws.com'));
  const are = (effect: string, action: string): boolean =>
    statements.some(
      ({ Effect, Action, Resource }) =>
        Effect === effect &&
        list(Action).some((pattern) => covers(String(pattern), action, 'i')) &&
        list(Resource).some((pattern) => covers(String(pattern), `${groupArn}:log-stream:x`)),
    );
  return actions.every((action) => are('Allow', action) && !are('Deny', action));
}

function servicesOf(principal: unknown): unknown[] {
  return typeof principal === 'object' && principal !== null && 'Service' in principal
    ? list(principal.Service)
    : [];
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

/** @param pattern with IAM's `*` and `?` */
function covers(pattern: string, text: string, flags = ''): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, flags).test(text);
}
