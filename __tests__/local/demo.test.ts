import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wentWell, type DemoFindings, type Outcome } from '../../local/demo-findings';
import { demoSummary } from '../../local/demo-summary';
import { fire, type FiringResult } from '../../local/fargate/fire';
import { fireJob } from '../../local/fire-job';
import { nameImages, prepareImages } from '../../local/job-images';
import { loadSettings } from '../../stacks/settings/load-settings';
import type { JobSettings, Settings } from '../../stacks/settings/settings';

jest.mock('../../local/fargate/fire');

const folder = mkdtempSync(join(tmpdir(), 'fargate-cron-demo-'));
const { PATH: path = '' } = process.env;

const settings: Settings = loadSettings(
  {
    project: 'acme',
    images: 'prebuilt',
    jobs: [
      {
        name: 'report',
        schedule: 'rate(1 day)',
        image: { build: './report', dockerfile: 'Other', target: 'app', args: { A: '1' } },
      },
      { name: 'idle', schedule: 'rate(1 day)', image: 'busybox:1.36', enabled: false },
      { name: 'later', schedule: 'at(2099-01-01T00:00:00)', image: 'busybox:1.36' },
      { name: 'crawl', schedule: 'rate(1 day)' },
    ],
    environments: {
      local: { accountId: '123456789012', state: { backend: 'local' }, protectData: false },
    },
  },
  {},
  new Date('2026-11-24T00:00:00Z'),
  folder,
);
const [report, idle, later, crawl] = settings.jobs as [
  JobSettings,
  JobSettings,
  JobSettings,
  JobSettings,
];

beforeAll(() => {
  const states = join(folder, '.fargate-cron/state/local');
  mkdirSync(states, { recursive: true });
  mkdirSync(join(folder, 'report'));
  writeFileSync(join(folder, 'report/Other'), 'FROM scratch AS app');
  const uris = { report: 'registry/acme-local-report:1', crawl: 'registry/acme-local-crawler:1' };
  writeFileSync(
    join(states, 'image.tfstate'),
    JSON.stringify({ resources: [], outputs: { image_uris: { value: uris } } }),
  );
});
afterEach(() => {
  process.env['PATH'] = path;
  jest.mocked(fire).mockReset();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A `docker` that writes down what it is asked, and fails at what a script says. */
function standInForDocker(script: string): () => string[] {
  const bin = mkdtempSync(join(folder, 'bin-'));
  const log = join(bin, 'log');
  writeFileSync(join(bin, 'docker'), `#!/bin/sh\necho "$@" >> ${log}\n${script}\n`);
  chmodSync(join(bin, 'docker'), 0o755);
  process.env['PATH'] = `${bin}:/usr/bin:/bin`;
  return () => readFileSync(log, 'utf8').trim().split('\n');
}

const firing: FiringResult = {
  scheduledTime: '2026-11-24T00:00:00Z',
  ran: 'docker',
  taskId: 'task',
  lines: [],
  exitCode: 0,
  denied: [],
  logGroup: 'group',
  logStream: 'stream',
  followers: new Map(),
};

const byName = <Value>(map: ReadonlyMap<JobSettings, Value>) =>
  Object.fromEntries([...map].map(([{ name }, value]) => [name, value]));

const prepared = async () => {
  const { lacking, unmet, noContainer } = await prepareImages(settings, () => undefined);
  return { lacking: byName(lacking), unmet: byName(unmet), noContainer };
};

describe('the images of the demo', () => {
  test('without an engine nothing but the crawler can run', async () => {
    standInForDocker('exit 1');
    await expect(prepared()).resolves.toEqual({
      lacking: {
        report: 'no Docker engine answers',
        idle: 'no Docker engine answers',
        later: 'no Docker engine answers',
      },
      unmet: {},
      noContainer: 'No container: no Docker engine answers; the crawler runs under node instead',
    });
  });

  test('are built before anything is deployed, or pulled where they are not there', async () => {
    const asked = standInForDocker(
      `case "$*" in "image inspect --format"*) exit;; "image inspect"*|buildx*) exit 1;; esac`,
    );
    await expect(prepared()).resolves.toEqual({
      lacking: {},
      unmet: {},
      noContainer: undefined,
    });
    expect(asked().filter((line) => !line.startsWith('image inspect --format'))).toEqual([
      'version --format {{.Server.Version}}',
      'buildx version',
      `build --tag acme-local-report:demo --file ${folder}/report/Other --target app --build-arg A=1 ${folder}/report`,
      'image inspect busybox:1.36',
      'pull --quiet busybox:1.36',
      'buildx version',
      expect.stringMatching(/^build --file .* --tag acme-local-crawler:demo .*\/crawler$/),
    ]);
  });

  test('say what they expect and their tasks do not give them', async () => {
    const config = { Config: { User: 'node', Volumes: { '/cache': {} } } };
    standInForDocker(
      `case "$*" in "image inspect --format"*report*) echo '${JSON.stringify(config)}';; esac`,
    );
    const { unmet } = await prepared();
    expect(unmet).toEqual({
      report: [
        expect.stringMatching(/^is made for the user node, and it runs as 65532:65532: /),
        expect.stringMatching(/^declares that it writes to \/cache, where nothing is mounted, /),
      ],
    });
  });

  test('have the names of the task definitions once these are there', async () => {
    const asked = standInForDocker('');
    await nameImages(settings);
    expect(asked().slice(1)).toEqual([
      'tag acme-local-report:demo registry/acme-local-report:1',
      'tag acme-local-crawler:demo registry/acme-local-crawler:1',
    ]);
  });

  test('that cannot be had are told with what the engine says last', async () => {
    standInForDocker(`case "$1" in build) echo step; echo no such base >&2; exit 1;; esac`);
    const { lacking } = await prepared();
    expect(lacking).toEqual({ report: 'the image cannot be built: no such base' });
  });

  test('of a folder that cannot be built end the demo before anything is deployed', async () => {
    standInForDocker('');
    const image = { ...(report.image as object), build: './none' };
    const jobs = [{ ...report, image } as JobSettings];
    await expect(prepareImages({ ...settings, jobs }, () => undefined)).rejects.toThrow(
      /jobs\[0\]\.image\.build: must be a folder/,
    );
  });
});

const options = { settings, endpoint: 'http://127.0.0.1:9', environment: {}, lacking: new Map() };

describe('firing a job', () => {
  test('one that is disabled is left out, as its schedule would', async () => {
    const lacking = new Map([[idle, 'no engine']]);
    await expect(fireJob(idle, { ...options, lacking })).resolves.toMatchObject([
      { kind: 'left out', reason: 'it is disabled' },
    ]);
  });

  test('one that cannot run here is not fired', async () => {
    const lacking = new Map([[report, 'no engine']]);
    await expect(fireJob(report, { ...options, lacking })).resolves.toMatchObject([
      { kind: 'failed', reason: 'no engine' },
    ]);
    expect(fire).not.toHaveBeenCalled();
  });

  test('what AWS would refuse is its result', async () => {
    jest.mocked(fire).mockRejectedValue(new Error('may not call ecs:RunTask'));
    await expect(fireJob(crawl, options)).resolves.toMatchObject([
      { kind: 'failed', reason: 'may not call ecs:RunTask' },
    ]);
  });

  test('one whose time has not come yet runs for its first', async () => {
    jest.mocked(fire).mockResolvedValue(firing);
    await fireJob(later, options);
    expect(fire).toHaveBeenCalledWith(
      expect.objectContaining({ name: 'later', scheduledTime: new Date('2099-01-01T00:00:00Z') }),
    );
  });
});

describe('firing a job that others run after', () => {
  const image = 'busybox:1.36';
  const chain: Settings = loadSettings(
    {
      project: 'acme',
      images: 'prebuilt',
      jobs: [
        { name: 'mail', after: 'report', image },
        { name: 'report', after: 'load', image },
        { name: 'load', schedule: 'rate(1 day)', image },
        { name: 'off', after: 'load', image, enabled: false },
        { name: 'other', schedule: 'rate(1 day)', image },
      ],
      environments: {
        local: { accountId: '123456789012', state: { backend: 'local' }, protectData: false },
      },
    },
    {},
  );
  const job = (name: string) => chain.jobs.find((each) => each.name === name) as JobSettings;
  /** What became of it, where these were started. */
  const outcomesOf = (followers: Readonly<Record<string, FiringResult | string>>) => {
    jest
      .mocked(fire)
      .mockResolvedValue({ ...firing, followers: new Map(Object.entries(followers)) });
    return fireJob(job('load'), {
      ...options,
      settings: chain,
      lacking: new Map([[job('mail'), 'no engine']]),
    });
  };

  test('tells of each that was started how it ended', async () => {
    const report = { ...firing, exitCode: 3 };
    const outcomes = await outcomesOf({ 'acme-local-report': report });
    expect(outcomes).toEqual([
      { kind: 'ran', job: job('load'), firing: expect.anything() as unknown },
      { kind: 'ran', job: job('report'), firing: report },
      { kind: 'left out', job: job('off'), reason: 'it is disabled' },
      { kind: 'left out', job: job('mail'), reason: 'report starts it once it is done' },
    ]);
    expect(wentWell(outcomes)).toBe(false);
    const findings = { ...nothingFound, outcomes } as unknown as DemoFindings;
    const text = await demoSummary(findings, folder, folder);
    expect(text).toMatch(/^report: after load\n─+\nthe run of .*:\nexit code 3; /m);
    expect(text).toMatch(/^mail: after report\n─+\nIt did not run: report starts it/m);
  });

  test('goes well once all have ended well, and not while one could not run here', async () => {
    const done = { 'acme-local-report': firing };
    const started = await outcomesOf({ ...done, 'acme-local-mail': 'no such image' });
    expect(started).toContainEqual({ kind: 'failed', job: job('mail'), reason: 'no engine' });
    expect(wentWell(started)).toBe(false);
    expect(wentWell(await outcomesOf({ ...done, 'acme-local-mail': firing }))).toBe(true);
  });

  test('tells that none was started where it did not run', async () => {
    jest.mocked(fire).mockRejectedValue(new Error('may not call ecs:RunTask'));
    await expect(fireJob(job('load'), { ...options, settings: chain })).resolves.toMatchObject([
      { kind: 'failed' },
      { kind: 'left out', reason: 'load starts it once it is done' },
      { kind: 'left out', reason: 'it is disabled' },
      { kind: 'left out', reason: 'report starts it once it is done' },
    ]);
  });
});

const nothingFound = {
  images: { unmet: new Map() },
  changes: {},
  bucket: 'data',
  aws: { endpoint: '', lasting: 'http://127.0.0.1:9', foreign: false },
  env: { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: 'eu-west-1' },
  before: new Map(),
  after: new Map(),
};

test('the summary says of each job why it did not run, and that nothing did', async () => {
  const outcomes: Outcome[] = [
    { kind: 'failed', job: report, reason: 'no Docker engine answers' },
    { kind: 'left out', job: idle, reason: 'it is disabled' },
    { kind: 'failed', job: later, reason: 'no Docker engine answers' },
  ];
  const findings = {
    ...nothingFound,
    outcomes,
    images: { unmet: new Map([[report, ['expects more']]]) },
  } as unknown as DemoFindings;
  const text = await demoSummary(findings, folder, folder);
  expect(text).toMatch(/^report: rate\(1 day\) in UTC$/m);
  expect(text.match(/^It did not run: no Docker engine answers\.$/gm)).toHaveLength(2);
  expect(text).toMatch(/^It did not run: it is disabled\.$/m);
  expect(text).toMatch(/^about its image: it expects more$/m);
  expect(text).toMatch(/\nNothing ran: no Docker engine answers; it is disabled\.$/);
});

test('the summary has the last lines of a log for people, and says how many are before them', async () => {
  const symbols = Array.from(
    { length: 9 },
    (_, number) =>
      `{"level":30,"time":"2026-11-24T00:00:0${number}.1Z","job":"report","symbol":"A${number}","rows":13,"msg":"symbol done"}`,
  );
  const lines = [
    ...symbols,
    '{"level":40,"time":"2026-11-24T00:00:10Z","job":"report","tried":{"times":2},"msg":"slow"}',
    '{"_aws":{"Timestamp":1},"Rows":117}',
    '{"rows":117}',
    'done {',
  ];
  const findings = {
    ...nothingFound,
    outcomes: [{ kind: 'ran', job: report, firing: { ...firing, lines } }],
  } as unknown as DemoFindings;
  expect(await demoSummary(findings, folder, folder)).toContain(`
the run of 2026-11-24T00:00:00Z, in a container:
(4 lines before: npx fargate-cron logs report)
00:00:04 symbol done symbol=A4 rows=13
00:00:05 symbol done symbol=A5 rows=13
00:00:06 symbol done symbol=A6 rows=13
00:00:07 symbol done symbol=A7 rows=13
00:00:08 symbol done symbol=A8 rows=13
00:00:10 warning slow tried={"times":2}
{"rows":117}
done {
exit code 0; logs in group, stream stream
`);
  expect(await demoSummary(findings, folder, folder)).toContain(
    ' AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws --region eu-west-1 --endpoint-url http://127.0.0.1:9 s3 ls --recursive s3://data\n',
  );
});
