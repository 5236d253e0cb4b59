import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localEnvironment } from '../../local/terraform';
import type { Config, JobConfig } from '../../stacks/config';
import { copyCheckout } from './checkout';
import { everyJob } from './job-kinds';
import { StackRunner } from './stack-runner';

jest.setTimeout(600_000);

const directory = copyCheckout();
// Validating asks the provider for its schema and AWS for nothing.
const stacks = new StackRunner(directory, localEnvironment(directory, 'http://127.0.0.1:9'));

afterAll(() => {
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

// Every network with every kind of job on each trigger: all combinations, a project a network.
describe.each(Object.entries(networks))('with the network %s', (_, network) => {
  beforeAll(async () => {
    const config = JSON.stringify(configOf(network));
    writeFileSync(join(directory, 'config.ts'), `export default ${config};\n`);
    await stacks.synthesize();
  });

  it.each(['network', 'task', 'schedule'] as const)(
    'Terraform finds every kind of job valid: %s',
    async (stack) => {
      await stacks.succeed(stack, 'init', '-backend=false', '-input=false');
      await expect(stacks.succeed(stack, 'validate')).resolves.toContain('is valid');
    },
  );
});
