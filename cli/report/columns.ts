import type { JobRun } from '../runs/job-run';
import { localMinute } from '../terminal/local-minute';
import type { JobFacts } from './facts';
import { slotOf, unitOf, type Unit } from './slots';

/** What a wide screen has room for; narrower ones leave the oldest out. */
export const mostColumns = 32;
/** A rhythm shows in a few runs, of which a job of every minute has half a million a year. */
const lookedAt = 200;

export interface Row {
  readonly job: JobFacts;
  /** For each column what was scheduled then, the newest first; nothing for a column without a run. */
  readonly cells: readonly (readonly JobRun[])[];
}

/** A time in the zone of the band, and in UTC. */
type Label = readonly [text: string, inUtc: string];

/** Jobs of one rhythm, below each other by time. */
export interface Band {
  readonly unit: Unit;
  readonly timeZone: string;
  /** When each column was, the oldest first. */
  readonly labels: readonly Label[];
  readonly rows: readonly Row[];
}

/** The jobs by rhythm, the fastest first, and of each band the newest columns that have any run. */
export function bandsOf(jobs: readonly JobFacts[]): Band[] {
  const byUnit = new Map<Unit, JobFacts[]>();
  for (const job of jobs) {
    const times = [
      ...job.runs.slice(0, lookedAt).map(({ scheduledTime }) => scheduledTime),
      ...job.next.map(({ utc }) => utc),
    ];
    const unit = unitOf(times, job.timeZone);
    byUnit.set(unit, [...(byUnit.get(unit) ?? []), job]);
  }
  return [...byUnit]
    .sort(([a], [b]) => a.ms - b.ms)
    .map(([unit, members]) => bandOf(unit, members));
}

function bandOf(unit: Unit, jobs: readonly JobFacts[]): Band {
  const zones = new Set(jobs.map(({ timeZone }) => timeZone));
  const [first = 'UTC'] = zones;
  const timeZone = zones.size === 1 ? first : 'UTC';
  const newest = new Map<number, string>();
  const bySlot = jobs.map((job) => {
    const slots = new Map<number, JobRun[]>();
    for (const run of job.runs) {
      const slot = slotOf(run.scheduledTime, unit, job.timeZone);
      if (!slots.has(slot) && slots.size === mostColumns) break;
      slots.set(slot, [...(slots.get(slot) ?? []), run]);
      const label = newest.get(slot) ?? '';
      if (run.scheduledTime > label) newest.set(slot, run.scheduledTime);
    }
    return { job, slots };
  });
  const columns = [...newest.keys()].sort((a, b) => a - b).slice(-mostColumns);
  return {
    unit,
    timeZone,
    labels: columns.map((slot) => {
      const time = newest.get(slot) ?? '';
      return [labelOf(time, unit, timeZone), labelOf(time, unit, 'UTC')] as const;
    }),
    rows: bySlot.map(({ job, slots }) => ({
      job,
      cells: columns.map((slot) => slots.get(slot) ?? []),
    })),
  };
}

/** `28 Nov`, `28 Nov 14:05`, `Nov 2026` */
function labelOf(time: string, { name, ms }: Unit, timeZone: string): string {
  const [date = '', clock = ''] = localMinute(time, timeZone).split(' ');
  const [year = '', month = '', day = ''] = date.split('-');
  const monthName = months[Number(month) - 1] ?? '';
  if (name === 'month') return `${monthName} ${year}`;
  return `${Number(day)} ${monthName}${ms < 86_400_000 ? ` ${clock}` : ''}`;
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
