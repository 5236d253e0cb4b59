import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { StackName } from '../../stacks/settings/outputs';
import type { Settings } from '../../stacks/settings/settings';
import {
  stateFile,
  stateObject,
  stateOf,
  type StateKind,
  type StateOf,
} from '../../stacks/settings/state-location';
import { synthesizedFor } from '../../stacks/stack/terraform-data';
import { Failure } from '../failure';
import { stateClient } from './state-client';
import { terraformBinary } from './terraform-binary';

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
    const { bucket, key } = stateObject(settings, state, stack);
    const s3 = stateClient(settings, state);
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await Body?.transformToString();
    } catch (error) {
      if (isNamed(error, 'NoSuchBucket')) {
        throw new Failure(
          `there is no state bucket ${bucket}: create it, or name yours in environments.${settings.environment}.state of config.ts`,
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
 * The Terraform state of a stack as text.
 *
 * @param directory the project, whose disk may hold the state
 * @returns nothing where there is none
 */
export async function readState(
  settings: Settings,
  stack: StackName,
  directory: string,
): Promise<string | undefined> {
  const state = stateOf(settings, stack);
  const read = readers[state.backend] as Reader<StateKind>;
  const text = await read(settings, state, stack, directory);
  // Terraform makes the file when it locks it, and leaves it empty where its first apply breaks off:
  // https://github.com/hashicorp/terraform/blob/main/internal/states/statefile/read.go (ErrNoState)
  return text?.trim() === '' ? undefined : text;
}

/** Terraform itself reads the kinds that would each need a client of their own. */
async function pullState(
  { environment }: Settings,
  { backend }: { readonly backend: StateKind },
  stack: StackName,
  directory: string,
): Promise<string | undefined> {
  const chdir = `-chdir=${join('cdktf.out', 'stacks', stack)}`;
  const first = `run FARGATE_CRON_ENV=${environment} npx cdktf synth and terraform ${chdir} init first`;
  const found = synthesizedFor(join(directory, 'cdktf.out'));
  if (found !== environment) {
    throw new Failure(
      `terraform reads the state of the backend ${backend} from cdktf.out, which holds ${found ?? 'no environment'}, not ${environment}: ${first}`,
    );
  }
  const program = await terraformBinary();
  try {
    const { stdout } = await promisify(execFile)(program, [chdir, 'state', 'pull'], {
      cwd: directory,
      env: process.env,
      maxBuffer: Infinity,
    });
    return stdout;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Failure(
      `terraform cannot read the state of the stack ${stack} from the backend ${backend}: ${first}; it says:\n${said.trim()}`,
    );
  }
}

/** S3 names its errors; the errors of the disk have a code. */
function isNamed(error: unknown, name: string): boolean {
  const { name: found, code } = error as { name?: unknown; code?: unknown };
  return found === name || code === name;
}
