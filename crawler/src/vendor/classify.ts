import { VendorError, type Failure } from './vendor-error';
import type { Answer } from './http';
import { parseRetryAfter } from './retry-after';

/** What an answer is when it is no data, in the vendor's own words where it has some. */
export interface Refusal {
  readonly failure: Failure;
  readonly message: string;
}

/**
 * Tells what an answer is before anything is read from it: status 200 proves nothing.
 *
 * @param ofSource what this vendor says in a way of its own
 * @throws VendorError when it is no data
 */
export function classify(
  answer: Answer,
  ofSource: (answer: Answer) => Refusal | undefined,
  nowMs: number,
): void {
  const refusal = ofEveryVendor(answer) ?? ofSource(answer) ?? ofStatus(answer.status);
  if (refusal === undefined) return;
  const retryAfterMs = parseRetryAfter(answer.header('retry-after'), answer.header('date'), nowMs);
  throw new VendorError(refusal.failure, refusal.message, {
    httpStatus: answer.status,
    retryAfterMs,
  });
}

function ofEveryVendor({ status, text }: Answer): Refusal | undefined {
  const start = text.slice(0, 2000).trimStart();
  if (status === 429 || /^(Edge: )?Too Many Requests/i.test(start)) {
    return { failure: 'limited', message: `the vendor answered ${status}, too many requests` };
  }
  if (status === 408 || status >= 500) {
    return { failure: 'server-error', message: `the vendor answered ${status}` };
  }
  if (/will be right back|maintenance/i.test(start) && !start.startsWith('{')) {
    return { failure: 'maintenance', message: 'the vendor is in maintenance' };
  }
  if (start.startsWith('<') && status !== 404) {
    return {
      failure: 'challenge',
      message: `the vendor answered ${status} with a page instead of data`,
    };
  }
  if (start === '') return { failure: 'broken-answer', message: 'the answer is empty' };
  return undefined;
}

function ofStatus(status: number): Refusal | undefined {
  if (status === 401 || status === 403) {
    return { failure: 'auth', message: `the vendor refuses us with ${status}` };
  }
  if (status === 404) return { failure: 'no-data', message: 'the vendor knows no such symbol' };
  if (status >= 300) return { failure: 'rejected', message: `the vendor answered ${status}` };
  return undefined;
}

/** @throws VendorError when it is not whole */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new VendorError('broken-answer', 'the answer is not whole JSON');
  }
}
