import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GetAuthorizationTokenCommand, type ECRClient } from '@aws-sdk/client-ecr';
import { inspected, inspection } from '../../local/docker-engine';
import { findProgram, runProgram } from '../../local/program';
import type { ImageConfig } from '../../stacks/rules/image-config';
import { ownIgnoreFile } from '../../stacks/settings/build-context';
import type { StackImage } from '../../stacks/settings/images';
import { packageFolder } from '../../stacks/settings/package-folder';
import type { Settings } from '../../stacks/settings/settings';
import { Failure } from '../failure';

interface Push {
  readonly image: StackImage;
  readonly uri: string;
  readonly settings: Settings;
  /** Is called with what each image says of itself, before anything is pushed. */
  readonly look: (config: ImageConfig) => void;
  /** Shows a line of the build. */
  readonly say: (line: string) => void;
}

/** The Docker engine of this machine, by its own command. */
export interface Engine {
  /** @param registry another one than the account's */
  readonly logIn: (ecr: ECRClient, registry?: string) => Promise<void>;
  readonly push: (push: Push) => Promise<void>;
}

/** @throws Failure where none answers */
export async function findEngine(folder: string): Promise<Engine> {
  const docker = findProgram('docker');
  const needed = 'a Docker engine builds what ECR does not have';
  if (docker === undefined)
    throw new Failure(`${needed}, and there is no docker on PATH: install one`);
  const run: Run = (args, { say, input, env } = {}) =>
    runProgram(docker, args, {
      cwd: folder,
      env: { ...process.env, ...env },
      ...(say !== undefined && { onLine: say }),
      ...(input !== undefined && { input }),
    });
  const answered = await run(['version', '--format', '{{.Server.Version}}']);
  if (answered.exitCode !== 0) {
    throw new Failure(`${needed}, and none answers: start one, or look at DOCKER_HOST`);
  }
  const hasBuildx = (await run(['buildx', 'version'])).exitCode === 0;
  return {
    logIn: (ecr, registry) => logIn(run, ecr, registry),
    push: (push) => (hasBuildx ? byBuildx(run, push) : byEngine(run, push)),
  };
}

type Run = (
  args: readonly string[],
  options?: {
    readonly say?: (line: string) => void;
    readonly input?: string;
    readonly env?: NodeJS.ProcessEnv;
  },
) => ReturnType<typeof runProgram>;

/** By standard input: arguments can be read by everybody on the machine. */
async function logIn(run: Run, ecr: ECRClient, registry?: string): Promise<void> {
  const { authorizationData: [data] = [] } = await ecr.send(new GetAuthorizationTokenCommand());
  const [user = '', password = ''] = Buffer.from(data?.authorizationToken ?? '', 'base64')
    .toString()
    .split(':');
  const host = registry ?? (data?.proxyEndpoint ?? '').replace(/^https?:\/\//, '');
  await succeed(run, ['login', '--username', user, '--password-stdin', host], { input: password });
}

/**
 * The builder that an engine has by itself makes an image for one platform; one of its own, which is
 * removed again, for several.
 */
async function byBuildx(run: Run, push: Push): Promise<void> {
  const { platforms } = push.image;
  const build = (some: readonly string[], ...options: readonly string[]) =>
    succeed(
      run,
      // Attestations would make an index of an image for one platform.
      ['buildx', 'build', '--provenance=false', ...options, ...argumentsOf(push, some)],
      push,
    );
  if (platforms.length === 1) {
    await build(platforms, '--load');
    await look(run, push);
    await succeed(run, ['push', push.uri], push);
    return;
  }
  const builder = `fargate-cron-${randomUUID()}`;
  await succeed(run, ['buildx', 'create', '--driver=docker-container', `--name=${builder}`], push);
  try {
    // An engine takes one at a time; the builder has both by then.
    for (const platform of platforms) {
      await build([platform], `--builder=${builder}`, '--load');
      await look(run, push);
    }
    await build(platforms, `--builder=${builder}`, '--push');
  } finally {
    await run(['buildx', 'rm', builder]);
  }
}

async function byEngine(run: Run, push: Push): Promise<void> {
  const { image, uri } = push;
  if (image.platforms.length > 1) {
    throw new Failure(
      `${image.name} is built for ${image.platforms.join(' and ')}, which takes docker buildx: install it, or give its jobs one architecture`,
    );
  }
  const { built } = image;
  const own = built && join(built.build, ownIgnoreFile(built.dockerfile));
  if (own !== undefined && existsSync(join(push.settings.folder, own))) {
    throw new Failure(
      `${image.name} has ${own}, which docker buildx alone reads: install it, or move its lines to .dockerignore`,
    );
  }
  await succeed(run, ['build', ...argumentsOf(push, image.platforms)], {
    say: push.say,
    env: { DOCKER_BUILDKIT: '0' },
  });
  await look(run, push);
  await succeed(run, ['push', uri], push);
}

async function look(run: Run, push: Push): Promise<void> {
  const { exitCode, output } = await run(inspection(push.uri));
  const config = exitCode === 0 ? inspected(output) : undefined;
  if (config !== undefined) push.look(config);
}

function argumentsOf(
  { image: { built }, uri, settings }: Push,
  platforms: readonly string[],
): string[] {
  const context =
    built === undefined ? join(packageFolder, 'crawler') : join(settings.folder, built.build);
  const { dockerfile = 'Dockerfile', target, args = {} } = built ?? {};
  return [
    `--platform=${platforms.join()}`,
    `--file=${join(context, dockerfile)}`,
    ...(target === undefined ? [] : [`--target=${target}`]),
    ...Object.entries(args).map(([name, value]) => `--build-arg=${name}=${value}`),
    `--tag=${uri}`,
    context,
  ];
}

/** @throws Failure with the end of what the program said */
async function succeed(
  run: Run,
  args: readonly string[],
  options: Parameters<Run>[1],
): Promise<void> {
  const { exitCode, output } = await run(args, options);
  if (exitCode === 0) return;
  const [verb = '', second = ''] = args;
  const called = verb === 'buildx' ? `${verb} ${second}` : verb;
  throw new Failure(`docker ${called} failed:\n${output.split('\n').slice(-20).join('\n')}`);
}
