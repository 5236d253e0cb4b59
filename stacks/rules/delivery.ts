import { wholeNumberProblems } from './whole-number';

// Limits of retry policies and flexible windows:
// https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html
// https://docs.aws.amazon.com/scheduler/latest/APIReference/API_FlexibleTimeWindow.html

export function retryProblems(retries: number): string[] {
  return wholeNumberProblems(retries, 0, 185, 'attempts after the first');
}

export function maxAgeProblems(seconds: number): string[] {
  return wholeNumberProblems(seconds, 60, 86_400, 'seconds');
}

export function flexibleWindowProblems(minutes: number): string[] {
  return wholeNumberProblems(minutes, 1, 1440, 'minutes');
}

/** A schedule's first and last moment, RFC 3339 in UTC, in that order. */
export function periodProblems(startDate?: string, endDate?: string): string[] {
  const dates = [startDate, endDate].filter((date) => date !== undefined);
  const unreadable = dates.filter((date) => !isUtcMoment(date));
  if (unreadable.length > 0) {
    return unreadable.map((date) => `must be like 2027-01-31T18:00:00Z, got "${date}"`);
  }
  return startDate !== undefined && endDate !== undefined && startDate >= endDate
    ? [`must come before endDate ${endDate}, got ${startDate}`]
    : [];
}

function isUtcMoment(text: string): boolean {
  // A day that the month does not have would be moved into the next one.
  return (
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    new Date(text).toISOString().startsWith(text.slice(0, -1))
  );
}
