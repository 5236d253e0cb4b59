import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { pushImages } from '../../cli/push/push-images';
import { loadSettings } from '../../stacks/settings/load-settings';
import { DockerEngine, whatAnEngineLacks } from './docker-engine';
import { EcrRegistry } from './ecr-registry';
import { LocalWorld } from './local-world';

jest.setTimeout(900_000);

const lacking = whatAnEngineLacks();
const title = lacking === undefined ? 'an image that is pushed' : `skipped: there is no ${lacking}`;

// The engine takes an image of its own as a base for its own kind of machine alone.
const architecture = process.arch === 'x64' ? 'X86_64' : 'ARM64';

(lacking === undefined ? describe : describe.skip)(title, () => {
  const registry = new EcrRegistry();
  const engine = new DockerEngine();
  const before = process.env;
  const repository = 'acme-local-report';
  /** Whether the engine of this machine has its network. */
  const hasNetwork = (): boolean => existsSync('/sys/class/net/docker0');
  const hadNetwork = hasNetwork();
  let directory: string;
  let world: LocalWorld;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'fargate-cron-e2e-push-'));
    mkdirSync(join(directory, 'jobs/report'), { recursive: true });
    write('Dockerfile', 'ARG BASE\nFROM $BASE\nCOPY report.txt /\n');
    write('report.txt', 'a report');
    await registry.start();
    [world] = await Promise.all([LocalWorld.start(directory), engine.start(registry)]);
    engine.importBase('one');
    process.env = {
      ...world.env,
      ...registry.env,
      ...engine.env,
      // Nobody's own credentials are written over.
      DOCKER_CONFIG: join(directory, 'docker'),
    };
    const ecr = new ECRClient({ region: 'us-east-1' });
    await ecr.send(new CreateRepositoryCommand({ repositoryName: repository }));
    ecr.destroy();
  });

  afterAll(async () => {
    process.env = before;
    await engine.stop();
    await registry.stop();
    // There is none where it could not be started.
    await world.stop();
    rmSync(directory, { recursive: true });
  });

  test('another engine keeps its network', () => {
    expect(hasNetwork()).toBe(hadNetwork);
  });

  function write(file: string, text: string): void {
    writeFileSync(join(directory, 'jobs/report', file), text);
  }

  function settings() {
    const image = { build: './jobs/report', args: { BASE: 'base:one' } };
    return loadSettings(
      {
        project: 'acme',
        images: 'prebuilt',
        jobs: [{ name: 'report', schedule: 'rate(1 day)', architecture, image }],
        environments: { local: { accountId: '123456789012', state: { backend: 'local' } } },
      },
      process.env,
      undefined,
      directory,
    );
  }

  test('is in the registry under the tag of its content, and another content beside it', async () => {
    await pushImages(settings());
    const [first] = await registry.tags(repository);
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    write('report.txt', 'another report');
    await pushImages(settings());
    const tags = await registry.tags(repository);
    expect(tags).toHaveLength(2);
    expect(tags).toContain(first);
  });

  test('is not pushed where the registry refuses, and Docker’s own words say why', async () => {
    registry.answers = 'that the credentials are wrong';
    write('report.txt', 'a third report');
    try {
      await expect(pushImages(settings())).rejects.toThrow(/^docker login failed:\n/);
    } finally {
      registry.answers = 'images';
    }
  });
});
