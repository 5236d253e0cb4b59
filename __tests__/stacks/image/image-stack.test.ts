import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    expect(only(built(jobs.slice(2)).image, 'docker_image')).toMatchObject({
      build: { platform: 'linux/arm64' },
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
  });
  expect(String(only(image, 'aws_ecr_lifecycle_policy')['policy'])).toContain('imageCountMoreThan');
});

describe('the tag of the crawler', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fargate-cron-tag-'));
  const bundle = join(folder, 'dist', 'crawler.js');
  beforeEach(() => {
    cpSync(join(crawler, 'Dockerfile'), join(folder, 'Dockerfile'));
    cpSync(join(crawler, 'dist'), join(folder, 'dist'), { recursive: true });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('is the same for the same content, wherever it lies', () => {
    expect(crawlerImageTag(folder, ['linux/arm64'])).toBe(
      crawlerImageTag(crawler, ['linux/arm64']),
    );
  });

  test('is another one when a byte of the bundle is another', () => {
    writeFileSync(bundle, 'something else');
    expect(crawlerImageTag(folder, ['linux/arm64'])).not.toBe(
      crawlerImageTag(crawler, ['linux/arm64']),
    );
  });

  test('cannot be made before the crawler is built', () => {
    rmSync(bundle);
    expect(() => crawlerImageTag(folder, ['linux/arm64'])).toThrow(
      'crawler/dist/crawler.js does not exist: run npm run build first',
    );
  });
});
