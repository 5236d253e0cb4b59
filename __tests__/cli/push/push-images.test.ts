import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ECRClient } from '@aws-sdk/client-ecr';
import { pushImages } from '../../../cli/push/push-images';
import type { Config } from '../../../stacks/config/config';
import { FakeAws, FakeError } from '../fake-aws';

const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const aws = new FakeAws();
const before = { env: process.env, folder: process.cwd() };
let folder: string;
let printed: string;

// What Docker was called with; it has buildx unless a test takes it away.
const docker = `#!/bin/sh
echo "$*" >> "$FOLDER/calls"
case "$*" in
  login*) cat >> "$FOLDER/password" ;;
  'buildx version') test ! -f "$FOLDER/no-buildx" ;;
  'image inspect'*) test -f "$FOLDER/inspected" && cat "$FOLDER/inspected" ;;
  *build*report*) test ! -f "$FOLDER/broken" || { echo 'no such package'; exit 1; } ;;
esac
`;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fargate-cron-push-'));
  mkdirSync(join(folder, 'bin'));
  write('bin/docker', docker);
  chmodSync(join(folder, 'bin/docker'), 0o755);
  write('jobs/report/Dockerfile', 'FROM scratch');
  process.env = {
    ...before.env,
    ...(await aws.start()),
    FOLDER: folder,
    PATH: `${join(folder, 'bin')}${delimiter}${before.env['PATH'] ?? ''}`,
    FARGATE_CRON_ENV: 'dev',
  };
  process.chdir(folder);
  aws.calls.length = 0;
  aws.answer('DescribeRepositories', {
    repositories: [{ repositoryUri: `${host}/acme-dev-report` }],
  });
  aws.answer('DescribeImages', new FakeError('ImageNotFoundException', 'not there'));
  const authorizationToken = Buffer.from('AWS:secret').toString('base64');
  aws.answer('GetAuthorizationToken', {
    authorizationData: [{ authorizationToken, proxyEndpoint: `https://${host}` }],
  });
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});

afterEach(async () => {
  jest.restoreAllMocks();
  process.chdir(before.folder);
  process.env = before.env;
  await aws.stop();
  rmSync(folder, { recursive: true });
});

function write(file: string, text: string): void {
  mkdirSync(join(folder, file, '..'), { recursive: true });
  writeFileSync(join(folder, file), text);
}

function configure(config: Partial<Config>): void {
  const jobs = [{ name: 'report', schedule: 'rate(1 day)', image: { build: './jobs/report' } }];
  const environments = { dev: { state: { backend: 'local' } } };
  const all = { project: 'acme', images: 'prebuilt', jobs, environments, ...config };
  write('config.ts', `export default ${JSON.stringify(all)};`);
}

const calls = () =>
  existsSync(join(folder, 'calls'))
    ? readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n')
    : [];

test('a repository of another account is asked there, and logged in to', async () => {
  const registry = host.replace('123456789012', '210987654321');
  aws.answer('DescribeRepositories', { repositories: [{ repositoryUri: `${registry}/images` }] });
  configure({
    existing: { repository: 'arn:aws:ecr:us-east-1:210987654321:repository/images' },
  });
  const send = jest.spyOn(ECRClient.prototype, 'send');
  await pushImages();
  expect(calls()).toContain(`login --username AWS --password-stdin ${registry}`);
  expect(calls().at(-1)).toMatch(new RegExp(`^push ${registry}/images:[0-9a-f]{16}$`));
  const asked = send.mock.calls.map(([{ input }]) => input);
  expect(asked.slice(0, 2)).toEqual([
    { repositoryNames: ['images'], registryId: '210987654321' },
    expect.objectContaining({ repositoryName: 'images', registryId: '210987654321' }),
  ]);
  const refusal = new FakeError('RepositoryNotFoundException', 'no');
  aws.answer('DescribeRepositories', refusal);
  await expect(pushImages()).rejects.toThrow(
    'there is no repository arn:aws:ecr:us-east-1:210987654321:repository/images: ask its owner',
  );
});

test('what ECR lacks is built by buildx and pushed under the tag of its content', async () => {
  const image = { build: './jobs/report', target: 'run', args: { VERSION: '1' } };
  configure({ jobs: [{ name: 'report', schedule: 'rate(1 day)', image }] });
  await pushImages();
  const uri = expect.stringMatching(
    new RegExp(`--tag=${host}/acme-dev-report:[0-9a-f]{16} ${folder}/jobs/report$`),
  ) as string;
  expect(calls()).toEqual([
    'version --format {{.Server.Version}}',
    'buildx version',
    `login --username AWS --password-stdin ${host}`,
    uri,
    expect.stringMatching(/^image inspect --format /),
    expect.stringMatching(new RegExp(`^push ${host}/acme-dev-report:[0-9a-f]{16}$`)),
  ]);
  expect(calls()[3]).toContain(
    `buildx build --provenance=false --load --platform=linux/arm64 --file=${folder}/jobs/report/Dockerfile --target=run --build-arg=VERSION=1 `,
  );
  expect(readFileSync(join(folder, 'password'), 'utf8')).toBe('secret');
  expect(printed).toMatch(
    new RegExp(
      `^report: built for linux/arm64 and pushed as ${host}/acme-dev-report:[0-9a-f]{16}$`,
      'm',
    ),
  );
});

test('what an image expects and its job does not give it is said', async () => {
  const config = { Architecture: 'arm64', Config: { User: 'node', Volumes: { '/cache/': {} } } };
  write('inspected', JSON.stringify(config));
  configure({});
  await pushImages();
  expect(printed).toContain(
    "report: in the job report it is made for the user node, and it runs as 65532:65532: if it must be that one, write user: 'node' (docs/containers.md)",
  );
  expect(printed).toContain(
    "report: in the job report it declares that it writes to /cache, where nothing is mounted, on a file system that is read-only: write volumes: [{ name: 'cache', mountPath: '/cache' }], or readonlyRootFilesystem: false",
  );
});

test('an image that no task of its jobs can start is not pushed', async () => {
  write('inspected', JSON.stringify({ Architecture: 'amd64', Config: {} }));
  configure({});
  await expect(pushImages()).rejects.toThrow(
    'report was built for linux/arm64 and is for amd64: the last FROM',
  );
  expect(calls().filter((line) => line.startsWith('push'))).toEqual([]);
});

test('a family of two is built by a builder that is removed again', async () => {
  const job = { schedule: 'rate(1 day)', image: { build: './jobs/report', name: 'report' } };
  configure({
    jobs: [
      { ...job, name: 'report' },
      { ...job, name: 'again', architecture: 'X86_64' },
    ],
  });
  await pushImages();
  const [create = '', ...built] = calls().slice(3);
  const [remove = '', build = ''] = built.toReversed();
  const [, builder = 'none'] =
    /^buildx create --driver=docker-container --name=(\S+)$/.exec(create) ?? [];
  expect(build).toContain(`--builder=${builder} `);
  expect(build).toContain('--push --platform=linux/amd64,linux/arm64');
  // Each is looked at before both are pushed.
  expect(built.slice(0, -2)).toEqual([
    expect.stringMatching(/^buildx build .*--load --platform=linux\/amd64 /),
    expect.stringMatching(/^image inspect /),
    expect.stringMatching(/^buildx build .*--load --platform=linux\/arm64 /),
    expect.stringMatching(/^image inspect /),
  ]);
  expect(remove).toBe(`buildx rm ${builder}`);
});

test('without buildx the engine builds and pushes by itself', async () => {
  write('no-buildx', '');
  configure({});
  await pushImages();
  expect(calls().slice(3)).toEqual([
    expect.stringMatching(/^build --platform=linux\/arm64 /),
    expect.stringMatching(/^image inspect /),
    expect.stringMatching(/^push .*acme-dev-report:[0-9a-f]{16}$/),
  ]);
});

test('without buildx a family of two cannot be built', async () => {
  write('no-buildx', '');
  const image = { build: './jobs/report', platform: 'linux/arm64,linux/amd64' };
  configure({ jobs: [{ name: 'report', schedule: 'rate(1 day)', image }] });
  await expect(pushImages()).rejects.toThrow(
    'report is built for linux/amd64 and linux/arm64, which takes docker buildx: install it',
  );
});

test('without buildx a .dockerignore of one Dockerfile would not be read', async () => {
  write('no-buildx', '');
  write('jobs/report/Dockerfile.dockerignore', 'data');
  configure({});
  await expect(pushImages()).rejects.toThrow(
    'report has jobs/report/Dockerfile.dockerignore, which docker buildx alone reads: install it',
  );
});

test('what is there is left, and no engine is asked', async () => {
  aws.answer('DescribeImages', { imageDetails: [{}] });
  configure({});
  await pushImages();
  expect(printed).toMatch(/^report: .*:[0-9a-f]{16} is there already$/m);
  expect(calls()).toEqual([]);
});

test.each<[string, Partial<Config>, string]>([
  ['Terraform pushes', { images: 'build' }, 'report: Terraform builds and pushes it'],
  [
    'a pipeline pushes',
    {
      image: { from: 'prebuilt', reference: 'v1' },
      jobs: [{ name: 'crawl', schedule: 'rate(1 day)' }],
    },
    'crawler: image.reference of config.ts names it, so your own pipeline pushes it',
  ],
  [
    'no job builds',
    { jobs: [{ name: 'other', schedule: 'rate(1 day)', image: 'acme/other:1' }] },
    'No job has an image that is built here: there is nothing to push.',
  ],
])('what %s is not pushed', async (_, config, text) => {
  configure(config);
  await pushImages();
  expect(printed).toContain(text);
  expect(aws.calls).toEqual([]);
});

test('the crawler is built from this package', async () => {
  aws.answer('DescribeRepositories', {
    repositories: [{ repositoryUri: `${host}/acme-dev-crawler` }],
  });
  configure({ jobs: [{ name: 'crawl', schedule: 'rate(1 day)' }] });
  await pushImages();
  expect(calls()[3]).toMatch(/^buildx build .* \S+\/crawler$/);
});

test('a repository that is not there, a build that fails and an engine that is missing are told', async () => {
  configure({});
  write('broken', '');
  await expect(pushImages()).rejects.toThrow('docker buildx build failed:\nno such package');
  rmSync(join(folder, 'bin/docker'));
  process.env['PATH'] = join(folder, 'bin');
  await expect(pushImages()).rejects.toThrow('there is no docker on PATH: install one');
  aws.answer('DescribeRepositories', new FakeError('RepositoryNotFoundException', 'none'));
  await expect(pushImages()).rejects.toThrow(
    'report: there is no repository acme-dev-report yet: apply the stack image first',
  );
});
