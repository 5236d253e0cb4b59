import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { SavedPlan, SavedStack } from '../../../cli/plan/saved-plan';
import { copyCheckout } from '../../e2e/checkout';
import { FakeTerraform } from './fake-terraform';

/** How a call of the command ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of this project, whose plans and applies ask a fake Terraform. */
export class PlanningCheckout {
  readonly folder = copyCheckout();
  readonly #temporary = join(this.folder, 'tmp');
  readonly terraform = new FakeTerraform(join(this.folder, 'programs'));
  /** More of the command's environment. */
  env: NodeJS.ProcessEnv = {};

  constructor() {
    mkdirSync(this.#temporary);
  }

  /** Starts the command in a process group of its own, as a terminal does. */
  start(...args: readonly string[]): ChildProcess {
    return spawn(process.execPath, [join(this.folder, 'cli', 'fargate-cron.js'), ...args], {
      cwd: this.folder,
      env: { ...process.env, ...this.terraform.env, ...this.env, TMPDIR: this.#temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
  }

  async run(...args: readonly string[]): Promise<Ended> {
    return ended(this.start(...args));
  }

  /** Keeps a plan of these stacks in the folder `plan`, as `plan --out plan` would. */
  save(stacks: readonly SavedStack[]): void {
    mkdirSync(join(this.folder, 'plan'));
    const plan: SavedPlan = { project: 'fargate-cron', environment: 'local', stacks };
    writeFileSync(join(this.folder, 'plan', 'plan.json'), JSON.stringify(plan));
  }

  /** The temporary folders with plan files in them. */
  planFolders(): string[] {
    return readdirSync(this.#temporary).filter((name) => name.startsWith('fargate-cron-plan-'));
  }

  forget(): void {
    rmSync(join(this.folder, 'plan'), { recursive: true, force: true });
    this.terraform.forget();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

export async function ended(child: ChildProcess): Promise<Ended> {
  const status = new Promise<number | null>((resolve) => child.on('close', resolve));
  const streams = [child.stdout, child.stderr] as NodeJS.ReadableStream[];
  const [stdout = '', stderr = ''] = await Promise.all(streams.map(text));
  return { status: await status, stdout, stderr };
}
