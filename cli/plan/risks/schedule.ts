import { isDeepStrictEqual } from 'node:util';
import type { ResourceChange } from '../changes';
import { plannedRuns, plannedSchedule, type PlannedSchedule } from '../planned-schedule';
import { imagesOf } from './image';
import type { Finding, RiskContext } from './risk';

/** A schedule or rule that fires at other times than before, with its next runs then and now. */
export function scheduleRisks(change: ResourceChange, context: RiskContext): Finding[] {
  const { changes, now } = context;
  const before = plannedSchedule(change.type, change.before);
  const after = plannedSchedule(change.type, change.after);
  if (before === undefined || isDeepStrictEqual(before, after)) return [];
  const known = plannedSchedule(change.type, change.drifted);
  const pause = pauseEnded(known, before, after, now);
  if (pause === 'over') return [];
  const leader = after === undefined ? startedBy(change, changes) : undefined;
  if (leader !== undefined) {
    return [
      {
        kind: 'schedule-changed',
        text: `has no schedule of its own any more: it runs after \`${leader}\``,
        rows: [['schedule', nameOf(before), `after ${leader}`]],
      },
    ];
  }
  const successor = after === undefined ? successorOf(change, changes) : undefined;
  const next = after ?? plannedSchedule(change.type, successor?.after);
  return [
    {
      kind: 'schedule-changed',
      text:
        pause ??
        (successor === undefined
          ? textOf(before, after, changes)
          : renamed(change, successor, changes)),
      rows: [
        ['schedule', nameOf(before), nameOf(next)],
        ['next runs', plannedRuns(before, now), plannedRuns(next, now)],
      ],
    },
  ];
}

/**
 * What a plan does to a schedule that somebody paused: in the console, or as `fargate-cron pause` does, which
 * switches it off or sets a date to begin at.
 *
 * @param known as the state has it
 * @returns `over` where the date has passed, and its removal changes nothing
 */
function pauseEnded(
  known: PlannedSchedule | undefined,
  before: PlannedSchedule,
  after: PlannedSchedule | undefined,
  now: Date,
): string | undefined {
  if (known === undefined || after === undefined) return undefined;
  if (known.enabled && !before.enabled) {
    return after.enabled ? 'is paused, and resumed when this is applied' : undefined;
  }
  const { startDate } = before;
  const isSet = startDate !== '' && known.startDate !== startDate && after.startDate !== startDate;
  if (!isSet || !before.expression.startsWith('cron')) return undefined;
  if (new Date(startDate) > now) {
    return `is paused until ${startDate}, and resumed when this is applied`;
  }
  return isDeepStrictEqual({ ...before, startDate: after.startDate }, after) ? 'over' : undefined;
}

function textOf(
  before: PlannedSchedule,
  after: PlannedSchedule | undefined,
  changes: readonly ResourceChange[],
): string {
  if (after === undefined) {
    const others = changes.filter(
      ({ type, action, after: fresh }) =>
        action === 'create' && plannedSchedule(type, fresh) !== undefined,
    );
    return others.length === 0
      ? 'no longer runs'
      : `is destroyed; ${others.map(({ address }) => `\`${address}\``).join(', ')} is created`;
  }
  if (before.enabled !== after.enabled) return after.enabled ? 'is enabled' : 'is disabled';
  return 'runs at other times';
}

/** The job whose state machine starts the job of a schedule that is gone. */
function startedBy(gone: ResourceChange, changes: readonly ResourceChange[]): string | undefined {
  const leader = changes.find(
    ({ type, after }) =>
      type === 'aws_sfn_state_machine' &&
      JSON.stringify(after?.['definition'] ?? '').includes(`"Start ${jobOf(gone) ?? ''}":`),
  );
  return leader && jobOf(leader);
}

/**
 * What fires instead: that of the same job in another stack, or the only new schedule that may, where none is
 * gone beside it.
 */
function successorOf(
  gone: ResourceChange,
  changes: readonly ResourceChange[],
): ResourceChange | undefined {
  const job = jobOf(gone);
  const triggers = changes.filter(
    (change) =>
      jobOf(change) !== undefined && plannedSchedule(change.type, change.after ?? change.before),
  );
  const isAlike = (fresh: ResourceChange, other: ResourceChange): boolean =>
    fresh.action === 'create' &&
    other.action === 'destroy' &&
    isDeepStrictEqual(
      plannedSchedule(fresh.type, fresh.after),
      plannedSchedule(other.type, other.before),
    );
  const moved = triggers.find((fresh) => jobOf(fresh) === job && isAlike(fresh, gone));
  if (job === undefined || moved !== undefined) return moved;
  const isAlone = (one: ResourceChange): boolean =>
    !triggers.some((other) => other !== one && jobOf(other) === jobOf(one));
  const mayFollow = (fresh: ResourceChange, other: ResourceChange): boolean =>
    isAlike(fresh, other) && isAlone(fresh) && isAlone(other) && runAlike(fresh, other, changes);
  const [successor, ...others] = triggers.filter((fresh) => mayFollow(fresh, gone));
  if (successor === undefined || others.length > 0) return undefined;
  const [, ...rivals] = triggers.filter((other) => mayFollow(successor, other));
  return rivals.length === 0 ? successor : undefined;
}

/** Whether the job of a new schedule is not known to run another image than that of one that is gone. */
function runAlike(
  fresh: ResourceChange,
  gone: ResourceChange,
  changes: readonly ResourceChange[],
): boolean {
  const was = imageOf(jobOf(gone), changes, 'before');
  const becomes = imageOf(jobOf(fresh), changes, 'after');
  return was === undefined || becomes === undefined || was === becomes;
}

function renamed(
  gone: ResourceChange,
  successor: ResourceChange,
  changes: readonly ResourceChange[],
): string {
  const [from, to = ''] = [jobOf(gone), jobOf(successor)];
  const address = `\`${successor.address}\``;
  if (from === to) return `goes on as ${address} of \`${successor.stack}\``;
  const isDestroyed = (type: string): boolean =>
    changes.some(
      (change) =>
        change.type === type &&
        change.action === 'destroy' &&
        change.before?.['skip_destroy'] !== true &&
        jobOf(change) === from,
    );
  const lost = [
    ...(isDestroyed('aws_cloudwatch_log_group') ? ['its logs are deleted'] : []),
    ...(isDestroyed('aws_sfn_state_machine')
      ? ['its executions are forgotten, and which scheduled times have had a run']
      : []),
    'its alarms begin anew',
  ];
  return `is renamed to \`${to}\`: ${address} has the same schedule. AWS knows no other name of a job: ${lost.join('; ')}`;
}

/** The job that something belongs to, which its address says: no job's name has an underscore. */
function jobOf({ address }: ResourceChange): string | undefined {
  return /\.(?:job|machine)-([^_]+)_/.exec(address)?.[1];
}

/** The images of a job's task definition, where a plan changes it and knows them. */
function imageOf(
  job: string | undefined,
  changes: readonly ResourceChange[],
  side: 'before' | 'after',
): string | undefined {
  const task = changes.find(
    (change) => change.type === 'aws_ecs_task_definition' && jobOf(change) === job,
  )?.[side];
  const images = task === undefined ? [] : [...imagesOf(task).values()];
  // The repository of an image that is built from a folder is called after the job.
  return images.length === 0 ? undefined : images.join(' ').replaceAll(`-${job ?? ''}`, '');
}

function nameOf(schedule: PlannedSchedule | undefined): string {
  return schedule === undefined ? '' : `${schedule.expression} ${schedule.timeZone}`;
}
