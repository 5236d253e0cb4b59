import type { Alarm } from '../deployed/alarms';
import { localMinute } from '../terminal/local-minute';
import { duration } from '../terminal/moment';
import { paint, table } from '../terminal/terminal';
import { wrapped } from '../terminal/wrapped';
import type { ByHand } from './by-hand';
import type { JobRun, Outcome } from './job-run';
import type { JobStatus } from './read-status';

export interface StatusLayout {
  /** Whether all times are in UTC, and not in the zone of each job. */
  readonly utc: boolean;
  /**
   * How many characters fit a line.
   * @default - nothing is wrapped
   */
  readonly width?: number | undefined;
}

const marksALine = 10;
/** What a line of the table has beside the names: its borders, two times, marks, and alarms. */
const besideNames = 16 + 16 + 16 + marksALine + 6;
const leastForNames = 16;

/** A table that fits a terminal, and below it what may be long: reasons, and names of alarms. */
export function describeStatus(jobs: readonly JobStatus[], layout: StatusLayout): string {
  const { utc, width = Infinity } = layout;
  const room = Math.max(leastForNames, width - besideNames);
  const zone = utc ? ' (UTC)' : '';
  const rows = jobs.map((job) => {
    const { name, schedule, after, timeZone, runs, alarms } = job;
    const when = after === null ? [schedule, timeZone] : [`after ${after}`];
    const on = clockOf(job, layout);
    return [
      [name, ...when].map((text) => wrapped(text, room)).join('\n'),
      nextRun(job, on),
      lastRun(runs[0], on),
      marksOf(runs),
      alarmsOf(alarms),
    ];
  });
  return [
    table(['job', `next run${zone}`, `last run${zone}`, 'runs', 'alarms'], rows),
    ...legendOf(jobs),
    ...jobs.flatMap((job) => remarksOf(job, clockOf(job, layout))),
  ].join('\n');
}

const marks: {
  readonly [Each in Outcome]: readonly [colour: 'green' | 'red' | 'yellow' | 'cyan', mark: string];
} = {
  done: ['green', '✓'],
  failed: ['red', '✗'],
  'timed-out': ['red', 't'],
  missed: ['red', 'm'],
  interrupted: ['yellow', '!'],
  stopped: ['yellow', 's'],
  replaced: ['yellow', 'r'],
  skipped: ['yellow', '-'],
  paused: ['yellow', 'p'],
  running: ['cyan', '…'],
  unknown: ['cyan', '?'],
};

/** The oldest first, some on a line. */
function marksOf(runs: readonly JobRun[]): string {
  const lines: string[] = [];
  runs.toReversed().forEach(({ outcome }, index) => {
    const line = Math.floor(index / marksALine);
    lines[line] = (lines[line] ?? '') + paint(...marks[outcome]);
  });
  return lines.join('\n');
}

/** What the marks mean that do not say it themselves. */
function legendOf(jobs: readonly JobStatus[]): string[] {
  const outcomes = new Set(jobs.flatMap(({ runs }) => runs.map(({ outcome }) => outcome)));
  outcomes.delete('done');
  outcomes.delete('failed');
  const meanings = [...outcomes].map((outcome) => `${marks[outcome][1]} ${words(outcome)}`);
  return meanings.length === 0 ? [] : [meanings.join('  ')];
}

function words(outcome: Outcome): string {
  return outcome.replace('-', ' ');
}

/** Gives times as `2026-11-27 18:00`. */
type Clock = (time: string) => string;

function clockOf({ timeZone }: JobStatus, { utc }: StatusLayout): Clock {
  return (time) => localMinute(time, utc ? 'UTC' : timeZone);
}

function nextRun({ state, paused, enabled, next }: JobStatus, on: Clock): string {
  if (state === 'not deployed') return paint('yellow', 'not deployed');
  const time = next === null ? '' : on(next.utc);
  if (paused) return [time, paint('yellow', 'paused')].filter(Boolean).join('\n');
  if (!enabled) return paint('yellow', 'disabled');
  return time || 'never again';
}

function lastRun(run: JobRun | undefined, on: Clock): string {
  if (run === undefined) return 'none yet';
  const { scheduledTime, outcome, durationSeconds, rows } = run;
  return [
    on(scheduledTime),
    words(outcome),
    durationSeconds === null ? '' : duration(durationSeconds),
    rows === null ? '' : `${rows.toLocaleString('en')} rows`,
  ]
    .filter(Boolean)
    .join('\n');
}

function remarksOf({ name, state, runs, alarms }: JobStatus, on: Clock): string[] {
  const [last] = runs;
  const missed = runs.filter(({ outcome }) => outcome === 'missed');
  return [
    ...(state === 'not in config.ts' ? [`${name}: deployed, and not in config.ts any more`] : []),
    ...missed.map(({ scheduledTime }) => paint('red', `${name}: ${on(scheduledTime)} did not run`)),
    ...(last?.byHand ? [`${name}: ${on(last.scheduledTime)} ${startedBy(last.byHand)}`] : []),
    ...(last?.reason
      ? [`${name}: ${on(last.scheduledTime)} ${words(last.outcome)}: ${last.reason}`]
      : []),
    ...alarms.filter(isInAlarm).map((alarm) => paint('red', `${name}: ALARM ${alarm.name}`)),
  ];
}

function startedBy({ name, reason }: ByHand): string {
  return `started by ${name}${reason === null ? '' : `: ${reason}`}`;
}

function alarmsOf(alarms: readonly Alarm[]): string {
  if (alarms.length === 0) return '';
  const inAlarm = alarms.filter(isInAlarm).length;
  return inAlarm === 0 ? paint('green', 'ok') : paint('red', `${inAlarm} of ${alarms.length}`);
}

function isInAlarm({ state }: Alarm): boolean {
  return state === 'ALARM';
}
