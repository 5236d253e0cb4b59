import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Settings } from '../../stacks/settings/settings';
import { terraformBinary } from '../deployed/terraform-binary';
import { explainTerraformError } from './explain';
import { askedToEnd, forwardTo, Interrupted } from './interruption';

/** The stack whose Terraform has failed. */
interface Failing {
  readonly id: string;
  readonly settings: Pick<Settings, 'environment'>;
}

export interface TerraformResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TerraformOptions {
  /** The root module. */
  readonly folder: string;
  /**
   * Where the module was initialized.
   * @default - `folder`
   */
  readonly initializedIn?: string;
}

/** Characters of the beginning and of the end of a long line. */
const shownOfLine = 240;

/**
 * Runs Terraform in a root module. A failure is an exit code, not an exception.
 *
 * @throws Interrupted when a signal has asked the command to end
 * @throws Failure when there is no Terraform and none can be installed
 */
export async function terraform(
  args: readonly string[],
  { folder, initializedIn = folder }: TerraformOptions,
): Promise<TerraformResult> {
  const program = await terraformBinary();
  const before = askedToEnd();
  if (before !== undefined) throw new Interrupted(before, `interrupted (${before})`);
  const child = spawn(program, args, {
    cwd: folder,
    env: {
      ...process.env,
      TF_DATA_DIR: join(initializedIn, '.terraform'),
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      CHECKPOINT_DISABLE: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Out of reach of the terminal's Ctrl-C, so that Terraform gets each signal once, from here.
    detached: true,
  });
  forwardTo(child);
  const [stdout, stderr] = [read(child.stdout), read(child.stderr)];
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? 1);
    });
  });
  const result = { exitCode, stdout: await stdout, stderr: await stderr };
  const signal = askedToEnd();
  if (signal !== undefined && exitCode !== 0) {
    throw new Interrupted(signal, `interrupted (${signal})\n\n${shortened(errorOf(result))}`);
  }
  return result;
}

/** What went wrong in a stack: what to do about it where that is known, and Terraform's words. */
export function failureOf({ id, settings }: Failing, result: TerraformResult): string {
  const error = errorOf(result);
  const { environment } = settings;
  const advice = explainTerraformError(error, { id, environment });
  return advice === undefined ? shortened(error) : `${advice}\n\n${shortened(error)}`;
}

/** What went wrong, in Terraform's words and without its frame. */
function errorOf({ stdout, stderr }: TerraformResult): string {
  const text = (stderr.includes('Error: ') ? stderr : `${stderr}\n${stdout}`)
    .split('\n')
    .map((line) => line.replace(/^[│╷╵]\s?/, '').trimEnd())
    .join('\n');
  const first = text.indexOf('Error: ');
  return (first === -1 ? text : text.slice(first)).replaceAll(/\n{3,}/g, '\n\n').trim();
}

/** Terraform quotes the line that is wrong, which may hold a whole task definition or policy. */
function shortened(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const left = line.length - 2 * shownOfLine;
      return left <= shownOfLine
        ? line
        : `${line.slice(0, shownOfLine)} … (${left} characters) … ${line.slice(-shownOfLine)}`;
    })
    .join('\n');
}

async function read(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
