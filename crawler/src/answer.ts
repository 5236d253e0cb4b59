import type { Clock } from './clock';
import { CrawlError, PassingError, SlowDownError } from './errors';
import type { Answer } from './http';
import { parseRetryAfter } from './retry-after';

/**
 * Looks at an answer before anything is parsed, since a status of 200 proves nothing: vendors send
 * challenge pages, maintenance pages and "too many requests" with it.
 *
 * @returns the body's JSON; what it means is for the source to say
 * @throws SlowDownError, PassingError or CrawlError for what is no answer to the question
 */
export function jsonOf(answer: Answer, clock: Clock): unknown {
  const { status, url } = answer;
  const text = answer.text.trimStart();
  const told = `GET ${url}: status ${status}`;
  const retryAfterMs = parseRetryAfter(
    answer.header('retry-after'),
    answer.header('date'),
    clock.now(),
  );

  if (status === 429 || /^(Edge: )?Too Many Requests/i.test(text)) {
    throw new SlowDownError('limited', `${told}, too many requests`, retryAfterMs);
  }
  if (text.includes('Will be right back')) {
    throw new SlowDownError('maintenance', `${told}, maintenance page`, retryAfterMs);
  }
  if (status >= 500 || status === 408 || status === 425) {
    if (retryAfterMs !== undefined) {
      throw new SlowDownError('server_error', `${told}, asked to wait`, retryAfterMs);
    }
    throw new PassingError('server_error', `${told}: ${opening(text)}`);
  }
  if (status >= 300 && status < 400) {
    throw new SlowDownError('challenge', `${told}, sent elsewhere instead of data`, retryAfterMs);
  }
  if (text.startsWith('<')) {
    if (status === 404) throw new CrawlError('rejected', `${told}, a page instead of data`);
    throw new SlowDownError('challenge', `${told}, a page instead of data`, retryAfterMs);
  }
  if (text === '') throw new PassingError('bad_answer', `${told}, an empty body`);
  try {
    return JSON.parse(text);
  } catch {
    throw new PassingError('bad_answer', `${told}, a body that is no JSON: ${opening(text)}`);
  }
}

/** The first words of a body, for a message. */
function opening(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
