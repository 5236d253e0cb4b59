import { consoleOf } from '../../stacks/rules/partition';

/** Where a job's tasks log to: a task's stream is `<stream>/<id>`. */
export interface JobLog {
  readonly group: string;
  readonly stream: string;
}

/**
 * The page of CloudWatch that all streams of a job are below, to which `/<id>` is added; nothing where the
 * console is not public. The console wants names encoded twice, with `$` in place of `%`, as the links of
 * notifications do.
 */
export function logLink(region: string, { group, stream }: JobLog): string | undefined {
  const console = consoleOf(region);
  if (console === undefined) return undefined;
  const place = `#logsV2:log-groups/log-group/${twice(group)}/log-events/${twice(stream)}`;
  return `${console}/cloudwatch/home?region=${region}${place}`;
}

export const encodedSlash = twice('/');

/** The page of an execution in the console of Step Functions. */
export function executionLink(region: string, arn: string): string | undefined {
  const console = consoleOf(region);
  return console === undefined
    ? undefined
    : `${console}/states/home?region=${region}#/v2/executions/details/${arn}`;
}

function twice(text: string): string {
  return encodeURIComponent(encodeURIComponent(text)).replaceAll('%', '$');
}
