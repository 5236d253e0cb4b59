import { paint } from '../terminal/terminal';
import type { Undelivered } from './message';
import type { Outcome } from './redeliver';

/** One line about a message, and why it was not delivered in a second. */
export function describeMessage(message: Undelivered): string {
  const { error, retries, sentAt } = message;
  const tried = retries === null ? '' : ` (retries: ${retries})`;
  const since = sentAt === null ? '' : `, in the queue since ${sentAt}`;
  return `${paint('bold', titleOf(message))}${since}\n  ${error || 'no reason is given'}${tried}`;
}

export function describeOutcome(message: Undelivered, { became, detail }: Outcome): string {
  const word = became === 'started-before' ? 'discarded' : became;
  return `${word} ${titleOf(message)}${detail === '' ? '' : `: ${detail}`}`;
}

function titleOf({ id, kind, job, scheduledTime }: Undelivered): string {
  const at = scheduledTime === null ? '' : ` at ${scheduledTime}`;
  switch (kind) {
    case 'run':
      return `${job ?? ''}${at}`;
    case 'watch':
      return `the look for the run of ${job ?? ''}${at}`;
    case 'notification':
      return `the notification of a run that failed${at}`;
    case 'history':
      return `the end of a run, for the history${at}`;
    case 'unknown':
      return `the message ${id}, which is no firing of this project`;
  }
}
