import { jobSchema } from '../../stacks/config/job';
import { compact, type Draft, type JobDraft, type TaskDraft, type TriggerDraft } from './draft';
import type { Place } from './notes';

/** Puts together what stands in several files: what starts a task, and the task. */
export function assemble(draft: Draft): JobDraft[] {
  const started = new Set<TaskDraft>();
  const jobs: Named[] = [...draft.jobs];
  for (const trigger of draft.triggers) {
    const task = taskOf(trigger, draft);
    if (task !== undefined) started.add(task);
    else {
      const name = trigger.task === undefined ? '' : ` ${trigger.task}`;
      draft.notes.add(
        'missing',
        trigger.place,
        `jobs.${trigger.job.name}.image: the task${name} that it starts is in none of the files; give its definition as one more (aws ecs describe-task-definition), or write its image`,
      );
    }
    jobs.push({ ...trigger, job: jobOf(trigger, task, draft) });
  }
  for (const task of draft.tasks.filter((each) => !started.has(each))) {
    draft.notes.add(
      'missing',
      task.place,
      `jobs.${task.job.name}.schedule: nothing in the files starts it; give the file with its rule or schedule as one more, or write one`,
    );
    jobs.push(task);
  }
  return withNamesOfTheirOwn(jobs, draft);
}

function taskOf(trigger: TriggerDraft, { tasks, triggers, notes }: Draft): TaskDraft | undefined {
  const named = tasks.find(
    ({ names }) => trigger.task !== undefined && names.includes(trigger.task),
  );
  if (named !== undefined) return named;
  const [only, ...others] = tasks;
  if (only === undefined || others.length > 0 || triggers.length > 1) return undefined;
  notes.add(
    'differs',
    trigger.place,
    `is taken to start ${only.job.name}, the only task in the files, got ${trigger.task ?? 'no name of one'}`,
  );
  return only;
}

function jobOf(trigger: TriggerDraft, task: TaskDraft | undefined, draft: Draft): JobDraft {
  let job: JobDraft = { ...task?.job, ...trigger.job };
  for (const { container, command, environment } of trigger.overrides) {
    if (task === undefined || container === undefined || container === task.container) {
      job = compact({
        ...job,
        command: command ?? job.command,
        environment: { ...job.environment, ...environment },
      });
    } else if (job.sidecars?.some(({ name }) => name === container) === true) {
      job.sidecars = job.sidecars.map((sidecar) =>
        sidecar.name === container
          ? compact({
              ...sidecar,
              command: command ?? sidecar.command,
              environment: { ...sidecar.environment, ...environment },
            })
          : sidecar,
      );
    } else
      draft.notes.add('lost', trigger.place, `the task has no container ${container} to override`);
  }
  return job;
}

interface Named {
  readonly job: JobDraft;
  readonly called: string;
  readonly place: Place;
}

/** Of two jobs that would be called the same, the later gets a number. */
function withNamesOfTheirOwn(jobs: readonly Named[], { notes }: Draft): JobDraft[] {
  const taken = new Set<string>();
  return jobs.map(({ job, called, place }) => {
    let { name } = job;
    for (let number = 2; taken.has(name); number++) name = `${job.name.slice(0, 37)}-${number}`;
    taken.add(name);
    if (name !== called) notes.add('differs', place, `is called ${name} here, got "${called}"`);
    const owned = job.volumes?.some(({ efs, readOnly }) => efs === undefined && readOnly !== true);
    if (owned === true && !/^(root|0)(:|$)/.test(job.user ?? '')) {
      notes.add(
        'differs',
        place,
        `a volume belongs to root here, and ${job.user ?? 'another'} may only read it unless the image declares it (VOLUME)`,
      );
    }
    // It never knew the data bucket.
    const data = job.task === undefined ? { data: false } : {};
    return inOrder({ ...job, name, ...data });
  });
}

/** Fields in the order in which `config.ts` documents them. */
function inOrder(job: JobDraft): JobDraft {
  const known = Object.keys(jobSchema.shape);
  const place = (key: string) => (known.includes(key) ? known.indexOf(key) : known.length);
  const fields = Object.entries(job).sort(([a], [b]) => place(a) - place(b));
  return Object.fromEntries(fields) as unknown as JobDraft;
}
