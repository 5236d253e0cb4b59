import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crawlerImageTag } from '../../../stacks/image/crawler-image';
import type { Config } from '../../../stacks/config/config';
import { configOf, only, synthesize } from '../../synthesis';

const crawler = join(__dirname, '../../../crawler');

describe('an image that Terraform builds', () => {
  const { image } = synthesize(configOf({}, { image: { from: 'build' } }));
  const tag = crawlerImageTag(crawler, ['linux/arm64']);

  test('is built for the architecture of the task and pushed under the tag of its content', () => {
    expect(only(image, 'docker_image')).toMatchObject({
      name: `\${aws_ecr_repository.repository.repository_url}:${tag}`,
      build: { context: '../../../crawler', platform: 'linux/arm64' },
      triggers: { content: tag },
    });
    expect(only(image, 'docker_registry_image')).toMatchObject({
      name: '${docker_image.crawler-image.name}',
      keep_remotely: true,
    });
    expect(image.output['image_uri']?.value).toBe(
      '${docker_registry_image.crawler-registry-image.name}',
    );
  });

  test('logs in to ECR with a token that no output shows', () => {
    expect(image.provider['docker']).toMatchObject([
      {
        registry_auth: [
          { password: '${data.aws_ecr_authorization_token.registry-token.password}' },
        ],
      },
    ]);
    expect(JSON.stringify(image.output)).not.toContain('token');
  });
});

describe('the architecture of the crawler', () => {
  const jobs: Config['jobs'] = [
    { name: 'crawl', schedule: 'rate(1 day)' },
    { name: 'again', schedule: 'rate(1 day)', task: 'crawl' },
    { name: 'report', schedule: 'rate(1 day)', image: 'acme/report:1', architecture: 'X86_64' },
  ];
  const both: Config['jobs'] = [
    ...jobs,
    { name: 'old', schedule: 'rate(1 day)', architecture: 'X86_64' },
  ];
  const built = (jobs: Config['jobs']) =>
    synthesize(configOf({}, { image: { from: 'build' }, jobs }));

  test('is that of the jobs that run its image', () => {
    expect(only(built(jobs).image, 'docker_image')).toMatchObject({
      build: { platform: 'linux/arm64' },
    });
    expect(only(built(both.slice(2)).image, 'docker_image')).toMatchObject({
      build: { platform: 'linux/amd64' },
    });
  });

  test('is part of the tag, so that another one is pushed', () => {
    const uris = [jobs, both.slice(2)].map(
      (jobs) => only(built(jobs).image, 'docker_image')['name'],
    );
    expect(new Set(uris).size).toBe(2);
  });

  test('must be one for all of them, since one image is built', () => {
    expect(() => built(both)).toThrow(
      "jobs[3].architecture: must be one for all jobs of the crawler's image, got ARM64 in jobs[0].architecture, X86_64 in jobs[3].architecture; write one, or set their image",
    );
  });

  test('may be several for an image that somebody else pushes', () => {
    const { image } = synthesize(configOf({}, { image: { from: 'prebuilt' }, jobs: both }));
    const tag = crawlerImageTag(crawler, ['linux/amd64', 'linux/arm64']);
    expect(image.output['image_uri']?.value).toContain(`:${tag}`);
  });
});

test.each([
  ['v1', '${aws_ecr_repository.repository.repository_url}:v1'],
  [
    `sha256:${'a'.repeat(64)}`,
    `\${aws_ecr_repository.repository.repository_url}@sha256:${'a'.repeat(64)}`,
  ],
])('a prebuilt image is pinned by its tag or digest: %s', (reference, uri) => {
  const { image } = synthesize(configOf({}, { image: { from: 'prebuilt', reference } }));
  expect(image.output['image_uri']?.value).toBe(uri);
  expect(image.provider['docker']).toBeUndefined();
});

test('the repository never moves a tag, scans, encrypts and cleans up', () => {
  const { image } = synthesize(configOf());
  expect(only(image, 'aws_ecr_repository')).toMatchObject({
    name: 'acme-test-crawler',
    image_tag_mutability: 'IMMUTABLE',
    image_scanning_configuration: { scan_on_push: true },
    encryption_configuration: [{ encryption_type: 'AES256' }],
    // Of one that was made with a key, which the project has no more.
    lifecycle: { ignore_changes: ['encryption_configuration'] },
  });
  expect(String(only(image, 'aws_ecr_lifecycle_policy')['policy'])).toContain('imageCountMoreThan');
});

test('a base of the user’s own is what the image is built on, and part of its tag', () => {
  const baseImage = `ghcr.io/acme/node@sha256:${'a'.repeat(64)}`;
  const { image } = synthesize(configOf({}, { image: { from: 'build', baseImage } }));
  expect(only(image, 'docker_image')).toMatchObject({
    name: `\${aws_ecr_repository.repository.repository_url}:${crawlerImageTag(crawler, ['linux/arm64'], baseImage)}`,
    build: { build_args: { BASE_IMAGE: baseImage } },
  });
  expect(crawlerImageTag(crawler, ['linux/arm64'], baseImage)).not.toBe(
    crawlerImageTag(crawler, ['linux/arm64']),
  );
});

describe('the tag of the crawler', () => {
  const platforms = ['linux/arm64'];
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fargate-cron-tag-'));
    write('Dockerfile', 'FROM scratch');
    write(
      'src/main.ts',
      "import { name } from 'vendor';\nimport { day } from './day';\nconsole.log(name, day);",
    );
    write('src/day.ts', 'export const day: number = 1;');
    write('node_modules/vendor/package.json', '{ "version": "1.0.0" }');
    write('node_modules/vendor/index.js', "exports.name = 'one';");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }

  test('is the same for the same content, wherever it lies', () => {
    const copy = mkdtempSync(join(tmpdir(), 'fargate-cron-tag-'));
    cpSync(folder, copy, { recursive: true });
    expect(crawlerImageTag(copy, platforms)).toBe(crawlerImageTag(folder, platforms));
    rmSync(copy, { recursive: true });
  });

  test.each([
    ['a source', 'src/day.ts', 'export const day: number = 2;'],
    ['the Dockerfile', 'Dockerfile', 'FROM scratch AS other'],
  ])('is another one when %s is, built or not', (_, file, text) => {
    const before = crawlerImageTag(folder, platforms);
    write(file, text);
    // As in a clone, whose files have no order.
    utimesSync(join(folder, file), 0, 0);
    expect(crawlerImageTag(folder, platforms)).not.toBe(before);
  });

  test('is another one when a package has another version', () => {
    const before = crawlerImageTag(folder, platforms);
    write('node_modules/vendor/index.js', "exports.name = 'two';");
    write('node_modules/vendor/package.json', '{ "version": "1.0.1" }');
    expect(crawlerImageTag(folder, platforms)).not.toBe(before);
  });

  test('is the same when the sources say the same, and when the bundle was lost or cut', () => {
    const before = crawlerImageTag(folder, platforms);
    write('src/day.ts', '// the first\nexport const day: number = 1;');
    expect(crawlerImageTag(folder, platforms)).toBe(before);
    for (const file of ['dist/crawler.js', 'dist/made-from.json']) {
      write(file, '');
      expect(crawlerImageTag(folder, platforms)).toBe(before);
      rmSync(join(folder, file));
      expect(crawlerImageTag(folder, platforms)).toBe(before);
    }
  });

  test('is made without building what is as its sources are', () => {
    crawlerImageTag(folder, platforms);
    const bundle = join(folder, 'dist/crawler.js');
    utimesSync(bundle, 0, 0);
    crawlerImageTag(folder, platforms);
    expect(statSync(bundle).mtimeMs).toBe(0);
  });

  test('cannot be made of sources that are wrong: where, and no stack trace', () => {
    write('src/day.ts', 'export const day: number = ;');
    let error: unknown;
    try {
      crawlerImageTag(folder, platforms);
    } catch (thrown) {
      error = thrown;
    }
    const text = 'crawler/: Build failed with 1 error:\nsrc/day.ts:1:27: ERROR: Unexpected ";"';
    expect(error).toMatchObject({ message: text, stack: text });
  });
});
