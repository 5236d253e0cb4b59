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

/**
 * The jobs whose schedule, rule and state machine are all created, of which a job that runs after another has
 * the state machine alone. What only moves to another stack, or begins to run after another, is not new.
 */
export function newJobs(
  settings: Settings,
  changes: readonly ResourceChange[],
  stacks: SynthesizedStacks,
  now: Date,
): NewJob[] {
  const isPart = ({ type, address }: ResourceChange, { name }: JobSettings): boolean =>
    isTrigger(type)
      ? address.startsWith(`${type}.job-${name}_`)
      : address.startsWith(`aws_sfn_state_machine.machine-${name}_`);
  const found = settings.jobs.flatMap((job) => {
    const parts = changes.filter((change) => isPart(change, job));
    const trigger = parts.find(({ type }) => isTrigger(type));
    const isWhole = job.after === undefined ? trigger !== undefined : parts.length > 0;
    return isWhole && parts.every(({ action }) => action === 'create') ? [{ job, trigger }] : [];
  });
  if (found.length === 0) return [];
  const { lines } = estimateCost(settings, { from: now }, stacks);
  return found.map(({ job, trigger }) => {
    const usd = lines
      .filter((line) => line.job === job.name)
      .reduce((sum, line) => sum + line.usd, 0);
    const schedule = trigger && plannedSchedule(trigger.type, trigger.after);
    return {
      name: job.name,
      rows: [
        ...(job.after === undefined
          ? ([
              [
                'schedule',
                `${scheduleInWords(job.schedule)}, ${job.timeZone} (${code(job.schedule)})`,
              ],
              ['next runs', codeLines(plannedRuns(schedule, now))],
            ] as const)
          : [['schedule', `after each run of ${code(job.after)} that is done`] as const]),
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

function isTrigger(type: string): boolean {
  return type === 'aws_scheduler_schedule' || type === 'aws_cloudwatch_event_rule';
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
    ...(alarms.missedRuns !== false && job.enabled && job.after === undefined
      ? ['a run that does not happen']
      : []),
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
