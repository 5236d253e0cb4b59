import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { countResources, deployStacks, readOutputs } from '../../local/deployment';
import { fire } from '../../local/fargate/fire';
import { startVendor } from '../../local/vendor';
import { copyCheckout } from './checkout';
import { LocalWorld } from './local-world';
import { historyIn, localClient } from './world';

// One deployment serves all tests of this file: most of its time are the provider's own waits.
jest.setTimeout(900_000);

const run = promisify(execFile);
const directory = copyCheckout();
let world: LocalWorld;
let vendor: Awaited<ReturnType<typeof startVendor>>;

beforeAll(async () => {
  world = await LocalWorld.start(directory);
  vendor = await startVendor();
  const file = join(directory, 'config.ts');
  const config = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    config.replace("name: 'weekly-crawl',", '$& timeoutSeconds: 900, retries: 1,'),
  );
  await deployStacks({ directory, env: world.env });
});

afterAll(async () => {
  await vendor.close();
  await world.stop();
  rmSync(directory, { recursive: true });
});

test('a state machine is applied, and a second plan has nothing left to do', async () => {
  expect(countResources(directory).schedule).toBeGreaterThan(0);
  expect(readOutputs(directory, 'schedule')['state_machine_arns']).toEqual({
    'weekly-crawl':
      'arn:aws:states:us-east-1:123456789012:stateMachine:fargate-cron-local-weekly-crawl',
  });
  // Exit code 2 would mean that something is left to do, and would reject.
  const plan = await run(
    String(world.env['TERRAFORM_BINARY_NAME']),
    [`-chdir=${join(directory, 'cdktf.out/stacks/schedule')}`, 'plan', '-detailed-exitcode'],
    { cwd: directory, env: world.env },
  );
  expect(plan.stdout).toContain('No changes.');
});

describe('a firing of its schedule', () => {
  const firing = (scheduledTime: string) =>
    fire({
      directory,
      endpoint: world.endpoint,
      trigger: 'scheduler',
      group: 'fargate-cron-local',
      name: 'weekly-crawl',
      scheduledTime: new Date(scheduledTime),
      environment: { SOURCE_BASE_URL: vendor.url },
    });

  test('claims the run with the rights of its role, and runs the task', async () => {
    const { exitCode, denied, lines } = await firing('2026-11-20T23:00:00Z');
    expect(exitCode === 0 ? [] : lines).toEqual([]);
    expect(denied).toEqual([]);
    const { Contents = [] } = await new S3Client({
      ...localClient(world.endpoint),
      forcePathStyle: true,
    }).send(
      new ListObjectsV2Command({
        Bucket: String(readOutputs(directory, 'task')['data_bucket']),
        Prefix: '_runs/job=weekly-crawl/',
      }),
    );
    expect(Contents.map(({ Key }) => Key)).toEqual([
      '_runs/job=weekly-crawl/run=20261120T230000Z/claim.json',
    ]);
  });

  test('that is delivered again starts nothing', async () => {
    await expect(firing('2026-11-20T23:00:00Z')).rejects.toThrow(
      'no task was started: {"outcome":"duplicate"',
    );
  });

  test('whose first run died is taken over', async () => {
    const folder = join(directory, '.fargate-cron/state/local/executions');
    for (const file of readdirSync(folder)) writeFileSync(join(folder, file), 'ABORTED');
    await expect(firing('2026-11-20T23:00:00Z')).resolves.toMatchObject({ exitCode: 0 });
  });

  test('stands in the history, and so does each task that it ran', async () => {
    const name = String(readOutputs(directory, 'schedule')['history_log_group']);
    const ends = await historyIn(world.endpoint, name);
    const of = (source: string) => ends.filter((end) => end.source === source);
    expect(of('aws.states').map(({ detail }) => [detail['status'], detail['input']])).toEqual(
      Array(3).fill(['SUCCEEDED', '{"scheduledTime":"2026-11-20T23:00:00Z"}']),
    );
    expect(of('aws.ecs')).toHaveLength(2);
  });
});
