import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { buildCrawlerImage } from '../../local/container-image';
import {
  countResources,
  deployStacks,
  destroyStacks,
  readOutputs,
  stackIds,
  type Changes,
} from '../../local/deployment';
import { fire, type FireOptions } from '../../local/fargate/fire';
import { downloadObjects, listObjects, localS3 } from '../../local/data-bucket';
import { DockerEngine } from '../../local/docker-engine';
import { stopLocalAws } from '../../local/local-aws';
import { queryBars } from '../../local/query-bars';
import { localEnvironment } from '../../local/terraform';
import { startVendor } from '../../local/vendor';
import { hasEngine, makeBaseImage } from './base-image';
import { copyCheckout } from './checkout';
import { knownBars, symbolsInConfig } from './known-bars';
import { LocalWorld } from './local-world';
import { StackRunner } from './stack-runner';
import { historyIn, localClient, resourcesIn } from './world';

// One deployment serves all tests of this file, in their order: most of its two minutes are the
// provider's own waits.
jest.setTimeout(900_000);

const run = promisify(execFile);
const scheduledTime = new Date('2026-11-20T23:00:00Z');
const none = { added: 0, changed: 0, destroyed: 0 };
const engine = hasEngine();
if (!engine) console.warn('No Docker engine answers: the test in a container is skipped.');

const directory = copyCheckout();
let world: LocalWorld;
let endpoint: string;
/** With the provider that is started once. */
let env: NodeJS.ProcessEnv;
/** What a user has. */
let plainEnv: NodeJS.ProcessEnv;
let changes: Changes;
let vendor: Awaited<ReturnType<typeof startVendor>>;
/** The stored data after the first firing. */
let firstObjects: Map<string, string>;

beforeAll(async () => {
  world = await LocalWorld.start(directory);
  ({ endpoint, env } = world);
  plainEnv = localEnvironment(directory, endpoint);
  vendor = await startVendor();
  changes = await deployStacks({ directory, env: plainEnv });
});

afterAll(async () => {
  await vendor.close();
  await world.stop();
  rmSync(directory, { recursive: true });
});

function terraform(stack: string, args: readonly string[], environment = env) {
  return run(
    String(env['TERRAFORM_BINARY_NAME']),
    [`-chdir=${join(directory, 'cdktf.out/stacks', stack)}`, ...args],
    { cwd: directory, env: environment },
  );
}

/** The page that `fargate-cron report` writes an hour after the scheduled time. */
async function report(): Promise<string> {
  const file = join(directory, 'report.html');
  await run(
    process.execPath,
    [
      '--require',
      join(__dirname, 'held-clock.cjs'),
      'cli/fargate-cron.js',
      'report',
      '--out',
      file,
    ],
    { cwd: directory, env: { ...env, HELD_CLOCK: '2026-11-21T00:00:00Z' } },
  );
  return readFileSync(file, 'utf8');
}

function firing(options: Partial<FireOptions> = {}) {
  return fire({
    directory,
    endpoint,
    trigger: 'scheduler',
    group: 'fargate-cron-local',
    name: 'weekly-crawl',
    scheduledTime,
    environment: { SOURCE_BASE_URL: vendor.url },
    ...options,
  });
}

function storedObjects(): Promise<Map<string, string>> {
  return listObjects(localS3(endpoint), dataBucket());
}

function dataBucket(): string {
  return String(readOutputs(directory, 'task')['data_bucket']);
}

describe('the deployment', () => {
  it.each(stackIds)('makes every resource of %s', (stack) => {
    const json = JSON.parse(
      readFileSync(join(directory, 'cdktf.out/stacks', stack, 'cdk.tf.json'), 'utf8'),
    ) as { resource: Record<string, Record<string, unknown>> };
    const declared = Object.values(json.resource).flatMap((byName) => Object.keys(byName)).length;
    expect(changes[stack]).toEqual({ added: declared, changed: 0, destroyed: 0 });
    expect(countResources(directory)[stack]).toBe(declared);
  });

  it.each(stackIds)(
    'writes no endpoint, no path of this machine and no foreign account: %s',
    (stack) => {
      const json = readFileSync(join(directory, 'cdktf.out/stacks', stack, 'cdk.tf.json'), 'utf8');
      expect(json).not.toMatch(/127\.0\.0\.1|localhost|endpoints/);
      expect(json).not.toContain(directory);
      expect(json).not.toContain(process.cwd());
      expect(new Set(json.match(/\b\d{12}\b/g))).toEqual(new Set(['123456789012']));
    },
  );

  it.each(stackIds)(
    'can be initialized, planned and applied with plain terraform: %s',
    async (stack) => {
      rmSync(join(directory, 'cdktf.out/stacks', stack, '.terraform'), { recursive: true });
      // They have the same provider: that Terraform installs it and starts it is seen in one of them.
      const environment = stack === 'image' ? plainEnv : env;
      await terraform(stack, ['init', '-input=false'], environment);
      // Exit code 2 would mean that something is left to do, and would reject.
      const options = ['-input=false', '-detailed-exitcode', '-out=plan'];
      const plan = await terraform(stack, ['plan', ...options], environment);
      expect(plan.stdout).toContain('No changes.');
      const apply = await terraform(stack, ['apply', '-input=false', 'plan'], environment);
      expect(apply.stdout).toContain('0 added, 0 changed, 0 destroyed');
    },
  );
});

describe('a report', () => {
  it('tells of a deployment that has not run yet', async () => {
    await expect(report()).resolves.toContain('<span class="muted">no run</span>');
  });
});

describe('a firing', () => {
  it('writes exactly the rows the vendor has, up to the scheduled time', async () => {
    const result = await firing();
    expect(result.exitCode === 0 ? [] : result.lines).toEqual([]);
    expect(result.denied).toEqual([]);
    firstObjects = await storedObjects();
    const data = join(directory, 'data');
    await downloadObjects(localS3(endpoint), dataBucket(), firstObjects.keys(), data);

    const symbols = symbolsInConfig();
    const rows = await queryBars(
      data,
      `select url_decode(symbol) as symbol, cast(date as varchar) as date, open, high, low, close,
         cast(volume as double) as volume from bars order by 1, 2`,
    );
    expect([...new Set(rows.map(({ symbol }) => symbol))]).toEqual([...symbols].sort());
    for (const symbol of symbols) {
      const found = rows.filter((row) => row['symbol'] === symbol);
      const first = String(found[0]?.['date']);
      // A year of history at least; how much more is the crawler's business.
      expect(first <= '2025-12-20').toBe(true);
      expect(found).toEqual(
        knownBars(symbol, first, '2026-11-20').map((bar) => ({ symbol, ...bar })),
      );
    }
  });

  it('stands in the report, with the prices that DuckDB reads', async () => {
    const page = await report();
    expect(page).toMatch(/data-utc="2026-11-20T23:00:00Z"[^>]*aria-label="[^"]*, done[,"\n]/);
    const [newest] = await queryBars(
      join(directory, 'data'),
      `select cast(date as varchar) as date, round(close, 2) as close from bars
         where url_decode(symbol) = '^GSPC' order by 1 desc limit 1`,
    );
    const { date = '', close } = newest as { date?: string; close: number };
    const shown = close.toLocaleString('en', { maximumFractionDigits: 2 });
    expect(page).toMatch(new RegExp(`aria-label="Closes of \\^GSPC: [^"]*, ${shown} on ${date}, `));
  });

  it('ships the output to the log stream that awslogs would use, and its end to the history', async () => {
    const { taskId, logGroup, logStream, lines } = await firing();
    expect(logGroup).toBe('/fargate-cron/local/weekly-crawl');
    expect(logStream).toBe(`weekly-crawl/weekly-crawl/${taskId}`);
    const { events = [] } = await new CloudWatchLogsClient(localClient(endpoint)).send(
      new GetLogEventsCommand({ logGroupName: logGroup, logStreamName: logStream }),
    );
    expect(lines.length).toBeGreaterThan(0);
    expect(events.map(({ message }) => message)).toEqual(lines);
    const history = await historyIn(
      endpoint,
      String(readOutputs(directory, 'schedule')['history_log_group']),
    );
    const [end] = history.filter(({ detail }) => String(detail['taskArn']).endsWith(taskId));
    expect(end?.detail).toMatchObject({
      lastStatus: 'STOPPED',
      containers: [{ name: 'weekly-crawl', exitCode: 0 }],
      overrides: {
        containerOverrides: [
          { environment: [{ name: 'SCHEDULED_TIME', value: '2026-11-20T23:00:00Z' }] },
        ],
      },
    });
  });

  it('of the same time changes no data and adds no object', async () => {
    expect((await firing()).exitCode).toBe(0);
    const objects = await storedObjects();
    expect([...objects.keys()]).toEqual([...firstObjects.keys()]);
    // The same entity tags: the same rows, which are the vendor's, each once.
    const data = (all: Map<string, string>) => [...all].filter(([key]) => key.endsWith('.parquet'));
    expect(data(objects)).toEqual(data(firstObjects));
  });

  it('exits with the code of the container', async () => {
    const { exitCode } = await firing({
      environment: { SOURCE_BASE_URL: vendor.url, PRICE_SOURCE: 'no-such-source' },
    });
    expect(exitCode).toBe(2);
  });

  it('by hand runs the container as well, and gives its exit code', async () => {
    const { stdout, stderr } = await byHand('run', '--at', '2026-11-20T23:00:00Z');
    expect(stdout).toContain('"outcome":"done"');
    expect(stderr).toMatch(/^exit code 0 after /m);
    const wrong = ['--variable', 'PRICE_SOURCE=no-such-source', '--json'];
    await expect(byHand('run', ...wrong)).rejects.toMatchObject({
      code: 2,
      stdout: expect.stringContaining('"exitCode": 2') as unknown,
    });
  });

  it('of a range that nothing is known of can be made up for', async () => {
    const range = ['--from', '2026-11-06', '--to', '2026-11-07', '--unknown', '--json'];
    const { stdout } = await byHand('backfill', ...range);
    expect(JSON.parse(stdout)).toMatchObject({
      runs: [{ scheduledTime: '2026-11-06T23:00:00Z', before: 'unknown', outcome: 'done' }],
    });
  });

  it('is refused when the role of the schedule lacks its rights', async () => {
    await whileDenied('fargate-cron-local-weekly-crawl-schedule', 'ecs:RunTask', async () => {
      await expect(firing()).rejects.toThrow(/may not call ecs:RunTask on arn:aws:ecs:/);
    });
  });

  it('fails when the task role lacks a right that the crawler needs', async () => {
    await whileDenied('fargate-cron-local-weekly-crawl-task', 's3:PutObject', async () => {
      const { exitCode, denied } = await firing({
        scheduledTime: new Date('2026-11-13T23:00:00Z'),
      });
      // Data that may not be written is a wrong configuration.
      expect(exitCode).toBe(2);
      expect(denied).toContainEqual(expect.objectContaining({ action: 's3:PutObject' }));
    });
  });

  it('that is stopped ends as the task would, within its stop timeout', async () => {
    const stop = new AbortController();
    const { exitCode } = await firing({
      // At one request a minute it would take six.
      environment: { SOURCE_BASE_URL: vendor.url, REQUESTS_PER_MINUTE: '1' },
      scheduledTime: new Date('2026-11-13T23:00:00Z'),
      stop: stop.signal,
      onLine: () => {
        stop.abort();
      },
    });
    expect(exitCode).toBe(75);
  });
});

/** A verb on the job in the shell of somebody who has run the demo, which does not name the local AWS. */
function byHand(verb: string, ...options: readonly string[]) {
  return run(process.execPath, ['cli/fargate-cron.js', verb, 'weekly-crawl', ...options], {
    cwd: directory,
    env: { ...plainEnv, AWS_ENDPOINT_URL: undefined },
  });
}

/** Takes an action out of the only policy of a role while something is done. */
async function whileDenied(
  RoleName: string,
  action: string,
  work: () => Promise<void>,
): Promise<void> {
  const iam = new IAMClient(localClient(endpoint));
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const policy = { RoleName, PolicyName: PolicyNames[0] };
  const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand(policy));
  const original = decodeURIComponent(PolicyDocument);
  const put = (document: string) =>
    iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: document }));
  await put(original.replace(`"${action}"`, '"sts:GetCallerIdentity"'));
  try {
    await work();
  } finally {
    await put(original);
  }
}

(engine ? describe : describe.skip)('a firing with a Docker engine', () => {
  it('runs the image: not as root, on a read-only file system', async () => {
    const imageUri = String(readOutputs(directory, 'image')['image_uri']);
    const base = 'fargate-cron-e2e-base:latest';
    await makeBaseImage(base);
    process.env['BASE_IMAGE'] = base;
    try {
      const found = (await DockerEngine.find(directory)) as DockerEngine;
      await expect(buildCrawlerImage(found, imageUri)).resolves.toBeUndefined();
      const before = [...(await storedObjects()).keys()];
      const result = await firing();
      expect(result).toMatchObject({ exitCode: 0, ran: 'docker' });
      expect([...(await storedObjects()).keys()]).toEqual(before);

      const probe = `const fs = require('node:fs'), denied = (path) => {
        try { fs.writeFileSync(path, ''); return 'written'; } catch (error) { return error.code; }
      };
      console.log(JSON.stringify({ user: process.getuid(), root: denied('/x'), tmp: denied('/tmp/x'),
        capabilities: /CapEff:\\s*(\\w+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1] }));`;
      const { stdout } = await run('docker', [
        'run',
        '--rm',
        '--read-only',
        '--cap-drop=ALL',
        '--entrypoint=/nodejs/bin/node',
        imageUri,
        '-e',
        probe,
      ]);
      expect(JSON.parse(stdout)).toEqual({
        user: 65532,
        root: 'EROFS',
        tmp: 'ENOENT',
        capabilities: '0000000000000000',
      });
    } finally {
      delete process.env['BASE_IMAGE'];
      await run('docker', ['image', 'rm', '--force', imageUri, base]);
    }
  });
});

describe('a job that changes its trigger', () => {
  it('runs from an EventBridge rule, which says the time, too', async () => {
    const file = join(directory, 'config.ts');
    const config = readFileSync(file, 'utf8');
    writeFileSync(file, config.replace("timeZone: 'America/New_York',", "trigger: 'rule',"));
    const changed = await deployStacks({ directory, env });
    expect(changed).toMatchObject({ network: none, image: none, task: none });
    expect(changed.schedule.added).toBeGreaterThan(0);
    await expect(terraform('schedule', ['plan', '-detailed-exitcode'])).resolves.toMatchObject({
      stdout: expect.stringContaining('No changes.') as string,
    });

    const result = await firing({
      trigger: 'rule',
      name: 'fargate-cron-local-weekly-crawl',
      scheduledTime: new Date('2026-11-20T18:00:00Z'),
    });
    expect(result).toMatchObject({ exitCode: 0, scheduledTime: '2026-11-20T18:00:00Z' });
    expect([...(await storedObjects()).keys()]).toContain(
      '_manifests/source=yahoo/run=20261120T180000Z.json',
    );
  });
});

describe('destroying', () => {
  it('leaves nothing, whichever service is asked, though another environment has been here', async () => {
    const file = join(directory, 'config.ts');
    const config = readFileSync(file, 'utf8');
    const local = "state: { backend: 'local' }, image: { from: 'prebuilt' }";
    writeFileSync(file, config.replace(/state: \{ backend: 's3'.* \}/, local));
    const stacks = new StackRunner(directory, env);
    await stacks.synthesize({ FARGATE_CRON_ENV: 'dev' });
    for (const stack of stackIds) await stacks.succeed(stack, 'init', '-input=false');

    await destroyStacks({ directory, env });
    expect(countResources(directory)).toEqual({ network: 0, image: 0, task: 0, schedule: 0 });
    await expect(resourcesIn(endpoint)).resolves.toEqual([]);
  });

  it('stops the local AWS and waits for its processes to be gone', async () => {
    const file = join(directory, '.fargate-cron/local-aws.json');
    const { pid, moto } = JSON.parse(readFileSync(file, 'utf8')) as Record<
      'moto',
      { pid: number }
    > & {
      pid: number;
    };
    await expect(stopLocalAws(directory)).resolves.toBe(true);
    for (const each of [pid, moto.pid]) {
      expect(() => process.kill(each, 0)).toThrow('ESRCH');
    }
    await expect(fetch(endpoint)).rejects.toThrow('fetch failed');
  });
});
