import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram, type ProgramResult } from '../../local/program';
import type { StackName } from '../../stacks/settings/outputs';

/** Synthesizes a checkout and runs plain Terraform in its stacks, one at a time. */
export class StackRunner {
  readonly #directory: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(directory: string, env: NodeJS.ProcessEnv) {
    this.#directory = directory;
    this.#env = env;
  }

  async synthesize(env: NodeJS.ProcessEnv = {}): Promise<void> {
    const { exitCode, output } = await runProgram(process.execPath, ['cli/load.js', 'main.ts'], {
      cwd: this.#directory,
      env: { ...this.#env, ...env },
    });
    if (exitCode !== 0) throw new Error(output);
  }

  /** The result of Terraform, whatever it is. */
  terraform(stack: StackName, ...args: string[]): Promise<ProgramResult> {
    return runProgram(
      String(this.#env['TERRAFORM_BINARY_NAME']),
      [`-chdir=${join('cdktf.out/stacks', stack)}`, ...args, '-no-color'],
      { cwd: this.#directory, env: this.#env },
    );
  }

  /** @throws with the output of Terraform when it fails */
  async succeed(stack: StackName, ...args: string[]): Promise<string> {
    const { exitCode, output } = await this.terraform(stack, ...args);
    if (exitCode !== 0) throw new Error(`terraform ${args.join(' ')} of ${stack}:\n${output}`);
    return output;
  }

  /** Writes the state of a stack as if it had been applied: its outputs and nothing else. */
  pretendApplied(stack: StackName, outputs: Readonly<Record<string, unknown>>): void {
    const folder = join(this.#directory, '.fargate-cron/state/local');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, `${stack}.tfstate`),
      JSON.stringify({
        version: 4,
        terraform_version: '1.10.0',
        serial: 1,
        lineage: stack,
        resources: [],
        outputs: Object.fromEntries(
          Object.entries(outputs).map(([name, value]) => [name, { value, type: typeOf(value) }]),
        ),
      }),
    );
  }
}

/** Terraform's name of a type. */
function typeOf(value: unknown): unknown {
  if (Array.isArray(value)) return ['list', 'string'];
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'object' ? ['map', 'string'] : 'string';
}
