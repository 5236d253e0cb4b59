import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetMetadata } from 'hyparquet';
import { sessions } from './chart';
import type { Loopback } from './loopback';

/** Somebody who fetches symbols and keeps them as Parquet. */
export interface Contender {
  readonly name: string;
  /** What node is given: its own options, and the file. */
  readonly args: readonly string[];
}

export interface Measured {
  /** User and system time of the process, from its start to its end. */
  readonly cpuMs: number;
  readonly peakMiB: number;
  readonly seconds: number;
}

const concurrency = 8;

function environment(loopback: Loopback, symbols: number, rows: number): NodeJS.ProcessEnv {
  return {
    SYMBOLS: Array.from({ length: symbols }, (_, index) => `S${index}`).join(),
    FROM: new Date((sessions(rows)[0] ?? 0) * 1000).toISOString().slice(0, 10),
    CONCURRENCY: String(concurrency),
    SOURCE_BASE_URL: loopback.url,
    REQUESTS_PER_MINUTE: '100000',
    DATA_URI: 's3://prices',
    AWS_ENDPOINT_URL: loopback.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  };
}

/**
 * Lets somebody fetch symbols of so many rows.
 *
 * @param scratch a directory for what it says
 * @param all rows that each is to have in the end; those that are not new are there already
 * @throws where it left less than it was to leave
 */
export async function measure(
  { name, args }: Contender,
  loopback: Loopback,
  scratch: string,
  symbols: number,
  rows: number,
  all = rows,
): Promise<Measured> {
  loopback.reset(rows, all);
  const result = join(scratch, 'result.json');
  const output = join(scratch, 'output.log');
  const log = openSync(output, 'w');
  const started = process.hrtime.bigint();
  const child = spawn(process.execPath, ['--require', join(__dirname, 'measure.js'), ...args], {
    env: { ...environment(loopback, symbols, rows), BENCH_RESULT: result },
    cwd: scratch,
    stdio: ['ignore', log, log],
  });
  const exitCode = await new Promise((resolve) => child.once('exit', resolve));
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  closeSync(log);
  const { histories, sample } = loopback.left();
  const found = sample && Number(parquetMetadata(new Uint8Array(sample).buffer).num_rows);
  if (exitCode !== 0 || histories !== symbols || found !== all) {
    throw new Error(
      `${name} ended with ${String(exitCode)} and left ${histories} of ${symbols} symbols, with ${found} of ${all} rows:\n${readFileSync(output, 'utf8').slice(-3000)}`,
    );
  }
  const measured = JSON.parse(readFileSync(result, 'utf8')) as Pick<Measured, 'cpuMs' | 'peakMiB'>;
  return { ...measured, seconds };
}

/** Milliseconds from the start of a process to the first request that it makes. */
export async function firstRequestMs({ args }: Contender, loopback: Loopback): Promise<number> {
  loopback.reset(1);
  const started = process.hrtime.bigint();
  const child = spawn(process.execPath, args, {
    env: environment(loopback, 1, 1),
    stdio: 'ignore',
  });
  await new Promise((resolve) => child.once('exit', resolve));
  const first = loopback.firstRequestAt();
  if (first === undefined) throw new Error(`${args.join(' ')} made no request`);
  return Number(first - started) / 1e6;
}

/** Milliseconds that node itself takes to start and end. */
export async function bareStartMs(file: string): Promise<number> {
  const started = process.hrtime.bigint();
  const child = spawn(process.execPath, [file], { stdio: 'ignore', env: {} });
  await new Promise((resolve) => child.once('exit', resolve));
  return Number(process.hrtime.bigint() - started) / 1e6;
}
