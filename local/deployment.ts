import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StackName } from '../stacks/settings/outputs';
import { runProgram } from './program';

export const stackIds = ['network', 'image', 'task', 'schedule'] as const;

/** How many resources Terraform added, changed and destroyed in each stack. */
export type Changes = Record<StackName, { added: number; changed: number; destroyed: number }>;

export interface DeploymentOptions {
  /** The checkout. */
  readonly directory: string;
  /** See `localEnvironment`. */
  readonly env: NodeJS.ProcessEnv;
  readonly onLine?: (line: string) => void;
}

/**
 * Deploys the four stacks with `cdktf deploy`.
 *
 * @returns what changed in each stack
 * @throws with the output of cdktf when a stack cannot be deployed
 */
export async function deployStacks(options: DeploymentOptions): Promise<Changes> {
  return changesOf(await cdktf('deploy', options));
}

/** Destroys the four stacks, the last one first. */
export async function destroyStacks(options: DeploymentOptions): Promise<void> {
  await cdktf('destroy', options);
}

/** Number of resources in the state of each stack of the `local` environment. */
export function countResources(directory: string): Record<StackName, number> {
  const counts = [...stackIds, ...furtherStacks(directory)].map((stack) => [
    stack,
    resourcesOf(directory, stack),
  ]);
  return Object.fromEntries(counts) as Record<StackName, number>;
}

/** Schedule stacks beside the first, as far as they have a state. */
function furtherStacks(directory: string): StackName[] {
  const folder = stateFolder(directory);
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files
    .map((file) => /^(schedule-\d+)\.tfstate$/.exec(file)?.[1] as StackName | undefined)
    .filter((stack) => stack !== undefined)
    .sort();
}

/** The outputs of a deployed stack of the `local` environment, by name. */
export function readOutputs(directory: string, stack: StackName): Record<string, unknown> {
  const outputs = Object.entries(readState(directory, stack)?.outputs ?? {});
  return Object.fromEntries(outputs.map(([name, { value }]) => [name, value]));
}

async function cdktf(verb: 'deploy' | 'destroy', options: DeploymentOptions): Promise<string> {
  const { directory, env, onLine } = options;
  const { exitCode, output } = await runProgram(
    join(directory, 'node_modules', '.bin', 'cdktf'),
    // Locking the provider for other platforms asks the public registry.
    [verb, '*', '--auto-approve', '--skip-provider-lock'],
    {
      cwd: directory,
      env: { ...env, CI: 'true', FORCE_COLOR: '0' },
      ...(onLine && { onLine }),
    },
  );
  if (exitCode !== 0) throw new Error(`cdktf ${verb} failed:\n${output}`);
  return output;
}

/** cdktf puts the stack's name before a line only where it differs from the line before. */
function changesOf(output: string): Changes {
  const none = { added: 0, changed: 0, destroyed: 0 };
  const changes: Changes = { network: none, image: none, task: none, schedule: none };
  let stack: StackName | undefined;
  for (const line of output.split('\n')) {
    const [, id] = /^(network|image|task|schedule(?:-\d+)?) /.exec(line) ?? [];
    stack = (id as StackName | undefined) ?? stack;
    const applied = /Resources: (\d+) added, (\d+) changed, (\d+) destroyed/.exec(line);
    if (stack === undefined || applied === null) continue;
    const [added = 0, changed = 0, destroyed = 0] = applied.slice(1).map(Number);
    changes[stack] = { added, changed, destroyed };
  }
  return changes;
}

function resourcesOf(directory: string, stack: StackName): number {
  const resources = readState(directory, stack)?.resources ?? [];
  return resources.filter(({ mode }) => mode === 'managed').length;
}

function stateFolder(directory: string): string {
  return join(directory, '.fargate-cron', 'state', 'local');
}

interface State {
  readonly resources: readonly { readonly mode: string }[];
  readonly outputs: Readonly<Record<string, { readonly value: unknown }>>;
}

function readState(directory: string, stack: StackName): State | undefined {
  const file = join(stateFolder(directory), `${stack}.tfstate`);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  // Terraform leaves an empty one where its first apply breaks off.
  return text === '' ? undefined : (JSON.parse(text) as State);
}
