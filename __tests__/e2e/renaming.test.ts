import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { runProgram } from '../../local/program';
import { configOf, synthesize } from '../synthesis';
import { LocalWorld } from './local-world';
import { localClient } from './world';

jest.setTimeout(900_000);

const type = 'aws_cloudwatch_log_group';
const group = '/acme/test/nightly';
const folder = mkdtempSync(join(tmpdir(), 'fargate-cron-renaming-'));
let world: LocalWorld;

beforeAll(async () => {
  world = await LocalWorld.start(folder);
});

afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true });
});

/** The log group of a job alone, as the stack `task` has it. */
function logGroupOf(name: string, protectData: boolean, logGroups: Record<string, string> = {}) {
  const { task } = synthesize(
    configOf(
      { name },
      {
        environments: {
          test: {
            accountId: '123456789012',
            state: { backend: 'local' },
            protectData,
            imports: { logGroups },
          },
        },
      },
    ),
  );
  const { provider, terraform, resource, import: imports } = task as typeof task & { import?: [] };
  const groups = resource[type] ?? {};
  const [id = ''] = Object.keys(groups);
  const { required_providers } = terraform;
  const json = { terraform: { required_providers }, provider, resource: { [type]: groups } };
  return { address: `${type}.${id}`, json: { ...json, ...(imports && { import: imports }) } };
}

async function terraform(module: string, json: object, ...args: readonly string[]) {
  mkdirSync(join(folder, module), { recursive: true });
  writeFileSync(join(folder, module, 'main.tf.json'), JSON.stringify(json));
  const { exitCode, output } = await runProgram(
    String(world.env['TERRAFORM_BINARY_NAME']),
    [`-chdir=${module}`, ...args, '-input=false', '-no-color'],
    { cwd: folder, env: world.env },
  );
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  return output;
}

async function groups(): Promise<unknown[]> {
  const logs = new CloudWatchLogsClient(localClient(world.endpoint));
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand());
  return logGroups.map(({ logGroupName }) => logGroupName);
}

async function deploy(module: string, json: object): Promise<void> {
  await terraform(module, json, 'init');
  await terraform(module, json, 'apply', '-auto-approve');
  await expect(groups()).resolves.toEqual([group]);
}

test('with protectData the log group goes on under the new name of its job', async () => {
  await deploy('kept', logGroupOf('nightly', true).json);
  const { json } = logGroupOf('daily', true, { daily: group });
  const output = await terraform('kept', json, 'apply', '-auto-approve');
  expect(output).toContain('1 imported, 0 added');
  await expect(groups()).resolves.toEqual([group]);
  await terraform('kept', json, 'plan', '-detailed-exitcode');
});

test('without it a moved block says that it is the same', async () => {
  const logs = logGroupOf('nightly', false);
  const renamed = logGroupOf('daily', false, { daily: group });
  await deploy('moved', { ...logs.json, import: [{ to: logs.address, id: group }] });
  expect(await terraform('moved', renamed.json, 'plan')).toMatch(/1 to import.* 1 to destroy/);
  const moved = { ...renamed.json, moved: [{ from: logs.address, to: renamed.address }] };
  expect(await terraform('moved', moved, 'plan')).toContain('0 to destroy');
  await terraform('moved', moved, 'apply', '-auto-approve');
  await expect(groups()).resolves.toEqual([group]);
  await terraform('moved', renamed.json, 'plan', '-detailed-exitcode');
});

test('nothing but what is of the job has another address', () => {
  const addresses = (name: string) =>
    Object.values(
      synthesize(configOf({ name, timeoutSeconds: 60 }, { alarms: { email: 'a@b.co' } })),
    ).flatMap(({ resource }) =>
      Object.entries(resource).flatMap(([kind, named]) =>
        Object.keys(named).map((id) => `${kind}.${id}`),
      ),
    );
  const [before, after] = [addresses('nightly'), addresses('daily')];
  const gone = before.filter((address) => !after.includes(address));
  expect(gone).not.toEqual([]);
  expect(gone.filter((address) => !address.includes('nightly'))).toEqual([]);
});
