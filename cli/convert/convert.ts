import { isAbsolute, relative } from 'node:path';
import type { Config } from '../../stacks/config/config';
import { ConfigError, formatPath } from '../../stacks/config/config-error';
import { loadSettings } from '../../stacks/settings/load-settings';
import { UsageError } from '../usage-error';
import { assemble } from './assemble';
import { convertCloudFormation } from './cloudformation';
import { convertCompose } from './compose';
import { convertCopilot } from './copilot';
import { convertCrontab } from './crontab';
import { Draft, type JobDraft } from './draft';
import { convertEcschedule } from './ecschedule';
import { convertTaskDefinition } from './ecs-task';
import { convertKubernetes } from './kubernetes';
import { Notes, type Note } from './notes';
import { readInput, type Input } from './read-files';

export interface Conversion {
  /** Fields of `config.ts`. */
  readonly project: Draft['project'];
  readonly jobs: readonly JobDraft[];
  /** Values of jobs by environment and job. */
  readonly environments: Draft['environments'];
  readonly notes: readonly Note[];
  /** What the checks of `config.ts` say of it, beside what is missing. */
  readonly problems: readonly string[];
}

export interface ConvertOptions {
  /** Values of variables and parameters by name. */
  readonly values?: ReadonlyMap<string, string>;
  /** Of schedules whose file names none. */
  readonly timeZone?: string | undefined;
  /** The folder of config.ts, from which paths are written. */
  readonly folder: string;
}

/**
 * Makes jobs of what people have.
 *
 * @throws UsageError when a file is not what can be converted
 */
export function convert(
  files: readonly string[],
  { values = new Map(), timeZone, folder }: ConvertOptions,
): Conversion {
  const notes = new Notes();
  const draft = new Draft(notes);
  const inputs = files.flatMap((file) => readInput(shown(file), values, notes));
  convertAll(inputs, draft, folder, timeZone);
  for (const input of inputs) if (input.kind !== 'crontab') input.root.reportUnread();
  const jobs = assemble(draft);
  const { project, environments } = draft;
  const sorted = notes.sorted(files.map(shown));
  // What a note says is missing need not be said again.
  const said = (problem: string) =>
    sorted.some(
      ({ text }) => /^[\w.-]+: /.test(text) && problem.startsWith(text.replace(/: .*/s, ': ')),
    );
  const problems = problemsOf(project, jobs, environments).filter(
    // A variable without a value has its note.
    (problem) => !said(problem) && !problem.includes('${'),
  );
  return { project, jobs, environments, notes: sorted, problems };
}

/** As a reader would name it. */
function shown(file: string): string {
  const way = isAbsolute(file) ? relative(process.cwd(), file) : file;
  return way.startsWith('..') ? file : way;
}

function convertAll(
  inputs: readonly Input[],
  draft: Draft,
  folder: string,
  timeZone: string | undefined,
): void {
  const rootsOf = (kind: Input['kind']) =>
    inputs.flatMap((input) =>
      input.kind !== 'crontab' && input.kind === kind ? [input.root] : [],
    );
  const [params, second] = rootsOf('ecs-params');
  second?.refuse('is a second ecs-params.yml; convert one project at a time');
  const composes = rootsOf('compose');
  composes[1]?.refuse('is a second Compose file; put them together first: docker compose config');
  if (params !== undefined && composes.length === 0) {
    params.refuse('ecs-params.yml says how a Compose file runs; give that file as well');
  }
  for (const root of composes) convertCompose(root, params, folder, draft);
  for (const root of rootsOf('cloudformation')) convertCloudFormation(root, draft);
  for (const root of rootsOf('task-definition')) {
    // What `aws ecs describe-task-definition` prints, or what is in it.
    const definition =
      root.peek('taskDefinition')?.isMap === true ? root.get('taskDefinition') : root;
    root.get('tags');
    draft.tasks.push(convertTaskDefinition(definition, [], draft));
  }
  for (const root of rootsOf('ecschedule')) convertEcschedule(root, draft);
  for (const root of rootsOf('copilot')) convertCopilot(root, folder, draft);
  convertKubernetes(rootsOf('kubernetes'), timeZone, draft);
  for (const input of inputs) {
    if (input.kind === 'crontab') convertCrontab(input.file, input.text, timeZone, draft);
  }
}

/** What synthesis would refuse, for each environment that the files know. */
function problemsOf(
  project: Draft['project'],
  jobs: readonly JobDraft[],
  environments: Draft['environments'],
): string[] {
  if (jobs.length === 0) throw new UsageError('there is no scheduled container in the files');
  const names = ['local', ...Object.keys(environments)];
  const bare = jobs.filter(({ image, task }) => image === undefined && task === undefined);
  const config = {
    project: 'project',
    ...project,
    jobs: jobs.map((job) => ({
      // Without these, nothing else would be looked at; what lacks them is named beside it.
      schedule: 'rate(1 day)',
      ...(bare.includes(job) && { image: 'missing:1' }),
      ...job,
    })),
    environments: Object.fromEntries(
      names.map((name) => [
        name,
        {
          state: { backend: 'local' },
          image: { from: 'prebuilt' },
          jobs: environments[name] ?? {},
        },
      ]),
    ),
  } as unknown as Config;
  const problems = names.flatMap((name) => {
    try {
      loadSettings(config, { FARGATE_CRON_ENV: name });
      return [];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return error.problems.map(({ path, text }) => `${pathOf(path, jobs)}: ${text}`);
    }
  });
  const withoutImage = bare.map(({ name }) => `jobs.${name}.image: is said by none of the files`);
  return [...new Set([...withoutImage, ...problems])];
}

/** By the names of jobs, as the notes write it. */
function pathOf(path: readonly PropertyKey[], jobs: readonly JobDraft[]): string {
  const [first, index, ...rest] = path;
  const job = first === 'jobs' && typeof index === 'number' ? jobs[index]?.name : undefined;
  if (job === undefined) return formatPath(path);
  return [`jobs.${job}`, ...(rest.length === 0 ? [] : [formatPath(rest)])].join('.');
}
