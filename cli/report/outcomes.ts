import type { JobRun, Outcome } from '../runs/job-run';
import { localMinute } from '../terminal/local-minute';
import { duration } from '../terminal/moment';
import { mask } from './mask';

/** How an outcome looks: a colour of the page by its name, and a sign for those who do not see it. */
interface Look {
  readonly words: string;
  readonly colour: 'good' | 'bad' | 'missed' | 'warn' | 'quiet' | 'running' | 'unknown';
  readonly glyph: string;
}

/** From the best to what nothing is known of. */
export const looks: Readonly<Record<Outcome, Look>> = {
  done: { words: 'done', colour: 'good', glyph: '✓' },
  running: { words: 'running', colour: 'running', glyph: '…' },
  failed: { words: 'failed', colour: 'bad', glyph: '×' },
  'timed-out': { words: 'timed out', colour: 'bad', glyph: 'T' },
  missed: { words: 'did not happen', colour: 'missed', glyph: '∅' },
  interrupted: { words: 'interrupted', colour: 'warn', glyph: '!' },
  stopped: { words: 'stopped', colour: 'warn', glyph: '■' },
  replaced: { words: 'replaced', colour: 'warn', glyph: '»' },
  skipped: { words: 'skipped', colour: 'quiet', glyph: '–' },
  paused: { words: 'paused', colour: 'quiet', glyph: '‖' },
  unknown: { words: 'not known', colour: 'unknown', glyph: '?' },
};

export const outcomes = Object.keys(looks) as Outcome[];

/** Whether somebody should look at it. */
export function wentWrong({ outcome }: Pick<JobRun, 'outcome'>): boolean {
  return outcome === 'failed' || outcome === 'timed-out' || outcome === 'missed';
}

/** Whether there was a run: other times were due, and had none, or none that is known of. */
export function happened({ outcome }: Pick<JobRun, 'outcome'>): boolean {
  return outcome !== 'missed' && outcome !== 'paused' && outcome !== 'unknown';
}

/** How many runs ended how, the most frequent first: `118 done, 2 failed`. */
export function countsOf(runs: readonly JobRun[]): string {
  const counts = new Map<Outcome, number>();
  for (const { outcome } of runs) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([outcome, count]) => `${count.toLocaleString('en')} ${looks[outcome].words}`)
    .join(', ');
}

/** `3 min 2 s, exit code 1, 3 attempts`; empty where nothing is known. */
export function describeRun(run: JobRun): string {
  const { durationSeconds, exitCode, attempts, rows, byHand, outcome } = run;
  return [
    durationSeconds === null ? '' : duration(durationSeconds),
    exitCode === null || (exitCode === 0 && outcome === 'done') ? '' : `exit code ${exitCode}`,
    attempts === null || attempts < 2 ? '' : `${attempts} attempts`,
    rows === null ? '' : `${rows.toLocaleString('en')} rows`,
    byHand === null ? '' : `by hand, ${byHand.name}`,
    mask(byHand?.reason ?? ''),
  ]
    .filter(Boolean)
    .join(', ');
}

const longestReason = 240;

/** Why it ended so, without secrets; of a long text the beginning. */
export function reasonOf({ reason }: JobRun, longest = longestReason): string {
  const text = mask(reason ?? '');
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** What a cell says of its run, one thing a line. */
export function sentences(run: JobRun, timeZone: string): string {
  return [
    `${localMinute(run.scheduledTime, timeZone)}, ${looks[run.outcome].words}`,
    describeRun(run),
    reasonOf(run),
  ]
    .filter(Boolean)
    .join('\n');
}
