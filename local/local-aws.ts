import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { allRules, type RulesOptions } from './aws/rules';
import type { ServeOptions } from './aws/serve';
import { startStrictAws } from './aws/strict-aws';
import { freePort } from './free-port';
import {
  endpointOf,
  isMoto,
  isStrict,
  processFile,
  readProcesses,
  type Process,
  type Processes,
} from './local-aws-left';
import { findBotocore, motoCommand, type MotoCommand } from './tools/moto';
import { ToolError } from './tools/tool-error';

const startSeconds = 60;
const stopSeconds = 5;
const pollMs = 100;
/** A free port may be somebody else's by the time that a server listens on it. */
const portTries = 3;

class PortTaken extends ToolError {}

/** A local AWS that answers. */
export interface LocalAws {
  /** What `AWS_ENDPOINT_URL` has to be. */
  readonly endpoint: string;
  /** Where it still answers when this command has ended. */
  readonly lasting: string;
  /** Whether `AWS_ENDPOINT_URL` names it, so that somebody else starts and stops it. */
  readonly foreign: boolean;
}

/**
 * The local AWS of a checkout: the one that `AWS_ENDPOINT_URL` names, the one left running by an
 * earlier command, or a new one. A new one knows nothing, so the `local` environment's Terraform
 * state, which describes the one before it, is dropped. Each answers by the rules of a strict AWS.
 *
 * @param directory the project's folder; the processes are remembered in its `.fargate-cron`
 * @param say called with what is done to have a moto
 * @throws ToolError when there is no moto and none can be installed, or when it does not start
 */
export async function startLocalAws(
  directory: string,
  env = process.env,
  say?: (text: string) => void,
): Promise<LocalAws> {
  const given = env['AWS_ENDPOINT_URL'];
  const rules = { seed: seedOf(env), botocore: () => findBotocore(directory, env) };
  if (given !== undefined && given !== '') {
    if (!(await answers(given)))
      throw new Error(`AWS_ENDPOINT_URL is ${given}, where nothing answers`);
    return { endpoint: await strictly(given, rules), lasting: given, foreign: true };
  }
  const endpoint = endpointOf(
    (await runningProcesses(directory, rules)) ?? (await start(directory, rules, say)),
  );
  return { endpoint, lasting: endpoint, foreign: false };
}

/** Stops what `startLocalAws` started, if it runs, and forgets its state. */
export async function stopLocalAws(directory: string): Promise<boolean> {
  const known = readProcesses(directory);
  let ran = false;
  if (known !== undefined) {
    // The port of a process that is gone may be somebody else's by now.
    if (await isStrict(endpointOf(known))) await stop(known);
    if (await isMoto(endpointOf(known.moto))) {
      ran = true;
      await stop(known.moto);
    }
  }
  rmSync(join(directory, '.fargate-cron', 'state', 'local'), { recursive: true, force: true });
  rmSync(processFile(directory), { force: true });
  rmSync(logFile(directory), { force: true });
  return ran;
}

/** With `FARGATE_CRON_LOCAL_SEED` a new local AWS also does what AWS does at times only. */
function seedOf(env: NodeJS.ProcessEnv): number | undefined {
  const given = env['FARGATE_CRON_LOCAL_SEED'];
  if (given === undefined || given === '') return undefined;
  if (!/^\d+$/.test(given)) {
    throw new Error(`FARGATE_CRON_LOCAL_SEED must be a whole number, got "${given}"`);
  }
  return Number(given);
}

/** Another moto gets the rules for as long as this command runs. */
async function strictly(endpoint: string, rules: RulesOptions): Promise<string> {
  if (await isStrict(endpoint)) return endpoint;
  const strict = await startStrictAws({ target: endpoint, rules: allRules(rules) });
  strict.unref();
  return strict.endpoint;
}

async function start(
  directory: string,
  rules: RulesOptions,
  say?: (text: string) => void,
): Promise<Processes> {
  rmSync(join(directory, '.fargate-cron', 'state', 'local'), { recursive: true, force: true });
  const command = await motoCommand(directory, { ...(say && { say }) });
  mkdirSync(join(directory, '.fargate-cron'), { recursive: true });
  for (let tries = 1; ; tries++) {
    try {
      return await startBoth(directory, rules, command);
    } catch (error) {
      if (!(error instanceof PortTaken) || tries === portTries) throw error;
    }
  }
}

async function startBoth(
  directory: string,
  rules: RulesOptions,
  command: MotoCommand,
): Promise<Processes> {
  const port = await freePort();
  const log = openSync(logFile(directory), 'w');
  try {
    const [moto, strict] = await Promise.allSettled([
      startServer(directory, log, command(port), port, isMoto),
      startStrict(directory, log, {
        ...rules,
        directory,
        port: await freePort(),
        target: endpointOf({ port }),
      }),
    ]);
    if (moto.status === 'fulfilled' && strict.status === 'fulfilled') {
      return remember(directory, { ...strict.value, moto: moto.value });
    }
    for (const half of [moto, strict]) if (half.status === 'fulfilled') await stop(half.value);
    throw moto.status === 'rejected' ? moto.reason : (strict as PromiseRejectedResult).reason;
  } finally {
    closeSync(log);
  }
}

async function startStrict(
  directory: string,
  log: number,
  options: ServeOptions,
): Promise<Process> {
  const loader = join(__dirname, '..', 'cli', 'load.js');
  const program = require.resolve('./aws/serve');
  const command = [process.execPath, loader, program, JSON.stringify(options)] as const;
  return await startServer(directory, log, command, options.port, isStrict);
}

/** Starts a process that outlives this one, and waits until it answers. */
async function startServer(
  directory: string,
  log: number,
  [program, ...args]: readonly [program: string, ...args: string[]],
  port: number,
  isThere: (endpoint: string) => Promise<boolean>,
): Promise<Process> {
  const child = spawn(program, args, {
    // Without it the policies that AWS itself manages do not exist in moto.
    env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
    detached: true,
    stdio: ['ignore', log, log],
  });
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
    if (isRunning() && child.pid !== undefined && (await isThere(endpointOf({ port })))) {
      return { pid: child.pid, port };
    }
  }
  child.kill();
  const said = readFileSync(logFile(directory), 'utf8');
  if (/address already in use|port is already allocated/i.test(said)) {
    throw new PortTaken(`the local AWS did not start: port ${port} was taken meanwhile, try again`);
  }
  const last = said.trim().split('\n').at(-1) ?? '';
  throw new ToolError(
    `the local AWS did not start${last === '' ? '' : ` (${last.trim()})`}: see ${logFile(directory)}`,
  );
}

async function stop({ pid }: Process): Promise<void> {
  // moto waits for its threads, and that of an execution may take days. There is nothing to save.
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    // It stops answering a while before it is gone.
    for (let waited = 0; waited < stopSeconds * 1000; waited += pollMs) {
      if (!isAlive(pid)) return;
      await sleep(pollMs);
    }
  }
}

async function runningProcesses(
  directory: string,
  rules: RulesOptions,
): Promise<Processes | undefined> {
  const known = readProcesses(directory);
  if (known === undefined) return undefined;
  const [strict, moto] = [await isStrict(endpointOf(known)), await isMoto(endpointOf(known.moto))];
  if (strict && moto) return known;
  if (moto) {
    // It holds what was deployed.
    const log = openSync(logFile(directory), 'a');
    const target = endpointOf(known.moto);
    const again = await startStrict(directory, log, {
      ...rules,
      directory,
      port: known.port,
      target,
    }).finally(() => {
      closeSync(log);
    });
    return remember(directory, { ...again, moto: known.moto });
  }
  if (strict) await stop(known);
  return undefined;
}

function remember(directory: string, processes: Processes): Processes {
  writeFileSync(processFile(directory), JSON.stringify(processes));
  return processes;
}

function logFile(directory: string): string {
  return join(directory, '.fargate-cron', 'local-aws.log');
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 asks and does nothing.
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    await fetch(endpoint, { redirect: 'manual' });
    return true;
  } catch {
    return false;
  }
}
