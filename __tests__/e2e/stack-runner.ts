import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram, type ProgramResult } from '../../local/program';
import { dnsSuffixOf } from '../../stacks/rules/partition';
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

  /** @returns what Terraform says of the apply, after an init */
  async apply(stack: StackName): Promise<string> {
    await this.succeed(stack, 'init', '-input=false');
    return this.succeed(stack, 'apply', '-input=false', '-auto-approve');
  }

  /** Synthesizes all four stacks, and makes them with fewer starts of everything than cdktf takes. */
  async deploy(): Promise<void> {
    await this.synthesize();
    await Promise.all([this.apply('network'), this.apply('image')]);
    await this.apply('task');
    await this.apply('schedule');
  }

  /**
   * A network as its stack would leave it.
   *
   * @param subnets where tasks are to be started; others are names alone
   */
  pretendNetwork(subnets: readonly string[] = ['subnet-1', 'subnet-2']): void {
    this.#pretendApplied('network', {
      vpc_id: 'vpc-1',
      subnet_ids: subnets,
      security_group_id: 'sg-1',
      security_group_ids: ['sg-1', 'sg-2'],
      assign_public_ip: true,
    });
  }

  /** An image of the crawler in ECR. */
  pretendImage(region = 'us-east-1'): void {
    const host = `123456789012.dkr.ecr.${region}.${dnsSuffixOf(region)}`;
    const repository = `${host}/fargate-cron-local-crawler`;
    this.#pretendApplied('image', { repository_url: repository, image_uri: `${repository}:v1` });
  }

  /**
   * A cluster and the tasks of some jobs.
   *
   * @param families the beginning of the names of their task definitions
   */
  pretendTask(jobs: readonly string[], families = ''): void {
    const ofJobs = (prefix: string, ending = '') =>
      Object.fromEntries(jobs.map((job) => [job, `${prefix}${job}${ending}`]));
    this.#pretendApplied('task', {
      cluster_arn: 'arn:aws:ecs:us-east-1:123456789012:cluster/real',
      cluster_name: 'real',
      data_bucket: 'real-data',
      log_group_names: ofJobs('/real/'),
      task_definition_arns: ofJobs(
        `arn:aws:ecs:us-east-1:123456789012:task-definition/${families}`,
        ':1',
      ),
      task_role_arns: ofJobs('arn:aws:iam::123456789012:role/'),
      execution_role_arns: ofJobs('arn:aws:iam::123456789012:role/'),
    });
  }

  /** Writes the state of a stack as if it had been applied: its outputs and nothing else. */
  #pretendApplied(stack: StackName, outputs: Readonly<Record<string, unknown>>): void {
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
