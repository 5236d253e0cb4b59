import { nearest } from './nearest';

/** A schedule's time zone is a name of the IANA database, such as `America/New_York`. */
export function timeZoneProblems(name: string): string[] {
  const problem = `must be an IANA time zone, got "${name}"`;
  // Intl also takes offsets such as +02:00, which Scheduler does not.
  if (/^[A-Za-z]/.test(name) && isKnown(name)) return [];
  const suggestion = nearest(name, ['UTC', ...Intl.supportedValuesOf('timeZone')]);
  return [suggestion === undefined ? problem : `${problem}; did you mean ${suggestion}?`];
}

function isKnown(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
