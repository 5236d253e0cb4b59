import type { OutputName, StackId, StackName } from '../../stacks/settings/outputs';
import { scheduleStackIds } from '../../stacks/settings/schedule-stacks';
import type { Settings } from '../../stacks/settings/settings';
import { Failure } from '../failure';
import { foreignState, type TaggedState } from './foreign-state';
import { readState } from './read-state';

type Outputs = Readonly<Record<string, unknown>>;

/**
 * The outputs of a deployed stack, read from its state: they are the interface of a stack, and need
 * neither Terraform nor a synthesis. Of several schedule stacks it gives what all of them say by job.
 *
 * @param directory the project, whose disk may hold the state
 * @throws Failure when the stack is not deployed in this environment
 */
export async function readOutputs<Stack extends StackId>(
  settings: Settings,
  stack: Stack,
  directory = settings.folder,
): Promise<DeployedOutputs<Stack>> {
  const parts: readonly StackName[] = stack === 'schedule' ? scheduleStackIds(settings) : [stack];
  const found = await Promise.all(parts.map((part) => readStack(settings, part, directory)));
  // The first has what all share; one that is not there yet has no job yet.
  if (Object.keys(found[0] ?? {}).length === 0) {
    throw new Failure(
      `the stack ${stack} is not deployed in the environment ${settings.environment}: run FARGATE_CRON_ENV=${settings.environment} npx cdktf deploy '*', or choose another FARGATE_CRON_ENV`,
    );
  }
  return new DeployedOutputs(stack, merged(found));
}

/** Whether there is a state of a stack that holds something. */
export async function isDeployed(settings: Settings, stack: StackName): Promise<boolean> {
  return Object.keys(await readStack(settings, stack, settings.folder)).length > 0;
}

/** Typed access to the outputs of a deployed stack. */
export class DeployedOutputs<Stack extends StackId> {
  readonly #stack: Stack;
  readonly #outputs: Readonly<Record<string, unknown>>;

  constructor(stack: Stack, outputs: Readonly<Record<string, unknown>>) {
    this.#stack = stack;
    this.#outputs = outputs;
  }

  string(name: OutputName<Stack>): string {
    return this.optional(name) ?? this.#missing(name);
  }

  /** Nothing where the stack was deployed before it had this output. */
  optional(name: OutputName<Stack>): string | undefined {
    const value = this.#outputs[name];
    return typeof value === 'string' ? value : undefined;
  }

  list(name: OutputName<Stack>): string[] {
    const value = this.#outputs[name];
    return Array.isArray(value) ? value.map(String) : this.#missing(name);
  }

  /** The entries of a map by job. */
  all(name: OutputName<Stack>): ReadonlyMap<string, string> {
    const value = this.#outputs[name];
    return new Map(
      isMap(value) ? Object.entries(value).map(([job, entry]) => [job, String(entry)]) : [],
    );
  }

  /** The entry of a map by job. */
  of(name: OutputName<Stack>, job: string): string {
    const value = this.#outputs[name];
    const entry: unknown =
      typeof value === 'object' && value !== null ? Reflect.get(value, job) : undefined;
    return typeof entry === 'string' ? entry : this.#missing(`${name}["${job}"]`);
  }

  #missing(name: string): never {
    throw new Failure(
      `the state of the stack ${this.#stack} has no ${name}: it is older than config.ts, deploy it again (npx cdktf deploy '*')`,
    );
  }
}

async function readStack(
  settings: Settings,
  stack: StackName,
  directory: string,
): Promise<Outputs> {
  const text = await readState(settings, stack, directory);
  return text === undefined ? {} : outputsOf(text, settings, stack);
}

function outputsOf(text: string, settings: Settings, stack: StackName): Outputs {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    throw new Failure(
      `the state of the stack ${stack} in the environment ${settings.environment} is not JSON: restore it from an earlier version`,
    );
  }
  const foreign = foreignState(settings, stack, state as TaggedState);
  if (foreign !== undefined) throw new Failure(foreign);
  const { outputs = {} } = state as { outputs?: Record<string, { value?: unknown }> };
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}

/** Maps by job are put together; everything else is the same in all parts. */
function merged(parts: readonly Outputs[]): Outputs {
  return parts.reduce((all, part) => ({
    ...part,
    ...Object.fromEntries(
      Object.entries(all).map(([name, value]) => [
        name,
        isMap(value) && isMap(part[name]) ? { ...value, ...part[name] } : value,
      ]),
    ),
  }));
}

function isMap(value: unknown): value is Outputs {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
