import { nearest } from './nearest';
import { timeZoneNames } from './time-zone-names';

const known = new Set(timeZoneNames);

/** What people call a zone by, which is no name of it: several zones share most of these. */
const abbreviations: Readonly<Record<string, string>> = {
  ACST: 'Australia/Adelaide',
  ADT: 'America/Halifax',
  AEDT: 'Australia/Sydney',
  AEST: 'Australia/Sydney',
  AET: 'Australia/Sydney',
  AKST: 'America/Anchorage',
  AST: 'America/Halifax',
  AWST: 'Australia/Perth',
  BRT: 'America/Sao_Paulo',
  BST: 'Europe/London',
  CAT: 'Africa/Maputo',
  CDT: 'America/Chicago',
  CEST: 'Europe/Berlin',
  CST: 'America/Chicago',
  CT: 'America/Chicago',
  CTT: 'Asia/Shanghai',
  EAT: 'Africa/Nairobi',
  ECT: 'Europe/Paris',
  EDT: 'America/New_York',
  EEST: 'Europe/Athens',
  ET: 'America/New_York',
  HKT: 'Asia/Hong_Kong',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  KST: 'Asia/Seoul',
  MDT: 'America/Denver',
  MSK: 'Europe/Moscow',
  MT: 'America/Denver',
  NST: 'America/St_Johns',
  NZDT: 'Pacific/Auckland',
  NZST: 'Pacific/Auckland',
  PDT: 'America/Los_Angeles',
  PST: 'America/Los_Angeles',
  PT: 'America/Los_Angeles',
  SAST: 'Africa/Johannesburg',
  SGT: 'Asia/Singapore',
  WAT: 'Africa/Lagos',
  WEST: 'Europe/Lisbon',
};

/** What is meant by these in winter is another zone in summer, and these stay as they are. */
const withoutSummer: Readonly<Record<string, string>> = {
  EST: 'America/New_York',
  MST: 'America/Denver',
};

/**
 * A schedule's time zone is a name of the IANA database, such as `America/New_York`, in its own case.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#time-zones
 *
 * @param isKnownHere whether this Node can calculate with a zone, for which it has its own data
 */
export function timeZoneProblems(name: string, isKnownHere = isKnownToNode): string[] {
  if (!known.has(name)) {
    const suggestion = suggestionFor(name);
    const problem = `must be an IANA time zone, got "${name}"`;
    return [suggestion === undefined ? problem : `${problem}; did you mean ${suggestion}?`];
  }
  return isKnownHere(name)
    ? []
    : [
        `must be a time zone that this Node knows, whose list is that of ${process.versions['tz'] ?? 'another release'}, got "${name}"; update Node`,
      ];
}

/** What is likely not meant by a time zone that is right. */
export function timeZoneWarnings(name: string): string[] {
  const meant = withoutSummer[name];
  return meant === undefined
    ? []
    : [`has no daylight saving time, got "${name}"; write ${meant} where it should have`];
}

function suggestionFor(name: string): string | undefined {
  const wanted = name.toLowerCase();
  return (
    timeZoneNames.find((zone) => zone.toLowerCase() === wanted) ??
    abbreviations[name.toUpperCase()] ??
    // A city alone, as in the console's list.
    timeZoneNames.find((zone) => zone.toLowerCase().endsWith(`/${wanted.replaceAll(' ', '_')}`)) ??
    nearest(
      name,
      timeZoneNames.filter((zone) => zone.includes('/')),
    )
  );
}

const knownToNode = new Map<string, boolean>();

function isKnownToNode(name: string): boolean {
  const found = knownToNode.get(name) ?? canCalculate(name);
  knownToNode.set(name, found);
  return found;
}

function canCalculate(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
