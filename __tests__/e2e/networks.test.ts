import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { runProgram } from '../../local/program';
import type { Config } from '../../stacks/config/config';
import { createStacks } from '../../stacks/project';
import { loadSettings } from '../../stacks/settings/load-settings';
import { configOf } from '../synthesis';
import { LocalWorld } from './local-world';

jest.setTimeout(900_000);

type Network = NonNullable<Config['network']>;

const directory = mkdtempSync(join(tmpdir(), 'fargate-cron-networks-'));
let world: LocalWorld;

beforeAll(async () => {
  world = await LocalWorld.start(directory);
});

afterAll(async () => {
  await world.stop();
  rmSync(directory, { recursive: true });
});

/** Writes the network stack of a project, which keeps its state below `directory`. */
function synthesize(project: string, network: Network): void {
  const outdir = join(directory, project, 'cdktf.out');
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir });
  const config = configOf({}, { project, network });
  createStacks(app, loadSettings(config, { FARGATE_CRON_ENV: 'test' }));
  app.synth();
}

async function terraform(project: string, ...args: string[]): Promise<string> {
  const folder = join(directory, project, 'cdktf.out', 'stacks', 'network');
  const { exitCode, output } = await runProgram(
    String(world.env['TERRAFORM_BINARY_NAME']),
    [...args, '-no-color'],
    { cwd: folder, env: world.env },
  );
  if (exitCode !== 0) {
    throw new Error(`terraform ${args.join(' ')} of ${project}:\n${output}\n${refusals()}`);
  }
  return output;
}

/** What the local AWS has refused or failed to answer, with its own traces. */
function refusals(): string {
  return readFileSync(join(directory, '.fargate-cron', 'local-aws.log'), 'utf8')
    .split('\n')
    .filter((line) => !line.endsWith('" 200 -'))
    .join('\n');
}

/** Applies, and expects that nothing is left to do afterwards. */
async function apply(project: string, network: Network): Promise<Record<string, unknown>> {
  synthesize(project, network);
  // One resource at a time: asked for many at once, the local AWS has once called the address of a
  // NAT gateway taken that it was making. Why is not known.
  await terraform(project, 'apply', '-auto-approve', '-input=false', '-parallelism=1');
  // Exit code 2 would mean that something is left to do, and would reject.
  await terraform(project, 'plan', '-detailed-exitcode', '-input=false');
  const state = join(directory, project, '.fargate-cron/state/test/network.tfstate');
  const { outputs } = JSON.parse(readFileSync(state, 'utf8')) as {
    outputs: Record<string, { value: unknown }>;
  };
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}

/** Destroys, and goes on where the provider asked twice for the same and the local AWS said no. */
async function destroy(project: string): Promise<string> {
  const once = () => terraform(project, 'destroy', '-auto-approve');
  return once().catch((error: unknown) => {
    if (!String(error).includes('InvalidPermission.NotFound')) throw error;
    return once();
  });
}

// One network goes through the modes, so that each of them is made, and so is the way between them.
// Not to a NAT gateway in each zone: the local AWS loses the routes to S3 when the tables change.
describe('one network, mode by mode', () => {
  let first: Record<string, unknown>;

  it('starts as public', async () => {
    synthesize('own', {});
    await terraform('own', 'init', '-input=false');
    first = await apply('own', {});
    expect(first).toEqual({
      vpc_id: expect.stringMatching(/^vpc-/) as unknown,
      subnet_ids: [expect.stringMatching(/^subnet-/), expect.stringMatching(/^subnet-/)],
      security_group_id: expect.stringMatching(/^sg-/) as unknown,
      security_group_ids: [first['security_group_id']],
      assign_public_ip: true,
    });
  });

  it.each<[string, Network]>([
    ['private with one NAT gateway and flow logs', { mode: 'private', flowLogs: {} }],
    ['with endpoints only', { mode: 'endpoints', services: ['ssm'] }],
  ])('becomes %s, and its subnets stay', async (_, network) => {
    await expect(apply('own', network)).resolves.toEqual({ ...first, assign_public_ip: false });
  });

  it('is found by another project, by IDs and by tags', async () => {
    const vpcId = String(first['vpc_id']);
    const subnetIds = first['subnet_ids'] as string[];
    synthesize('guest', { mode: 'existing', vpcId, subnetIds });
    await terraform('guest', 'init', '-input=false');
    const byIds = await apply('guest', { mode: 'existing', vpcId, subnetIds });
    expect(byIds).toMatchObject({ vpc_id: vpcId, subnet_ids: subnetIds, assign_public_ip: false });

    const byTags = await apply('guest', {
      mode: 'existing',
      vpcTags: { Name: 'own-test' },
      subnetTags: { Project: 'own', Stack: 'network' },
      securityGroupIds: [String(first['security_group_id'])],
    });
    expect(byTags).toEqual({
      ...first,
      subnet_ids: [...subnetIds].sort(),
      assign_public_ip: false,
    });
  });

  it('is not found where no subnet has the tags', async () => {
    synthesize('guest', {
      mode: 'existing',
      vpcId: String(first['vpc_id']),
      subnetTags: { Tier: 'none' },
    });
    await expect(terraform('guest', 'plan', '-input=false')).rejects.toThrow(
      'subnetTags of the network in config.ts must find 1 to 16 subnets of the VPC',
    );
  });

  it('is left for a network of its own, with a NAT gateway in each zone', async () => {
    const outputs = await apply('guest', { mode: 'private', nat: 'per-zone' });
    expect(outputs['vpc_id']).not.toBe(first['vpc_id']);
    expect(outputs['subnet_ids']).toHaveLength(2);
  });

  it.each(['guest', 'own'])('can be destroyed: %s', async (project) => {
    await expect(destroy(project)).resolves.toContain('Destroy complete!');
  });
});

// What the local AWS lacks: a subnet's IPv6 range never becomes "associated", so the provider would
// wait in vain. Terraform's own check against the provider's schema is what is left.
it.each<Network>([
  { ipv6: true, zones: 6, flowLogs: { traffic: 'REJECT' } },
  { mode: 'private', ipv6: true, nat: 'per-zone' },
])('%j is valid', async (network) => {
  synthesize('own', network);
  await expect(terraform('own', 'validate')).resolves.toContain('Success!');
});
