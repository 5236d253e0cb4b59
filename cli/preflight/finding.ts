import { explainAwsError } from '../aws/aws-errors';
import { Failure } from '../failure';

/** The result of a check; `unknown` where AWS did not let it look. */
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

/** The finding of a check that AWS did not allow or answer. */
export function unknownFor(error: unknown): Finding {
  const reason = error instanceof Failure ? error.message : explainAwsError(error);
  if (reason === undefined) throw error;
  return { result: 'unknown', detail: reason };
}
