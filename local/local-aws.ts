import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port';
import { motoCommand } from './tools/moto';
import { ToolError } from './tools/tool-error';

const startSeconds = 60;
const stopSeconds = 10;
const pollMs = 250;

/** A local AWS that answers. */
export interface LocalAws {
  /** What `AWS_ENDPOINT_URL` has to be. */
  readonly endpoint: string;
  /** Whether it was given by `AWS_ENDPOINT_URL` and is none of our business. */
  readonly foreign: boolean;
}

interface Process {
  readonly pid: number;
  readonly port: number;
}

/**
 * The local AWS of a checkout: the one that `AWS_ENDPOINT_URL` names, the one left running by an
 * earlier command, or a new one. A new one knows nothing, so the `local` environment's Terraform
 * state, which describes the one before it, is dropped.
 *
 * @param directory the checkout; the process is remembered in its `.fargate-cron`
 * @param say is told what is done to have a moto
 * @throws ToolError when there is no moto and none can be installed, or when it does not start
 */
export async function startLocalAws(
  directory: string,
  env = process.env,
  say?: (text: string) => void,
): Promise<LocalAws> {
  const given = env['AWS_ENDPOINT_URL'];
  if (given !== undefined && given !== '') {
    if (!(await answers(given)))
      throw new Error(`AWS_ENDPOINT_URL is ${given}, where nothing answers`);
    return { endpoint: given, foreign: true };
  }
  const running = await runningProcess(directory);
  if (running !== undefined) return { endpoint: endpointOf(running), foreign: false };

  rmSync(join(directory, '.fargate-cron', 'state', 'local'), { recursive: true, force: true });
  const started = await startMoto(directory, say);
  writeFileSync(processFile(directory), JSON.stringify(started));
  return { endpoint: endpointOf(started), foreign: false };
}

/** Stops what `startLocalAws` started, if it runs, and forgets its state. */
export async function stopLocalAws(directory: string): Promise<boolean> {
  const running = await runningProcess(directory);
  if (running !== undefined) {
    process.kill(running.pid, 'SIGTERM');
    // It stops answering a while before it is gone.
    for (let waited = 0; isAlive(running); waited += pollMs) {
      if (waited >= stopSeconds * 1000) throw new Error(`process ${running.pid} does not stop`);
      await sleep(pollMs);
    }
  }
  rmSync(join(directory, '.fargate-cron', 'state', 'local'), { recursive: true, force: true });
  rmSync(processFile(directory), { force: true });
  rmSync(logFile(directory), { force: true });
  return running !== undefined;
}

async function startMoto(directory: string, say?: (text: string) => void): Promise<Process> {
  const command = await motoCommand(directory, { ...(say && { say }) });
  const port = await freePort();
  const [program, ...args] = command(port);
  mkdirSync(join(directory, '.fargate-cron'), { recursive: true });
  const log = openSync(logFile(directory), 'w');
  const child = spawn(program, args, {
    // Without it the policies that AWS itself manages do not exist.
    env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  const end = new AbortController();
  const isRunning = () => !end.signal.aborted;
  for (const event of ['error', 'exit']) {
    child.on(event, () => {
      end.abort();
    });
  }
  for (let waited = 0; isRunning() && waited < startSeconds * 1000; waited += pollMs) {
    await sleep(pollMs);
    // Somebody else may have taken the port, and be a moto, too.
    if (isRunning() && child.pid !== undefined && (await isMoto(endpointOf({ port })))) {
      return { pid: child.pid, port };
    }
  }
  child.kill();
  const said = readFileSync(logFile(directory), 'utf8');
  if (/address already in use|port is already allocated/i.test(said)) {
    throw new ToolError(`the local AWS did not start: port ${port} was taken meanwhile, try again`);
  }
  const last = said.trim().split('\n').at(-1) ?? '';
  throw new ToolError(
    `the local AWS did not start${last === '' ? '' : ` (${last.trim()})`}: see ${logFile(directory)}`,
  );
}

async function runningProcess(directory: string): Promise<Process | undefined> {
  const file = processFile(directory);
  if (!existsSync(file)) return undefined;
  let recorded: Process;
  try {
    recorded = JSON.parse(readFileSync(file, 'utf8')) as Process;
  } catch {
    // Whoever wrote it was stopped over it.
    return undefined;
  }
  return (await isMoto(endpointOf(recorded))) ? recorded : undefined;
}

function processFile(directory: string): string {
  return join(directory, '.fargate-cron', 'local-aws.json');
}

function logFile(directory: string): string {
  return join(directory, '.fargate-cron', 'local-aws.log');
}

function isAlive({ pid }: Process): boolean {
  try {
    // Signal 0 asks and does nothing.
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function endpointOf({ port }: Pick<Process, 'port'>): string {
  return `http://127.0.0.1:${port}`;
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    await fetch(endpoint, { redirect: 'manual' });
    return true;
  } catch {
    return false;
  }
}

/** The port of a moto that is gone may be somebody else's by now. */
async function isMoto(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/moto-api/`)).ok;
  } catch {
    return false;
  }
}
