import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { runProgram } from '../../local/program';
import { localEnvironment } from '../../local/terraform';
import type { Config, JobConfig } from '../../stacks/config/config';
import { createStacks } from '../../stacks/project';
import { loadSettings } from '../../stacks/settings/load-settings';
import { shareTools } from './checkout';
import { everyJob } from './job-kinds';
import { SharedProvider } from './provider/shared-provider';

jest.setTimeout(900_000);

const directory = mkdtempSync(join(tmpdir(), 'fargate-cron-validate-'));
shareTools(directory);
// Validating asks the provider for its schema and AWS for nothing.
const offline = localEnvironment(directory, 'http://127.0.0.1:9');
let provider: SharedProvider;

beforeAll(async () => {
  provider = await SharedProvider.start(offline);
});

afterAll(async () => {
  await provider.stop();
  rmSync(directory, { recursive: true });
});

const networks: Readonly<Record<string, NonNullable<Config['network']>>> = {
  public: { mode: 'public' },
  'public with IPv6 and flow logs': { mode: 'public', ipv6: true, flowLogs: {} },
  'private with one NAT gateway': { mode: 'private', nat: 'single' },
  'private with a NAT gateway a zone': { mode: 'private', nat: 'per-zone', zones: 3 },
  'private with endpoints only': { mode: 'endpoints' },
  'existing by ids': {
    mode: 'existing',
    vpcId: 'vpc-01234567',
    subnetIds: ['subnet-01234567', 'subnet-89abcdef'],
  },
  'existing by tags': {
    mode: 'existing',
    vpcTags: { Name: 'main' },
    subnetTags: { Tier: 'private' },
  },
};

function configOf(network: NonNullable<Config['network']>): Config {
  const spot: JobConfig[] = (['scheduler', 'rule'] as const).map((trigger) => ({
    name: `spot-${trigger}`,
    schedule: 'rate(1 day)',
    trigger,
    spot: true,
  }));
  const machines: JobConfig[] = (['scheduler', 'rule'] as const).flatMap((trigger) => [
    {
      name: `machine-${trigger}`,
      schedule: 'rate(1 day)',
      trigger,
      timeoutSeconds: 3600,
      retries: 2,
      overlap: 'forbid',
      alarms: { longRunMinutes: 30, staleDays: 4 },
    },
    {
      name: `fan-out-${trigger}`,
      // Seldom enough to be watched.
      schedule: 'rate(7 days)',
      trigger,
      fanOut: { symbolsPerTask: 100 },
    },
  ]);
  return {
    project: 'acme',
    network,
    // The local AWS does not know who subscribes to a budget, so that one can only be validated.
    alarms: { email: 'jobs@example.com', droppedRuns: true, monthlyBudgetUsd: 5 },
    dashboard: true,
    // In public subnets a task on Spot would get no address: the checks refuse it.
    jobs: [...everyJob(), ...machines, ...(network.mode === 'public' ? [] : spot)],
    environments: {
      local: { state: { backend: 'local' }, image: { from: 'prebuilt', reference: 'v1' } },
    },
  };
}

async function terraform(...args: string[]): Promise<string> {
  const program = String(offline['TERRAFORM_BINARY_NAME']);
  const { exitCode, output } = await runProgram(program, [...args, '-no-color'], {
    cwd: directory,
    env: provider.addTo(offline),
  });
  if (exitCode !== 0) throw new Error(`terraform ${args.join(' ')}:\n${output}`);
  return output;
}

// Every network with every kind of job on each trigger: all combinations, a project a network. Each
// stack is a module of one configuration, so that the provider's schema is read once and not for each.
// A stack that is the same in several networks is valid in all of them or in none.
test('Terraform finds every kind of job valid in every network', async () => {
  const module: Record<string, { source: string }> = {};
  const texts = new Set<string>();
  for (const [name, network] of Object.entries(networks)) {
    const project = name.replaceAll(' ', '-');
    const outdir = join(directory, project);
    mkdirSync(outdir);
    const app = new App({ outdir });
    createStacks(app, loadSettings(configOf(network), { FARGATE_CRON_ENV: 'local' }));
    app.synth();
    for (const stack of ['network', 'task', 'schedule']) {
      const source = `./${project}/stacks/${stack}`;
      const text = readFileSync(join(directory, source, 'cdk.tf.json'), 'utf8');
      if (!texts.has(text)) module[`${project}-${stack}`] = { source };
      texts.add(text);
    }
  }
  writeFileSync(join(directory, 'main.tf.json'), JSON.stringify({ module }));
  await terraform('init', '-input=false');
  await expect(terraform('validate')).resolves.toContain('The configuration is valid');
});
