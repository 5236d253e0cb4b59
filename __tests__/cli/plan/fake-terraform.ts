import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TerraformPlan } from '../../../cli/plan/changes';

/** What Terraform would know of a stack. */
export interface FakeStack {
  /** Nothing where there is no state. */
  readonly state?: { readonly lineage: string; readonly serial: number };
  /** Nothing where nothing changes. */
  readonly plan?: TerraformPlan;
  /** Runs until a signal ends it, as an apply that makes something big. */
  readonly slow?: 'plan' | 'apply' | 'state';
}

/** A program `terraform` that says what a test wants it to, and keeps what it was asked. */
export class FakeTerraform {
  /** What the command needs to find it. */
  readonly env: NodeJS.ProcessEnv;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    copyFileSync(join(__dirname, 'fake-terraform.sh'), join(folder, 'terraform'));
    this.env = {
      PATH: folder + delimiter + String(process.env['PATH']),
      TERRAFORM_BINARY_NAME: undefined,
      FAKE_TERRAFORM: folder,
    };
  }

  forget(): void {
    for (const name of readdirSync(this.#folder)) {
      if (name !== 'terraform') rmSync(join(this.#folder, name));
    }
  }

  know(stack: string, { state, plan, slow }: FakeStack): void {
    for (const [name, what] of Object.entries({ state, plan, slow })) {
      const text = what === undefined ? '' : JSON.stringify(what);
      writeFileSync(join(this.#folder, `${stack}.${name}`), text);
    }
  }

  /** `schedule apply`, and what became of it. */
  log(): string[] {
    const path = join(this.#folder, 'log');
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  }
}
