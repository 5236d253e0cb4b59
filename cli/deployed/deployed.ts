import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { OutputName, StackId, StackName } from '../../stacks/settings/outputs';
import { scheduleStackIds } from '../../stacks/settings/schedule-stacks';
import type { Settings } from '../../stacks/settings/settings';
import {
  stateFile,
  stateObject,
  stateOf,
  type StateKind,
  type StateOf,
} from '../../stacks/settings/state-location';
import { s3Client } from '../aws/aws-client';
import { Failure } from '../failure';
import { foreignState, type TaggedState } from './foreign-state';
import { checkout } from './project';

type Outputs = Readonly<Record<string, unknown>>;
type Reader<Kind extends StateKind> = (
  settings: Settings,
  state: StateOf<Kind>,
  stack: StackName,
  directory: string,
) => Promise<string | undefined>;

/** How a state is read from each kind of backend; nothing where there is none. */
const readers: { readonly [Kind in StateKind]: Reader<Kind> } = {
  local: async (settings, _, stack, directory) => {
    try {
      return await readFile(join(directory, stateFile(settings, stack)), 'utf8');
    } catch (error) {
      if (isNamed(error, 'ENOENT')) return undefined;
      throw error;
    }
  },
  s3: async (settings, state, stack) => {
    const { bucket, key, region } = stateObject(settings, state, stack);
    const s3 = new S3Client(s3Client({ region }));
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await Body?.transformToString();
    } catch (error) {
      if (isNamed(error, 'NoSuchBucket')) {
        throw new Failure(
          `there is no state bucket ${bucket}: make it, or name yours in environments.${settings.environment}.state of config.ts`,
        );
      }
      if (isNamed(error, 'NoSuchKey')) return undefined;
      throw error;
    } finally {
      s3.destroy();
    }
  },
  cloud: pullState,
  http: pullState,
  gcs: pullState,
  azurerm: pullState,
  pg: pullState,
};

/**
 * The outputs of a deployed stack, read from its state: they are the interface of a stack, and need
 * neither Terraform nor a synthesis. Of several schedule stacks it gives what all of them say by job.
 *
 * @param directory the checkout, whose disk may hold the state
 * @throws Failure when the stack is not deployed in this environment
 */
export async function readOutputs<Stack extends StackId>(
  settings: Settings,
  stack: Stack,
  directory = checkout,
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
  return Object.keys(await readStack(settings, stack, checkout)).length > 0;
}

async function readStack(
  settings: Settings,
  stack: StackName,
  directory: string,
): Promise<Outputs> {
  const state = stateOf(settings, stack);
  const read = readers[state.backend] as Reader<StateKind>;
  const text = await read(settings, state, stack, directory);
  return text === undefined ? {} : outputsOf(text, settings, stack);
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

/** Terraform itself reads the kinds that would each need a client of their own. */
async function pullState(
  { environment }: Settings,
  { backend }: { readonly backend: StateKind },
  stack: StackName,
  directory: string,
): Promise<string | undefined> {
  const chdir = `-chdir=${join('cdktf.out', 'stacks', stack)}`;
  try {
    const { stdout } = await promisify(execFile)('terraform', [chdir, 'state', 'pull'], {
      cwd: directory,
      env: process.env,
      maxBuffer: Infinity,
    });
    return stdout.trim() === '' ? undefined : stdout;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Failure(
      `terraform cannot read the state of the stack ${stack} from the backend ${backend}: run FARGATE_CRON_ENV=${environment} npx cdktf synth and terraform ${chdir} init first; it says:\n${said.trim()}`,
    );
  }
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
    const value = this.#outputs[name];
    return typeof value === 'string' ? value : this.#missing(name);
  }

  list(name: OutputName<Stack>): string[] {
    const value = this.#outputs[name];
    return Array.isArray(value) ? value.map(String) : this.#missing(name);
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

/** S3 names its errors; the errors of the disk have a code. */
function isNamed(error: unknown, name: string): boolean {
  const { name: found, code } = error as { name?: unknown; code?: unknown };
  return found === name || code === name;
}
