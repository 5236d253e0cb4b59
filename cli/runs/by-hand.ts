import type { Task } from '@aws-sdk/client-ecs';
import { tagProblems } from '../../stacks/rules/tags';
import { UsageError } from '../usage-error';

/** Who started or stopped a run by hand, and why. */
export interface ByHand {
  /** Of the user, or of the session of the role. */
  readonly name: string;
  readonly reason: string | null;
}

// A tag of RunTask and `startedBy` stand in CloudTrail, which an execution's input does not.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/logging-using-cloudtrail.html
const reasonTag = 'fargate-cron:reason';
const starter = 'fargate-cron/';

/** What `--reason` says, if it can be kept of any job: a tag has the narrowest limits. */
export function parseReason(text: string | undefined): string | null {
  if (text === undefined) return null;
  const problems = text.trim() === '' ? ['must say why, got nothing'] : tagProblems('reason', text);
  if (problems.length > 0) throw new UsageError(`--reason: ${problems.join('; ')}`);
  return text;
}

/**
 * What a task keeps of it. `startedBy` has at most 128 letters, digits, `-`, `/` and `_`, and a name at
 * most 64 characters.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
export function markTask({ name, reason }: ByHand) {
  return {
    startedBy: `${starter}${name.replaceAll(/[^\w-]/g, '_')}`,
    ...(reason !== null && { tags: [{ key: reasonTag, value: reason }] }),
  };
}

/** @param task with its tags */
export function taskByHand({ startedBy = '', tags = [] }: Task): ByHand | null {
  if (!startedBy.startsWith(starter)) return null;
  const reason = tags.find(({ key }) => key === reasonTag)?.value ?? null;
  return { name: startedBy.slice(starter.length), reason };
}

/** The input of an execution, with what it keeps of it. */
export function markInput(input: string, { name, reason }: ByHand): string {
  const values = JSON.parse(input) as object;
  return JSON.stringify({ ...values, startedBy: name, ...(reason !== null && { reason }) });
}

export function inputByHand(input: string): ByHand | null {
  const { startedBy, reason } = (JSON.parse(input) ?? {}) as {
    startedBy?: unknown;
    reason?: unknown;
  };
  return typeof startedBy === 'string'
    ? { name: startedBy, reason: typeof reason === 'string' ? reason : null }
    : null;
}

/** What ECS and Step Functions keep of a run that somebody stopped: why a task was, the cause of an execution. */
export function stoppedText({ name, reason }: ByHand): string {
  return `stopped by ${name}${reason === null ? '' : `: ${reason}`}`;
}

/** @param text that ECS or Step Functions gives as the reason of an end */
export function stoppedByHand(text: string): ByHand | null {
  // No name of a user or of a session has a colon or a space.
  const [, name, reason = null] = /^stopped by ([^\s:]+)(?:: (.+))?$/s.exec(text) ?? [];
  return name === undefined ? null : { name, reason };
}
