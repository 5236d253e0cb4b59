import { Testing, type TerraformStack } from 'cdktf';
import { defineConfig, type Config, type JobConfig } from '../stacks/config/config';
import type { StackName } from '../stacks/settings/outputs';
import { createStacks } from '../stacks/project';
import { loadSettings } from '../stacks/settings/load-settings';

type Block = Record<string, Record<string, Record<string, unknown>>>;

/** The Terraform JSON of one stack, as far as tests read it. */
export interface Synthesized {
  readonly terraform: Record<string, unknown>;
  readonly provider: Record<string, Record<string, unknown>[]>;
  readonly data?: Block;
  readonly resource: Block;
  readonly output: Record<string, { readonly value: unknown; readonly sensitive?: boolean }>;
}

/** A configuration with one job, to be varied. */
export function configOf(job: Partial<JobConfig> = {}, overrides: Partial<Config> = {}): Config {
  return defineConfig({
    project: 'acme',
    image: { from: 'prebuilt', reference: 'v1' },
    jobs: [{ name: 'nightly', schedule: 'rate(1 day)', ...job }],
    environments: {
      test: { accountId: '123456789012', state: { backend: 'local' }, protectData: false },
    },
    ...overrides,
  });
}

/**
 * The four stacks as `App.synth` would leave them: prepared, validated, and with every reference
 * to a resource or data source resolved within its own stack.
 */
export function synthesize(
  config: Config,
  environment = 'test',
  planWithout = '',
  now?: Date,
  directory?: string,
): Record<StackName, Synthesized> {
  const stacks = createStacks(
    Testing.app(),
    loadSettings(
      config,
      { FARGATE_CRON_ENV: environment, FARGATE_CRON_PLAN_WITHOUT: planWithout },
      now,
      directory,
    ),
  );
  const all = Object.entries<TerraformStack>(stacks);
  for (const [, stack] of all) stack.prepareStack();
  return Object.defineProperties(
    {},
    Object.fromEntries(
      all.map(([id, stack]) => {
        let json: Synthesized | undefined;
        // Most tests look at one of them, and the text takes longer than all the rest.
        return [id, { enumerable: true, get: () => (json ??= synthesizeStack(id, stack)) }];
      }),
    ),
  ) as Record<StackName, Synthesized>;
}

function synthesizeStack(id: string, stack: TerraformStack): Synthesized {
  const text = Testing.synth(stack, true);
  const json = JSON.parse(text) as Synthesized;
  const dangling = danglingReferences(text, json);
  if (dangling.length > 0) {
    throw new Error(`${id} refers to what another stack holds: ${dangling.join(', ')}`);
  }
  return json;
}

function danglingReferences(text: string, { resource, data = {} }: Synthesized): string[] {
  return [...text.matchAll(/\$\{(data\.)?(aws_\w+|docker_\w+|terraform_remote_state)\.([\w-]+)/g)]
    .filter(([, isData, type = '', name = '']) => {
      const block = isData === undefined ? resource : data;
      return block[type]?.[name] === undefined;
    })
    .map(([reference]) => reference);
}

/** The only resource of a type in a stack. */
export function only(stack: Synthesized, type: string): Record<string, unknown> {
  const [first, ...others] = Object.values(stack.resource[type] ?? {});
  if (first === undefined || others.length > 0) {
    throw new Error(`expected one ${type}, got ${others.length + (first === undefined ? 0 : 1)}`);
  }
  return first;
}

/** The statements of a policy that stands in the JSON as text. */
export function statementsOf(policy: unknown): Record<string, unknown>[] {
  // Terraform fills a reference in as a whole; the quotes of an index in it are not JSON's.
  const json = String(policy).replaceAll(/\$\{[^}]*\}/g, (reference) =>
    reference.replaceAll('"', '\\"'),
  );
  return (JSON.parse(json) as { Statement: Record<string, unknown>[] }).Statement;
}
