import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isLocked } from '../../stacks/stack/provider-lock';
import type { Stack } from './stacks';
import { failureOf, terraform } from './terraform';

/** Where a stack's state is, as Terraform notes it in a folder that it has initialized. */
interface Backend {
  readonly type: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Initializes a stack's folder.
 *
 * @returns what went wrong, if anything did
 */
export async function initialize(stack: Stack): Promise<string | undefined> {
  const record = join(stack.folder, '.terraform', 'terraform.tfstate');
  const before = existsSync(record) ? readFileSync(record, 'utf8') : undefined;
  let done = false;
  try {
    const failure = (await initFailure(stack)) ?? (await leftBehind(stack, before, record));
    done = failure === undefined;
    return failure;
  } finally {
    // Terraform notes the new place even where it fails after that. With it there, nobody would look at
    // the old one the next time, and Terraform would say of a move that it had succeeded and move nothing.
    if (!done && before !== undefined) writeFileSync(record, before);
  }
}

async function initFailure(stack: Stack): Promise<string | undefined> {
  const locked = isLocked(stack.settings, stack.folder) ? ['-lockfile=readonly'] : [];
  // Where it was is not to be asked for: nothing is ever moved by a plan.
  const args = ['init', '-input=false', '-no-color', '-reconfigure', ...locked];
  const result = await terraform(args, stack);
  return result.exitCode === 0 ? undefined : failureOf(stack, result);
}

/** Says where a state is that should be in another place now. */
async function leftBehind(
  stack: Stack,
  before: string | undefined,
  record: string,
): Promise<string | undefined> {
  if (before === undefined) return undefined;
  const [old, now] = [backendIn(before), backendIn(readFileSync(record, 'utf8'))];
  if (old === undefined || now === undefined || isDeepStrictEqual(old, now)) return undefined;
  if ((await holds(stack.folder)) !== 'nothing' || (await oldHolds(stack, old)) === 'nothing') {
    return undefined;
  }
  return notMoved(stack, old, now);
}

function backendIn(record: string): Backend | undefined {
  return (JSON.parse(record) as { backend?: Backend }).backend;
}

/** What a state has in it, as far as Terraform can tell. */
async function holds(folder: string): Promise<'something' | 'nothing' | 'unknown'> {
  const { exitCode, stdout } = await terraform(['state', 'pull'], { folder });
  if (exitCode !== 0) return 'unknown';
  if (stdout.trim() === '') return 'nothing';
  const { resources = [], outputs = {} } = JSON.parse(stdout) as {
    resources?: unknown[];
    outputs?: object;
  };
  return resources.length + Object.keys(outputs).length > 0 ? 'something' : 'nothing';
}

/** The same of where a state was, which is read by way of a folder of its own. */
async function oldHolds({ folder }: Stack, { type, config }: Backend): ReturnType<typeof holds> {
  // As deep as the stack's, for a path in it is relative.
  const aside = join(folder, '..', '..', 'before', basename(folder));
  const given = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null));
  const where = type === 'cloud' ? { cloud: given } : { backend: { [type]: given } };
  mkdirSync(aside, { recursive: true });
  try {
    writeFileSync(join(aside, 'before.tf.json'), JSON.stringify({ terraform: where }));
    const { exitCode } = await terraform(['init', '-input=false', '-no-color'], { folder: aside });
    return exitCode === 0 ? await holds(aside) : 'unknown';
  } finally {
    rmSync(aside, { recursive: true });
  }
}

function notMoved({ id, settings }: Stack, old: Backend, now: Backend): string {
  const { environment } = settings;
  const change =
    old.type === now.type ? `one ${old.type} place to another` : `${old.type} to ${now.type}`;
  const init = `terraform -chdir=cdktf.out/stacks/${id} init`;
  return `its state has not been moved (from ${change}): where config.ts has it now there is none, and a plan would make everything anew. Run FARGATE_CRON_ENV=${environment} npx cdktf synth and ${init} -migrate-state, or, where nothing is to be moved, ${init} -reconfigure (docs/state.md)`;
}
