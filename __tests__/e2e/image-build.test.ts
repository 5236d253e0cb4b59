import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initialize } from '../../cli/plan/initialize';
import { planOne, type PlannedStack } from '../../cli/plan/plan-stacks';
import { risksOf } from '../../cli/plan/risks/risks';
import { synthesize, type Stack } from '../../cli/plan/stacks';
import { failureOf, terraform } from '../../cli/plan/terraform';
import { pluginLinks } from '../../local/plugin-mirror';
import { localEnvironment } from '../../local/terraform';
import { loadSettings } from '../../stacks/settings/load-settings';
import { DockerEngine, whatAnEngineLacks } from './docker-engine';
import { EcrRegistry } from './ecr-registry';
import { LocalWorld } from './local-world';

jest.setTimeout(900_000);

const directory = mkdtempSync(join(tmpdir(), 'fargate-cron-e2e-image-'));

/** Without the plugin Terraform would download it. */
function missing(): string | undefined {
  const ofEngine = whatAnEngineLacks();
  if (ofEngine !== undefined) return ofEngine;
  localEnvironment(directory, 'http://127.0.0.1:9');
  return existsSync(join(pluginLinks(directory), 'registry.terraform.io/kreuzwerker/docker'))
    ? undefined
    : 'the Docker provider in a plugin mirror';
}

// The engine takes an image of its own as a base for its own kind of machine alone.
const architecture = process.arch === 'x64' ? 'X86_64' : 'ARM64';

const lacking = missing();
if (lacking !== undefined) rmSync(directory, { recursive: true });
const title =
  lacking === undefined ? 'an image that Terraform builds' : `skipped: there is no ${lacking}`;

(lacking === undefined ? describe : describe.skip)(title, () => {
  const registry = new EcrRegistry();
  const engine = new DockerEngine();
  const before = { ...process.env };
  const repository = 'acme-local-crawler';
  const reports = 'acme-local-report';
  let world: LocalWorld;

  beforeAll(async () => {
    mkdirSync(join(directory, 'jobs/report'), { recursive: true });
    writeFileSync(
      join(directory, 'jobs/report/Dockerfile'),
      'ARG BASE\nFROM $BASE\nCOPY report.txt /\n',
    );
    writeFileSync(join(directory, 'jobs/report/report.txt'), 'a report');
    await registry.start();
    [world] = await Promise.all([LocalWorld.start(directory), engine.start(registry)]);
    for (const name of ['one', 'two']) engine.importBase(name);
    Object.assign(process.env, world.env, registry.env, engine.env);
    const failure = await initialize(stackOn('one'));
    if (failure !== undefined) throw new Error(failure);
  });

  afterAll(async () => {
    process.env = before;
    await engine.stop();
    await registry.stop();
    // There is none where it could not be started.
    await world.stop();
    rmSync(directory, { recursive: true });
  });

  /** The crawler on a base, and a folder of the project's own. */
  function stackOn(base: string): Stack {
    const image = { build: './jobs/report', args: { BASE: 'base:one' } };
    const settings = loadSettings(
      {
        project: 'acme',
        jobs: [
          { name: 'nightly', schedule: 'rate(1 day)', architecture },
          { name: 'report', schedule: 'rate(1 day)', architecture, image },
        ],
        environments: {
          local: {
            accountId: '123456789012',
            state: { backend: 'local' },
            image: { from: 'build', baseImage: `base:${base}` },
            protectData: false,
          },
        },
      },
      process.env,
      undefined,
      directory,
    );
    const stack = synthesize(settings).find(({ id }) => id === 'image');
    if (stack === undefined) throw new Error('there is no image stack');
    return stack;
  }

  async function plan(base = 'one'): Promise<PlannedStack> {
    return planOne(stackOn(base), join(directory, 'image.tfplan'));
  }

  /** @returns what went wrong, if anything did */
  async function apply(...options: readonly string[]): Promise<string | undefined> {
    const stack = stackOn('one');
    const result = await terraform(['apply', '-no-color', '-auto-approve', ...options], stack);
    return result.exitCode === 0 ? undefined : failureOf(stack, result);
  }

  const risks = ({ changes }: PlannedStack) =>
    risksOf(changes, new Date('2027-01-01')).map(
      ({ kind, address }) => `${kind}: ${address.split('.')[0]}`,
    );

  test('is pushed, and planned again nothing changes', async () => {
    const first = await plan();
    expect(first.error).toBeUndefined();
    expect(risks(first)).toEqual([]);
    expect(await apply(first.file)).toBeUndefined();
    for (const name of [repository, reports]) {
      expect(await registry.tags(name)).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
    }
    expect(await plan()).toMatchObject({ changes: [] });
  });

  test.each(['that the credentials are wrong', 'nothing'] as const)(
    'may be there though the registry answers %s, and the review says so',
    async (answer) => {
      registry.answers = answer;
      try {
        expect(risks(await plan())).toEqual([
          'image-not-found: docker_registry_image',
          'image-not-found: docker_registry_image',
        ]);
      } finally {
        registry.answers = 'images';
      }
    },
  );

  test('cannot be planned without an engine, and the error says what can', async () => {
    process.env['DOCKER_HOST'] = `unix://${join(directory, 'none.sock')}`;
    try {
      expect((await plan()).error).toMatch(
        /^no Docker engine answers at unix:.*: start one, or write images: 'prebuilt' in environments\.local of config\.ts/,
      );
    } finally {
      process.env['DOCKER_HOST'] = engine.env.DOCKER_HOST;
    }
  });

  test('is another one on another base, which leaves the first one where it is', async () => {
    const next = await plan('two');
    expect(next.changes.map(({ action, type }) => `${action} ${type}`).sort()).toEqual([
      'replace docker_image',
      'replace docker_registry_image',
    ]);
    expect(await apply(next.file)).toBeUndefined();
    expect(await registry.tags(repository)).toHaveLength(2);
  });

  test('is not pushed over the one of its tag', async () => {
    // Back to the first base, whose image the registry has kept.
    expect(await apply()).toMatch(
      /^the repository acme-local-crawler has an image [0-9a-f]{16} already, so nothing was pushed/,
    );
  });
});
