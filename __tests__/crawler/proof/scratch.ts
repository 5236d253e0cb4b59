import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = mkdtempSync(join(tmpdir(), 'fargate-cron-proof-'));
let count = 0;

/** An empty folder for data, or one with a copy of another in it. */
export function scratchFolder(copyOf?: string): string {
  count += 1;
  const data = join(root, String(count));
  if (copyOf === undefined) return data;
  cpSync(copyOf, data, { recursive: true });
  return data;
}

export function dropScratch(): void {
  rmSync(root, { recursive: true, force: true });
}
