import type { Config, JobConfig } from '../../stacks/config/config';
import type { Field } from './field';
import type { Notes, Place } from './notes';

/** A job as far as a file says what it is. */
export type JobDraft = Omit<Partial<JobConfig>, 'name'> & { name: string };

export type SidecarDraft = NonNullable<JobConfig['sidecars']>[number];

/** What a job runs, where what starts it stands elsewhere. */
export interface TaskDraft {
  readonly place: Place;
  /** What its file calls it. */
  readonly called: string;
  /** What others may call it. */
  readonly names: readonly string[];
  /** Name of the job's own container. */
  readonly container: string;
  readonly job: JobDraft;
}

/** What starts a task, where the task itself may stand elsewhere. */
export interface TriggerDraft {
  readonly place: Place;
  /** What its file calls it. */
  readonly called: string;
  readonly job: JobDraft;
  /** What it calls the task; undefined where that is not known. */
  readonly task: string | undefined;
  readonly overrides: readonly ContainerOverride[];
}

export interface ContainerOverride {
  /** The job's own container when not set. */
  readonly container: string | undefined;
  readonly command?: string[] | undefined;
  readonly environment?: Record<string, string> | undefined;
}

/** What was found in all files. */
export class Draft {
  readonly jobs: { job: JobDraft; called: string; place: Place }[] = [];
  readonly tasks: TaskDraft[] = [];
  readonly triggers: TriggerDraft[] = [];
  readonly project: Pick<Config, 'region' | 'network' | 'logs'> = {};
  /** Values of jobs by environment and job. */
  readonly environments: Record<string, Record<string, Omit<JobDraft, 'name'>>> = {};
  readonly notes: Notes;

  constructor(notes: Notes) {
    this.notes = notes;
  }

  /** A field that all jobs share; the first to say it wins. */
  setProject<Key extends keyof Draft['project']>(
    key: Key,
    value: Draft['project'][Key],
    place: Place,
  ): void {
    const known = this.project[key];
    if (known === undefined) this.project[key] = value;
    else if (JSON.stringify(known) !== JSON.stringify(value)) {
      this.notes.add(
        'lost',
        place,
        `all jobs share one ${key}, which is ${JSON.stringify(known)} already, got ${JSON.stringify(value)}`,
      );
    }
  }
}

/** A name that a job may have, made of another. */
export function jobName(text: string): string {
  const name = text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return name === '' ? 'job' : name;
}

/** Without what is not set; an empty list of capabilities says something. */
export function compact<T extends object>(value: T): T {
  const set = Object.entries(value).filter(([key, each]) => {
    if (each === undefined) return false;
    if (key === 'dropCapabilities') return true;
    return typeof each !== 'object' || each === null || Object.keys(each as object).length > 0;
  });
  return Object.fromEntries(set) as T;
}

interface Isolation {
  readonly user?: string | undefined;
  readonly readonlyRootFilesystem?: boolean | undefined;
  readonly dropCapabilities?: string[] | undefined;
}

/** Elsewhere a container runs as its image says and may write everywhere; here that has to be written. */
export function isolation(
  { user, readonlyRootFilesystem, dropCapabilities }: Isolation,
  container: Field,
): Isolation {
  if (user === undefined) {
    container.differs(
      'names no user, so that the image says who it is; here it runs as root: write the `user` that the image has, if it has one',
    );
  }
  return {
    user: user ?? 'root',
    readonlyRootFilesystem: readonlyRootFilesystem ?? false,
    dropCapabilities: dropCapabilities ?? [],
  };
}

/** Variables, without those that ECS drops. */
export function environmentFrom(
  entries: Iterable<readonly [string, Field]>,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, field] of entries) {
    const value = field.text();
    if (value === '') field.lost('is empty, and ECS drops a variable without a value');
    else if (value !== undefined) environment[name] = value;
    else if (!field.exists) field.missing('has no value: write it into environment');
  }
  return environment;
}
