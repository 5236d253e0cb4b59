import { explainAwsError } from '../aws/aws-errors';
import { Failure } from '../failure';

/** What a check finds: that it is fine, that it is not, or that it cannot tell. */
export interface Finding {
  readonly result: 'ok' | 'failed' | 'unknown';
  /** What was seen and, where it is not fine, what to do. */
  readonly detail: string;
}

/** A finding, and where it belongs. */
export interface Result extends Finding {
  /** Nothing for what is of the whole project. */
  readonly job: string | null;
  readonly check: string;
}

/** What a check says that AWS did not let us make. */
export function cannotTell(error: unknown): Finding {
  const reason = error instanceof Failure ? error.message : explainAwsError(error);
  if (reason === undefined) throw error;
  return { result: 'unknown', detail: reason };
}
