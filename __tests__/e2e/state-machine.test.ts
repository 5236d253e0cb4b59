import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { countResources, readOutputs } from '../../local/deployment';
import { fire, type FireOptions } from '../../local/fargate/fire';
import { startVendor } from '../../local/vendor';
import { copyCheckout } from './checkout';
import { LocalWorld } from './local-world';
import { StackRunner } from './stack-runner';
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
    config
      .replace("name: 'weekly-crawl',", '$& timeoutSeconds: 900, retries: 1,')
      .replace(
        'jobs: [',
        "$& { name: 'after-crawl', after: 'weekly-crawl', task: 'weekly-crawl', environment: { SYMBOLS: 'IBM' } },",
      ),
  );
  await new StackRunner(directory, world.env).deploy();
});

afterAll(async () => {
  await vendor.close();
  await world.stop();
  rmSync(directory, { recursive: true });
});

test('state machines are applied, and a second plan has nothing left to do', async () => {
  expect(countResources(directory).schedule).toBeGreaterThan(0);
  const machine = 'arn:aws:states:us-east-1:123456789012:stateMachine:fargate-cron-local-';
  expect(readOutputs(directory, 'schedule')['state_machine_arns']).toEqual({
    'weekly-crawl': `${machine}weekly-crawl`,
    'after-crawl': `${machine}after-crawl`,
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
  const time = '2026-11-20T23:00:00Z';
  const earlier = '2026-11-13T23:00:00Z';
  const follower = 'fargate-cron-local-after-crawl';
  const firing = (scheduledTime: string, options: Partial<FireOptions> = {}) =>
    fire({
      directory,
      endpoint: world.endpoint,
      trigger: 'scheduler',
      group: 'fargate-cron-local',
      name: 'weekly-crawl',
      scheduledTime: new Date(scheduledTime),
      environment: { SOURCE_BASE_URL: vendor.url },
      ...options,
    });
  const claims = async () => {
    const s3 = new S3Client({ ...localClient(world.endpoint), forcePathStyle: true });
    const Bucket = String(readOutputs(directory, 'task')['data_bucket']);
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: '_runs/job=' }),
    );
    return Contents.map(({ Key }) => Key);
  };

  test('claims the run with the rights of its role, runs the task, and then the job after it', async () => {
    const { exitCode, denied, lines, followers } = await firing(time);
    expect(exitCode === 0 ? [] : lines).toEqual([]);
    expect(denied).toEqual([]);
    expect([...followers]).toEqual([
      [follower, expect.objectContaining({ exitCode: 0, scheduledTime: time, denied: [] })],
    ]);
    await expect(claims()).resolves.toEqual([
      '_runs/job=after-crawl/run=20261120T230000Z/claim.json',
      '_runs/job=weekly-crawl/run=20261120T230000Z/claim.json',
    ]);
  });

  test('that is delivered again starts nothing', async () => {
    await expect(firing(time)).rejects.toThrow('no task was started: {"outcome":"duplicate"');
  });

  test('whose first run died is taken over, and what ran after it is not run again', async () => {
    const folder = join(directory, '.fargate-cron/state/local/executions');
    for (const file of readdirSync(folder).filter((name) => name.includes('weekly-crawl'))) {
      writeFileSync(join(folder, file), 'ABORTED');
    }
    const { exitCode, followers } = await firing(time);
    expect(exitCode).toBe(0);
    expect([...followers]).toEqual([
      [follower, expect.stringContaining('no task was started: {"outcome":"duplicate"')],
    ]);
  });

  test('that fails starts no job after it, and its repair does', async () => {
    const stop = new AbortController();
    const stopped = await firing(earlier, {
      // At one request a minute it would take six.
      environment: { SOURCE_BASE_URL: vendor.url, REQUESTS_PER_MINUTE: '1' },
      stop: stop.signal,
      onLine: () => {
        stop.abort();
      },
    });
    expect(stopped).toMatchObject({ exitCode: 1, followers: new Map() });
    await expect(runs()).resolves.toEqual({
      'after-crawl': { [time]: 'done' },
      'weekly-crawl': { [time]: 'done', [earlier]: 'interrupted' },
    });
    const range = ['--from', '2026-11-13', '--to', '2026-11-14', '--failed', '--json'];
    await expect(command(['backfill', 'weekly-crawl', ...range])).resolves.toMatchObject({
      runs: [{ scheduledTime: earlier, before: 'interrupted', outcome: 'done' }],
    });
  });

  test('stands in the history, and so does each task that it ran', async () => {
    const name = String(readOutputs(directory, 'schedule')['history_log_group']);
    const ends = await historyIn(world.endpoint, name);
    const of = (source: string) => ends.filter((end) => end.source === source);
    const told = of('aws.states').map(({ detail }) => [
      String(detail['stateMachineArn']).split('-local-').at(-1),
      detail['status'],
      (JSON.parse(String(detail['input'])) as { scheduledTime: string }).scheduledTime,
    ]);
    expect(told).toEqual([
      ['weekly-crawl', 'SUCCEEDED', time],
      ['after-crawl', 'SUCCEEDED', time],
      ['weekly-crawl', 'SUCCEEDED', time],
      ['weekly-crawl', 'SUCCEEDED', time],
      ['after-crawl', 'SUCCEEDED', time],
      ['weekly-crawl', 'FAILED', earlier],
      ['weekly-crawl', 'SUCCEEDED', earlier],
      ['after-crawl', 'SUCCEEDED', earlier],
    ]);
    expect(of('aws.ecs')).toHaveLength(6);
  });

  test('is a run of each job in what status tells', async () => {
    const done = { [time]: 'done', [earlier]: 'done' };
    await expect(runs()).resolves.toEqual({ 'after-crawl': done, 'weekly-crawl': done });
  });
});

/** What `status` says an hour after the scheduled time became of the last two of each job. */
async function runs(): Promise<unknown> {
  const { jobs } = (await command(['status', '--json', '--runs', '2'], {
    HELD_CLOCK: '2026-11-21T00:00:00Z',
  })) as { jobs: { name: string; runs: { scheduledTime: string; outcome: string }[] }[] };
  return Object.fromEntries(
    jobs.map(({ name, runs }) => [
      name,
      Object.fromEntries(runs.map(({ scheduledTime, outcome }) => [scheduledTime, outcome])),
    ]),
  );
}

/** What a verb prints to somebody who has run the demo. */
async function command(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<unknown> {
  const held = 'HELD_CLOCK' in env ? ['--require', join(__dirname, 'held-clock.cjs')] : [];
  const { stdout } = await run(process.execPath, [...held, 'cli/fargate-cron.js', ...args], {
    cwd: directory,
    env: { ...world.env, ...env },
  });
  return JSON.parse(stdout);
}
