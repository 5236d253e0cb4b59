import type { ContainerOverride, TaskOverride } from '@aws-sdk/client-ecs';
import {
  environmentValueProblems,
  environmentVariableProblems,
} from '../../stacks/rules/environment';
import { isSecretName } from '../../stacks/rules/secret-name';
import { secretKindOf } from '../../stacks/rules/secret-value';
import type { JobSettings } from '../../stacks/settings/settings';
import { wordsOf } from '../convert/words';
import type { AppliedTarget } from '../deployed/trigger';
import { UsageError } from '../usage-error';

/** What one run has in place of what config.ts says. */
export interface Overrides {
  readonly environment: Readonly<Record<string, string>>;
  readonly command?: readonly string[] | undefined;
}

/** All texts are as they were typed. */
interface OverrideOptions {
  /** `KEY=VALUE` */
  readonly variable?: readonly string[];
  readonly command?: string;
}

/**
 * What the command line says of one run.
 *
 * @throws UsageError with everything that is wrong with it
 */
export function parseOverrides({ variable = [], command }: OverrideOptions): Overrides {
  const pairs = variable.map((text) => {
    const [name = '', ...rest] = text.split('=');
    return { text, name, value: rest.length === 0 ? undefined : rest.join('=') };
  });
  const words = command === undefined ? undefined : wordsOf(command);
  const problems = [
    ...pairs.flatMap(({ text, name, value }) =>
      value === undefined
        ? [`--variable: must be KEY=VALUE, got "${text}"`]
        : [...reserved(name), ...environmentValueProblems(value)].map(
            (problem) => `--variable ${name}: ${problem}`,
          ),
    ),
    ...(words?.length === 0 ? [`--command: must have a word, got "${command ?? ''}"`] : []),
  ];
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  const values = pairs.map(({ name, value = '' }) => [name, value] as const);
  return { environment: Object.fromEntries(values), command: words };
}

function reserved(name: string): string[] {
  if (name === 'SCHEDULED_TIME') return ['must not be set: --at says which time the run is for'];
  return name === 'JOB_NAME'
    ? ['must not be set: it says whose run it is']
    : environmentVariableProblems(name);
}

/** What looks like a secret. ECS keeps the overrides of a task in its description, for all to read. */
export function overrideWarnings(
  { environment }: Overrides,
  { notSecrets }: Pick<JobSettings, 'notSecrets'>,
): string[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    if (notSecrets.includes(name)) return [];
    const kind = secretKindOf(value) ?? (isSecretName(name) ? 'a secret' : undefined);
    return kind === undefined
      ? []
      : [
          `--variable ${name} looks like ${kind}: it stands in the description of the task and in its history; use secrets of config.ts`,
        ];
  });
}

/**
 * The target of a trigger, with other variables and another command for one run.
 *
 * @throws UsageError when it is a state machine, whose definition says what its tasks get
 */
export function overriding(
  target: AppliedTarget,
  { task }: Pick<JobSettings, 'task'>,
  { environment, command }: Overrides,
): AppliedTarget {
  const names = Object.keys(environment);
  if (names.length === 0 && command === undefined) return target;
  if (target.ecs === undefined) {
    throw new UsageError(
      `--variable and --command are for jobs whose schedule starts a task: this one starts a state machine, in whose definition they stand; add a job to config.ts that runs the same task (task: '${task}') without timeout, retries, overlap, fanOut, after and jobs after it, enabled: false, and run that`,
    );
  }
  const mine = ({ name }: ContainerOverride): boolean => name === task;
  return {
    ...target,
    input: (scheduledTime) => {
      const overrides = JSON.parse(target.input(scheduledTime)) as TaskOverride;
      const { containerOverrides: all = [] } = overrides;
      const before = all.find(mine);
      const container: ContainerOverride = {
        ...before,
        name: task,
        ...(command !== undefined && { command: [...command] }),
        environment: [
          ...(before?.environment ?? []).filter(({ name = '' }) => !names.includes(name)),
          ...Object.entries(environment).map(([name, value]) => ({ name, value })),
        ],
      };
      return JSON.stringify({
        ...overrides,
        containerOverrides: [...all.filter((other) => !mine(other)), container],
      });
    },
  };
}
