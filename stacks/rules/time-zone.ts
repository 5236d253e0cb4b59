import { nearest } from './nearest';

// Asked for once: to make the list takes longer than all other checks of a job.
const names = ['UTC', ...Intl.supportedValuesOf('timeZone')];

/**
 * A schedule's time zone is a name of the IANA database, such as `America/New_York`, in its own case.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#time-zones
 */
export function timeZoneProblems(name: string): string[] {
  if (names.includes(name)) return [];
  const spelled = names.find((known) => known.toLowerCase() === name.toLowerCase());
  // Intl also takes offsets such as +02:00 and any case, which Scheduler does not; of an older name
  // that it knows for another (US/Eastern) it does not say the right case.
  if (spelled === undefined && isKnown(name) && name.split('/').every(isNamePart)) return [];
  const suggestion = spelled ?? nearest(name, names);
  const problem = `must be an IANA time zone, got "${name}"`;
  return [suggestion === undefined ? problem : `${problem}; did you mean ${suggestion}?`];
}

function isNamePart(part: string): boolean {
  return /^[A-Z]/.test(part);
}

function isKnown(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
