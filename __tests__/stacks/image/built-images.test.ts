import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Testing } from 'cdktf';
import type { Config, JobConfig } from '../../../stacks/config/config';
import { ConfigError } from '../../../stacks/config/config-error';
import { createStacks } from '../../../stacks/project';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf, only, statementsOf, synthesize, type Synthesized } from '../../synthesis';

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'fargate-cron-images-'));
  write('jobs/report/Dockerfile', 'FROM scratch\nCOPY . /');
  write('jobs/report/report.py', 'print(1)');
});
afterEach(() => {
  rmSync(project, { recursive: true });
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(project, file)), { recursive: true });
  writeFileSync(join(project, file), text);
}

const build = './jobs/report';

function jobsOf(...jobs: Partial<JobConfig>[]): Partial<Config> {
  return { jobs: jobs.map((job) => ({ name: 'report', schedule: 'rate(1 day)', ...job })) };
}

function stacksOf(part: Partial<Config>, planWithout = '') {
  return synthesize(configOf({}, part), 'test', planWithout, undefined, project);
}

/** What is wrong with a configuration in the project's folder. */
function problemsOf(part: Partial<Config>): string {
  try {
    createStacks(
      Testing.app(),
      loadSettings(configOf({}, part), { FARGATE_CRON_ENV: 'test' }, undefined, project),
    );
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

function builtFor(image: Synthesized): Record<string, string> {
  return Object.fromEntries(
    Object.values(image.resource['docker_image'] ?? {}).map((built) => [
      String(built['name']).replace(/^\$\{aws_ecr_repository\.([\w-]+)_repository_.*$/, '$1'),
      (built['build'] as { platform: string }).platform,
    ]),
  );
}

function tagOf(part: Partial<Config> = jobsOf({ image: { build } })): string {
  const uris = stacksOf({ images: 'prebuilt', ...part }).image.output['image_uris']?.value;
  return (
    Object.values(uris as Record<string, string>)[0]
      ?.split(':')
      .at(-1) ?? ''
  );
}

describe('an image of a job’s own folder', () => {
  test('is built there, relative to where Terraform runs, and pushed to a repository of its own', () => {
    const { image, task } = stacksOf(
      jobsOf({
        image: { build, dockerfile: './Dockerfile', target: 'run', args: { VERSION: '${1}' } },
      }),
    );
    expect(only(image, 'aws_ecr_repository')).toMatchObject({
      name: 'acme-test-report',
      image_tag_mutability: 'IMMUTABLE',
      image_scanning_configuration: { scan_on_push: true },
    });
    expect(only(image, 'docker_image')).toMatchObject({
      name: expect.stringMatching(/:[0-9a-f]{16}$/) as string,
      build: {
        context: '../../../jobs/report',
        target: 'run',
        build_args: { VERSION: '$${1}' },
        platform: 'linux/arm64',
      },
    });
    const { image: uri } = containersOf(task)[0] ?? {};
    expect(uri).toBe('${data.terraform_remote_state.image.outputs.image_uris["report"]}');
    const pull = statementsOf(
      Object.values(task.resource['aws_iam_role_policy'] ?? {}).find(
        ({ name }) => name === 'start-task',
      )?.['policy'],
    ).find(({ Sid }) => Sid === 'PullImage');
    expect(JSON.stringify(pull?.['Resource'])).toMatch(/:repository\/acme-test-report"/);
  });

  test('has no default image beside it: the outputs of that one are empty', () => {
    const { output } = stacksOf(jobsOf({ image: { build } })).image;
    expect(output).toMatchObject({ image_uri: { value: '' }, repository_url: { value: '' } });
    expect(Object.keys(output['repository_urls']?.value as object)).toEqual(['report']);
  });

  test('has a placeholder of its job where the image stack is not deployed yet', () => {
    const { task } = stacksOf(jobsOf({ image: { build } }), 'image');
    expect(containersOf(task)[0]?.image).toBe(
      '000000000000.dkr.ecr.us-east-1.amazonaws.com/PLACEHOLDER-report:PLACEHOLDER',
    );
  });

  test('is the same under the same tag where somebody else builds it, and needs no engine', () => {
    const { image } = stacksOf({ images: 'prebuilt', ...jobsOf({ image: { build } }) });
    expect(image.provider['docker']).toBeUndefined();
    expect(image.resource['docker_image']).toBeUndefined();
    const built = only(stacksOf(jobsOf({ image: { build } })).image, 'docker_image')['name'];
    expect(image.output['image_uris']?.value).toEqual({ report: built });
  });

  test('is shared by the jobs that name it, and by those that run its job’s task', () => {
    const image = { build, name: 'python' };
    const { image: stack } = stacksOf(
      jobsOf({ image }, { name: 'summary', image }, { name: 'again', task: 'summary' }),
    );
    expect(only(stack, 'aws_ecr_repository')['name']).toBe('acme-test-python');
    const uris = stack.output['image_uris']?.value as Record<string, string>;
    expect(Object.keys(uris).sort()).toEqual(['again', 'report', 'summary']);
    expect(new Set(Object.values(uris)).size).toBe(1);
  });

  test('is built for what its jobs run on, unless it says itself for what', () => {
    const x86 = { architecture: 'X86_64', image: { build } } as const;
    expect(builtFor(stacksOf(jobsOf(x86)).image)).toEqual({ 'image-report': 'linux/amd64' });
    const platform = 'linux/arm64,linux/amd64';
    const both = jobsOf({ image: { build, platform } });
    expect(problemsOf({ images: 'prebuilt', ...both })).toBe('');
    expect(tagOf(both)).not.toBe(tagOf());
  });

  test('that is the project’s is named app, and read as each job’s own', () => {
    const part = { image: { build }, ...jobsOf({}, { name: 'other' }) };
    const { image, task } = stacksOf(part);
    expect(only(image, 'aws_ecr_repository')['name']).toBe('acme-test-app');
    expect(image.output['image_uri']?.value).toMatch(/docker_registry_image/);
    expect(containersOf(task)[0]?.image).toMatch(/image_uris\["\w+"\]/);
  });

  test('of an environment replaces the one that all share', () => {
    const image = (part: Partial<Config['environments'][string]>) =>
      stacksOf({
        ...jobsOf({}),
        image: 'acme/report:1',
        environments: { test: { state: { backend: 'local' }, ...part } },
      });
    expect(image({}).image.resource).toBeUndefined();
    expect(only(image({ image: { build } }).image, 'aws_ecr_repository')['name']).toBe(
      'acme-test-app',
    );
    expect(only(image({ image: { from: 'prebuilt' } }).image, 'aws_ecr_repository')['name']).toBe(
      'acme-test-crawler',
    );
  });
});

function containersOf(task: Synthesized): { image?: string }[] {
  const [definition] = Object.values(task.resource['aws_ecs_task_definition'] ?? {});
  const text = String(definition?.['container_definitions']).replaceAll(
    /\$\{[^}]*\}/g,
    (reference) => reference.replaceAll('"', '\\"'),
  );
  return JSON.parse(text) as { image?: string }[];
}

test('without a job that runs the crawler there is nothing of it, and no state of images is read', () => {
  const { image, task } = stacksOf({
    ...jobsOf({ image: 'acme/report:1' }, { name: 'again', task: 'report' }),
    image: { from: 'build' },
  });
  expect(image.resource).toBeUndefined();
  expect(image.provider['docker']).toBeUndefined();
  expect(task.resource['aws_glue_catalog_database']).toBeUndefined();
  expect(task.data?.['terraform_remote_state']).toBeUndefined();
});

describe('the tag of an image that is built', () => {
  test.each<[string, () => void]>([
    [
      'a file',
      () => {
        write('jobs/report/report.py', 'print(2)');
      },
    ],
    [
      'the name of a file',
      () => {
        write('jobs/report/lib/more.py', '');
      },
    ],
    [
      'the Dockerfile',
      () => {
        write('jobs/report/Dockerfile', 'FROM scratch');
      },
    ],
    [
      'whether a file can be run',
      () => {
        chmodSync(join(project, 'jobs/report/report.py'), 0o755);
      },
    ],
    [
      'what a link leads to',
      () => {
        symlinkSync('report.py', join(project, 'jobs/report/main.py'));
      },
    ],
  ])('is another one with %s', (_, change) => {
    const before = tagOf();
    change();
    expect(tagOf()).not.toBe(before);
  });

  test.each<[string, Partial<Config>]>([
    ['an argument', jobsOf({ image: { build, args: { VERSION: '1' } } })],
    ['a target', jobsOf({ image: { build, target: 'run' } })],
    ['an architecture', jobsOf({ image: { build }, architecture: 'X86_64' })],
  ])('is another one with %s', (_, part) => {
    expect(tagOf(part)).not.toBe(tagOf());
  });

  test('is the same whenever and under whatever name it was written', () => {
    const before = tagOf(jobsOf({ image: { build, args: { A: '1', B: '2' } } }));
    utimesSync(join(project, 'jobs/report/report.py'), 0, 0);
    mkdirSync(join(project, 'jobs/report/empty'));
    const image = { build: 'jobs/report/', name: 'other', args: { B: '2', A: '1' } };
    expect(tagOf(jobsOf({ image }))).toBe(before);
  });

  test('knows nothing of what .dockerignore leaves out', () => {
    write('jobs/report/.dockerignore', '.dockerignore\nnode_modules\n**/*.log\n!keep.log\n');
    const before = tagOf();
    write('jobs/report/node_modules/left-pad/index.js', '');
    write('jobs/report/deep/er/run.log', '');
    expect(tagOf()).toBe(before);
    write('jobs/report/keep.log', '');
    expect(tagOf()).not.toBe(before);
  });

  test('takes signs in a .dockerignore for what they are', () => {
    write('jobs/report/.dockerignore', 'c++\n(shop)/*.{js}\n\\(a\\)\na|b\n');
    const before = tagOf();
    for (const name of ['c++/x.h', '(shop)/page.{js}', '(a)', 'a|b'])
      write(`jobs/report/${name}`, '');
    expect(tagOf()).toBe(before);
    write('jobs/report/ccc', '');
    expect(tagOf()).not.toBe(before);
  });

  test('takes the .dockerignore of its Dockerfile before the one for all, as BuildKit does', () => {
    write('jobs/report/.dockerignore', '.dockerignore\n');
    write('jobs/report/Dockerfile.dockerignore', '*.dockerignore\ndata\n.dockerignore\n');
    const before = tagOf();
    write('jobs/report/data/large.bin', '0');
    expect(tagOf()).toBe(before);
  });
});

describe('a folder that cannot be built is told at once', () => {
  test.each<[string, Partial<Config>, string]>([
    [
      'that is none',
      jobsOf({ image: { build: './jobs/reprot' } }),
      'jobs[0].image.build: must be a folder, relative to the project\'s, got "jobs/reprot", which is none',
    ],
    [
      'without the Dockerfile',
      { image: { build, dockerfile: 'Dockerfile.x' }, ...jobsOf({}) },
      'image.dockerfile: must be a file in jobs/report, got "Dockerfile.x", which is none; write one, or the name of the one that there is',
    ],
  ])('%s', (_, part, message) => {
    expect(problemsOf(part)).toContain(message);
  });

  test('of more than a gigabyte, before it is read', () => {
    write('jobs/report/model/weights.bin', '');
    truncateSync(join(project, 'jobs/report/model/weights.bin'), 1.2e9);
    const part = jobsOf({ image: { build } });
    expect(problemsOf(part)).toContain(
      'jobs[0].image.build: must have at most 1 GB, all of which is sent to the engine, got "jobs/report" with 1.2 GB, 1.2 GB of it in model; name what the image does not need in its .dockerignore',
    );
    write('jobs/report/.dockerignore', 'model');
    expect(problemsOf(part)).toBe('');
  });

  test('that holds what each synthesis or clone has its own of', () => {
    write('Dockerfile', 'FROM scratch');
    write('.git/HEAD', 'ref: refs/heads/main');
    const part = jobsOf({ image: { build: '.' } });
    expect(problemsOf(part)).toContain(
      'jobs[0].image.build: must leave out what each synthesis or clone has its own of, got "." with cdktf.out and .fargate-cron and .git; name them in its .dockerignore',
    );
    write('.dockerignore', 'cdktf.out\n.fargate-cron\n.git\nnode_modules\n');
    expect(problemsOf(part)).toBe('');
  });

  test('by Terraform as its Dockerfile has a .dockerignore of its own', () => {
    write('jobs/report/Dockerfile.dockerignore', 'data');
    const part = jobsOf({ image: { build } });
    expect(problemsOf({ ...part, images: 'build' })).toContain(
      'jobs[0].image.dockerfile: must have no .dockerignore of its own where Terraform builds the image, as its provider reads that of the folder alone, got "Dockerfile.dockerignore"; move the lines there, or write images: \'prebuilt\'',
    );
    expect(problemsOf({ ...part, images: 'prebuilt' })).toBe('');
  });
});
