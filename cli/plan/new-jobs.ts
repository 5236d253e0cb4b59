import type { JobSettings, Settings } from '../../stacks/settings/settings';
import { crawls } from '../../stacks/settings/crawls';
import { estimateCost } from '../cost/estimate-cost';
import type { SynthesizedStacks } from '../deployed/resources';
import { scheduleInWords } from '../runs/schedule-in-words';
import type { ResourceChange } from './changes';
import { code, codeLines, dollars, folded, table } from './markdown';
import { plannedRuns, plannedSchedule } from './planned-schedule';
import { rightsOf, type Right } from './rights';

/** A job that a plan brings, as somebody would ask about it. */
export interface NewJob {
  readonly name: string;
  /** Rows of what and its value, in Markdown. */
  readonly rows: readonly (readonly [string, string])[];
  /** What its own roles may do. */
  readonly rights: readonly Right[];
}

/** As many as are read one after the other; more are folded up. */
const mostOpen = 3;

/** The jobs whose schedules or rules are created, but for those that only move to another stack. */
export function newJobs(
  settings: Settings,
  changes: readonly ResourceChange[],
  stacks: SynthesizedStacks,
  now: Date,
): NewJob[] {
  const isTrigger = ({ type, address }: ResourceChange, job: JobSettings): boolean =>
    (type === 'aws_scheduler_schedule' || type === 'aws_cloudwatch_event_rule') &&
    address.startsWith(`${type}.job-${job.name}_`);
  const found = settings.jobs.flatMap((job) => {
    const triggers = changes.filter((change) => isTrigger(change, job));
    const [trigger] = triggers;
    return trigger !== undefined && triggers.every(({ action }) => action === 'create')
      ? [{ job, trigger }]
      : [];
  });
  if (found.length === 0) return [];
  const { lines } = estimateCost(settings, { from: now }, stacks);
  return found.map(({ job, trigger: { type, after } }) => {
    const usd = lines
      .filter((line) => line.job === job.name)
      .reduce((sum, line) => sum + line.usd, 0);
    const schedule = plannedSchedule(type, after);
    return {
      name: job.name,
      rows: [
        ['schedule', `${scheduleInWords(job.schedule)}, ${job.timeZone} (${code(job.schedule)})`],
        ['next runs', codeLines(plannedRuns(schedule, now))],
        ['image', imageOf(job)],
        ['size', sizeOf(job)],
        ['secrets', secretsOf(job)],
        ['notifications', notificationsOf(job, settings)],
        ['cost', `about ${dollars(usd)} a month`],
      ],
      rights: rightsOf(job.name, settings.prefix, stacks),
    };
  });
}

function imageOf({ name, task, image }: JobSettings): string {
  if (task !== name) return `that of the job ${code(task)}, whose task and roles it has`;
  if (image === undefined) return 'the crawler';
  return typeof image === 'string' ? code(image) : `built from ${code(image.build)}`;
}

function sizeOf({ cpuUnits, memoryMiB, architecture, spot, taskCount }: JobSettings): string {
  const capacity = spot ? ', Fargate Spot' : '';
  const times = taskCount === 1 ? '' : `${taskCount} tasks of `;
  return `${times}${cpuUnits / 1024} vCPU, ${memoryMiB} MiB, ${architecture}${capacity}`;
}

function secretsOf({ secrets, sidecars }: JobSettings): string {
  const all = [secrets, ...sidecars.map((sidecar) => sidecar.secrets)].flatMap(Object.entries);
  return all.length === 0
    ? 'none'
    : all.map(([variable, from]) => `${code(variable)} from ${code(String(from))}`).join('<br>');
}

function notificationsOf(job: JobSettings, { alarms, jobs }: Settings): string {
  if (alarms === undefined) return 'none';
  const { longRunMinutes, staleDays, suspect } = job.alarms;
  const of = [
    'a run that fails',
    ...(alarms.missedRuns !== false && job.enabled ? ['a run that does not happen'] : []),
    ...(longRunMinutes === undefined ? [] : [`a run of more than ${longRunMinutes} minutes`]),
    ...(staleDays === undefined ? [] : [`prices older than ${staleDays} days`]),
    ...(suspect !== false && crawls(job, jobs) ? ['suspect prices'] : []),
  ];
  return `of ${of.join(', ')}`;
}

/** @param withRights whether there is room for what its roles may do */
export function renderNewJobs(jobs: readonly NewJob[], withRights: boolean): string {
  return jobs
    .map(({ name, rows, rights }) => {
      const text = [
        table(['', ''], rows),
        withRights && rights.length > 0 ? rightsTable(rights) : '',
      ]
        .filter(Boolean)
        .join('\n\n');
      const title = `New job ${code(name)}`;
      return jobs.length > mostOpen ? folded(title, text) : `#### ${title}\n\n${text}`;
    })
    .join('\n\n');
}

function rightsTable(rights: readonly Right[]): string {
  return table(
    ['role', '', 'actions', 'on'],
    rights.map(({ role, effect, actions, resources }) => [
      role,
      effect,
      actions.map(code).join('<br>'),
      resources.map(code).join('<br>'),
    ]),
  );
}
