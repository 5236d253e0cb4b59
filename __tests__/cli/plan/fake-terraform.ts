import {
  chmodSync,
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

const program = `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const stack = basename(process.cwd());
const [verb, ...args] = process.argv.slice(2);
if (verb === 'version') {
  console.log(JSON.stringify({ terraform_version: '1.11.4' }));
  process.exit();
}
const path = join(process.env.FAKE_TERRAFORM, stack + '.json');
const { state, plan, slow } = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
const log = (text) => appendFileSync(join(process.env.FAKE_TERRAFORM, 'log'), text + '\\n');
const write = (file) => writeFileSync(file.replace('-out=', ''), 'a plan file of ' + stack);

// What Terraform prints before it saves ends it if nobody reads that any more.
const end = (text, exitCode) => process.stdout.write('Still here...\\n'.repeat(9000) + text, () => {
  log(stack + ' saved');
  process.exit(exitCode);
});

log(stack + ' ' + verb);
if (verb === 'state') console.log(state === undefined ? '' : JSON.stringify(state));
if (verb === 'show') console.log(JSON.stringify(plan));
if (verb === 'plan') {
  write(args.at(-1));
  process.exitCode = plan === undefined ? 0 : 2;
}
if (verb === slow) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      log(stack + ' ' + signal);
      setTimeout(() => end('Error: execution halted', 1), 1500);
    });
  }
  setTimeout(() => process.exit(9), 120_000);
  log(stack + ' is slow');
} else if (verb === 'apply') {
  setTimeout(() => end('Apply complete! Resources: 0 added, 1 changed, 0 destroyed.', 0), 500);
}
`;

/** A program `terraform` that says what a test wants it to, and keeps what it was asked. */
export class FakeTerraform {
  /** What the command needs to find it. */
  readonly env: NodeJS.ProcessEnv;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'terraform'), program);
    chmodSync(join(folder, 'terraform'), 0o755);
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

  know(stack: string, what: FakeStack): void {
    writeFileSync(join(this.#folder, `${stack}.json`), JSON.stringify(what));
  }

  /** `schedule apply`, and what became of it. */
  log(): string[] {
    const path = join(this.#folder, 'log');
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  }
}
