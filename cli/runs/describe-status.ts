import type { Alarm } from '../deployed/alarms';
import { duration } from '../terminal/moment';
import { paint, table } from '../terminal/terminal';
import type { ByHand } from './by-hand';
import type { JobStatus } from './read-status';
import type { RunStatus } from './run-status';

/** A table that fits a terminal, and below it what may be long: reasons, and names of alarms. */
export function describeStatus(jobs: readonly JobStatus[]): string {
  const rows = jobs.map(({ name, schedule, timeZone, enabled, next, runs, alarms }) => [
    name,
    `${schedule}\n${timeZone}`,
    enabled ? (next === null ? 'never again' : minute(next.local)) : paint('yellow', 'disabled'),
    lastRun(runs[0]),
    took(runs[0]),
    runs[0]?.rows?.toLocaleString('en') ?? '',
    runs
      .map(({ outcome }) => marks[outcome]())
      .reverse()
      .join(''),
    alarmsOf(alarms),
  ]);
  const head = ['job', 'schedule', 'next run', 'last run (UTC)', 'took', 'rows', 'runs', 'alarms'];
  return [table(head, rows, { right: [5] }), ...jobs.flatMap(remarksOf)].join('\n');
}

const marks: { readonly [Outcome in RunStatus['outcome']]: () => string } = {
  done: () => paint('green', '✓'),
  failed: () => paint('red', '✗'),
  interrupted: () => paint('yellow', '!'),
  running: () => paint('cyan', '…'),
  skipped: () => paint('yellow', '-'),
};

function lastRun(run: RunStatus | undefined): string {
  return run === undefined ? 'none yet' : `${minute(run.scheduledTime)}\n${run.outcome}`;
}

function remarksOf({ name, missing, runs: [last], alarms }: JobStatus): string[] {
  return [
    ...(missing === null ? [] : [paint('red', `${name}: ${missing} did not run`)]),
    ...(last?.byHand ? [`${name}: ${last.scheduledTime} ${startedBy(last.byHand)}`] : []),
    ...(last?.reason ? [`${name}: ${last.scheduledTime} ${last.outcome}: ${last.reason}`] : []),
    ...alarms.filter(isInAlarm).map((alarm) => paint('red', `${name}: ALARM ${alarm.name}`)),
  ];
}

function startedBy({ name, reason }: ByHand): string {
  return `started by ${name}${reason === null ? '' : `: ${reason}`}`;
}

/** `2026-11-27 18:00` */
function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

function took(run: RunStatus | undefined): string {
  return typeof run?.durationSeconds === 'number' ? duration(run.durationSeconds) : '';
}

function alarmsOf(alarms: readonly Alarm[]): string {
  if (alarms.length === 0) return '';
  const inAlarm = alarms.filter(isInAlarm).length;
  return inAlarm === 0 ? paint('green', 'ok') : paint('red', `${inAlarm} of ${alarms.length}`);
}

function isInAlarm({ state }: Alarm): boolean {
  return state === 'ALARM';
}
