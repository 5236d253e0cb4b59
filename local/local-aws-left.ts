import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rulesPath } from './aws/strict-aws';

export interface Process {
  readonly pid: number;
  readonly port: number;
}

/** Its first process is what everybody asks, see aws/strict-aws.ts; moto stands behind it. */
export interface Processes extends Process {
  readonly moto: Process;
}

/**
 * The local AWS that an earlier command of a checkout left running.
 *
 * @param directory the project's folder
 * @returns nothing where none was started, or it was stopped by `demo --destroy`
 */
export async function localAwsLeft(
  directory: string,
): Promise<{ readonly endpoint: string; readonly answers: boolean } | undefined> {
  const known = readProcesses(directory);
  if (known === undefined) return undefined;
  const endpoint = endpointOf(known);
  const [strict, moto] = await Promise.all([isStrict(endpoint), isMoto(endpointOf(known.moto))]);
  return { endpoint, answers: strict && moto };
}

export function readProcesses(directory: string): Processes | undefined {
  const file = processFile(directory);
  if (!existsSync(file)) return undefined;
  try {
    const known = JSON.parse(readFileSync(file, 'utf8')) as Partial<Processes> & Process;
    return known.moto === undefined ? undefined : { ...known, moto: known.moto };
  } catch {
    // Whoever wrote it was stopped over it.
    return undefined;
  }
}

export function processFile(directory: string): string {
  return join(directory, '.fargate-cron', 'local-aws.json');
}

export function endpointOf({ port }: Pick<Process, 'port'>): string {
  return `http://127.0.0.1:${port}`;
}

/** The port of a moto that is gone may be somebody else's by now. */
export function isMoto(endpoint: string): Promise<boolean> {
  return isFine(`${endpoint}/moto-api/`);
}

export function isStrict(endpoint: string): Promise<boolean> {
  return isFine(`${endpoint}${rulesPath}`);
}

async function isFine(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
