import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = mkdtempSync(join(tmpdir(), 'fargate-cron-proof-'));
let count = 0;

/** An empty directory for a lake, or one with a copy of another lake in it. */
export function scratchLake(copyOf?: string): string {
  count += 1;
  const lake = join(root, String(count));
  if (copyOf === undefined) return lake;
  cpSync(copyOf, lake, { recursive: true });
  return lake;
}

export function dropScratch(): void {
  rmSync(root, { recursive: true, force: true });
}
