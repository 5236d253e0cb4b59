import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What one process did, as it prints it. */
export interface Measured {
  readonly resources: number;
  /** Of all threads, from the start of the process. */
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

/**
 * Runs a program that synthesizes into a folder, and prints what it took.
 *
 * @param program is told the folder and how many jobs to make
 */
export function measured(program: (outdir: string, jobs: number) => void): void {
  const outdir = mkdtempSync(join(tmpdir(), 'fargate-cron-scale-'));
  try {
    program(outdir, Number(process.argv[2]));
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const result: Measured = {
      resources: countResources(join(outdir, 'stacks')),
      cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
      peakMiB: maxRSS / 1024,
    };
    console.log(JSON.stringify(result));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function countResources(stacks: string): number {
  const counts = readdirSync(stacks).map((id) => {
    const { resource } = JSON.parse(readFileSync(join(stacks, id, 'cdk.tf.json'), 'utf8')) as {
      resource: Record<string, Record<string, unknown>>;
    };
    return Object.values(resource).flatMap(Object.keys).length;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}
