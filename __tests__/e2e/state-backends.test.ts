import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { readOutputs } from '../../cli/deployed/outputs';
import { runProgram } from '../../local/program';
import { localEnvironment } from '../../local/terraform';
import type { EnvironmentConfig } from '../../stacks/config/config';
import { loadSettings } from '../../stacks/settings/load-settings';
import { configOf } from '../synthesis';
import { fargateCron } from '../cli/command';
import { copyCheckout } from './checkout';
import { startCommand } from './cli-world';
import { LocalWorld } from './local-world';
import { findPostgres, Postgres } from './postgres';
import { SharedProvider } from './provider/shared-provider';
import { StackRunner } from './stack-runner';

jest.setTimeout(900_000);

const programs = findPostgres();
if (programs === undefined) {
  console.warn('PostgreSQL is not installed: the test of state in it is skipped.');
}

const directory = copyCheckout();
const file = join(directory, 'config.ts');
const original = readFileSync(file, 'utf8');
const local = "state: { backend: 'local' }";

/** Lets the checkout keep the state of its local environment elsewhere. */
function keepStateIn(states: Pick<EnvironmentConfig, 'state' | 'stateOf'>): void {
  expect(original).toContain(local);
  writeFileSync(file, original.replace(local, JSON.stringify(states).slice(1, -1)));
}

afterAll(() => {
  rmSync(directory, { recursive: true });
});

test.each<Pick<EnvironmentConfig, 'state' | 'stateOf'>>([
  {
    state: { backend: 'cloud', organization: 'acme', project: 'cron', hostname: 'tfe.acme.test' },
    stateOf: {
      network: {
        backend: 'http',
        address: 'https://gitlab.acme.test/api/v4/projects/7/terraform/state',
      },
      task: { backend: 'gcs', bucket: 'acme-state' },
    },
  },
  {
    state: {
      backend: 'azurerm',
      resourceGroupName: 'state',
      storageAccountName: 'acmestate',
      containerName: 'tfstate',
    },
    stateOf: {
      network: { backend: 'pg' },
      task: {
        backend: 's3',
        bucket: 'acme-state',
        kmsKeyId: 'alias/state',
        roleArn: 'arn:aws:iam::210987654321:role/state',
        endpoint: 'https://s3.acme.test',
        usePathStyle: true,
        keyPrefix: 'teams/data',
      },
    },
  },
])('Terraform takes what is written for $state.backend and its neighbours', async (states) => {
  const env = localEnvironment(directory, 'http://127.0.0.1:9');
  const provider = await SharedProvider.start(env);
  const stacks = new StackRunner(directory, provider.addTo(env));
  try {
    keepStateIn(states);
    await stacks.synthesize();
    await stacks.succeed('schedule', 'init', '-backend=false', '-input=false');
    await expect(stacks.succeed('schedule', 'validate')).resolves.toContain('is valid');
  } finally {
    await provider.stop();
  }
});

(programs === undefined ? describe.skip : describe)('state in PostgreSQL', () => {
  let postgres: Postgres;
  let world: LocalWorld;
  let stacks: StackRunner;

  beforeAll(async () => {
    postgres = await Postgres.start(programs ?? '');
    // The command reads it of this process, Terraform of its own environment.
    process.env['PG_CONN_STR'] = postgres.url;
    world = await LocalWorld.start(directory);
    process.env['TF_REATTACH_PROVIDERS'] = world.env['TF_REATTACH_PROVIDERS'];
    stacks = new StackRunner(directory, world.env);
  });

  afterAll(async () => {
    delete process.env['PG_CONN_STR'];
    delete process.env['TF_REATTACH_PROVIDERS'];
    await world.stop();
    await postgres.stop();
  });

  it('is kept, read by the neighbour and by the command, and the second plan is empty', async () => {
    keepStateIn({ state: { backend: 'pg' } });
    await stacks.synthesize();
    await stacks.succeed('image', 'init', '-input=false', '-reconfigure');
    await stacks.succeed('image', 'apply', '-input=false', '-auto-approve');
    await stacks.succeed('image', 'plan', '-input=false', '-detailed-exitcode');

    await stacks.succeed('task', 'init', '-input=false', '-reconfigure');
    const uri = '123456789012.dkr.ecr.us-east-1.amazonaws.com/fargate-cron-local-crawler:';
    await expect(stacks.succeed('task', 'plan', '-input=false')).resolves.toContain(uri);

    const settings = loadSettings(
      configOf(
        {},
        {
          project: 'fargate-cron',
          environments: { local: { state: { backend: 'pg' } } },
        },
      ),
      {},
    );
    const outputs = await readOutputs(settings, 'image', directory);
    expect(outputs.string('image_uri')).toContain(uri);
    await expect(readOutputs(settings, 'task', directory)).rejects.toThrow(
      'the stack task is not deployed',
    );
  });

  it('is left behind by no plan, and moves to S3, to this disk and back as the docs say', async () => {
    const bucket = 'acme-state';
    const states = {
      s3: { backend: 's3', bucket },
      local: { backend: 'local' },
      pg: { backend: 'pg' },
    } as const;
    const page = readFileSync(join(__dirname, '..', '..', 'docs', 'state.md'), 'utf8');
    const [, block = ''] = /## Moving state[^]*?```sh\n([^]*?)```/.exec(page) ?? [];
    const steps = block.replace('npx cdktf synth', 'node cli/load.js main.ts');
    const terraform = dirname(String(world.env['TERRAFORM_BINARY_NAME']));
    const env = { ...world.env, PATH: terraform + delimiter + String(process.env['PATH']) };

    keepStateIn({ state: states.s3 });
    expect(fargateCron(['state', 'init'], env, directory)).toMatchObject({ status: 0 });
    for (let time = 0; time < 2; time += 1) {
      const plan = await startCommand(directory, ['plan'], env).result;
      expect(plan.status).toBe(1);
      expect(plan.stdout).toContain('its state has not been moved (from pg to s3)');
    }
    for (const state of Object.values(states)) {
      keepStateIn({ state });
      const { exitCode, output } = await runProgram('bash', ['-euc', steps], {
        cwd: directory,
        env,
      });
      expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
      await stacks.succeed('image', 'plan', '-input=false', '-detailed-exitcode');
    }
  });
});
