import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageFolder } from '../../stacks/settings/package-folder';
import { findProgram, runProgram } from '../program';

/** One container, as ECS would start it. */
export interface Container {
  /** Unique on this machine. */
  readonly name: string;
  readonly image: string;
  readonly user: string | undefined;
  readonly readonlyRootFilesystem: boolean;
  readonly workingDirectory?: string | undefined;
  readonly initProcess: boolean;
  readonly addedCapabilities: readonly string[];
  readonly droppedCapabilities: readonly string[];
  readonly memoryMiB: number;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopTimeoutSeconds: number;
  /** In place of the image's own. */
  readonly entryPoint?: readonly string[] | undefined;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export interface ContainerResult {
  readonly exitCode: number;
  readonly ran: 'docker' | 'node';
}

/**
 * Runs a container: by the Docker engine where one has the image, else the same bundle under node,
 * with the container's environment and nothing of ours.
 *
 * @param stop ends the container as ECS does: SIGTERM, and SIGKILL after its stop timeout
 * @throws when only a Docker engine could run it
 */
export async function runContainer(
  directory: string,
  container: Container,
  onLine: (line: string) => void,
  stop?: AbortSignal,
): Promise<ContainerResult> {
  const docker = findProgram('docker');
  const image = docker !== undefined && (await hasImage(docker, directory, container.image));
  // An entry point of the job's own is a program of the image's, not of this machine's.
  if (!image && (container.entryPoint !== undefined || !isCrawler(container))) {
    throw new Error(
      `${container.image} needs a Docker engine that has it: run docker pull ${container.image}`,
    );
  }
  const child = image
    ? spawn(docker, dockerArguments(container), {
        // The values go by the environment: arguments can be read by everybody on the machine.
        env: { ...process.env, ...container.environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
    : spawn(
        process.execPath,
        [
          '--no-warnings',
          join(packageFolder, 'crawler', 'dist', 'crawler.js'),
          ...container.command,
        ],
        { env: container.environment, stdio: ['ignore', 'pipe', 'pipe'] },
      );

  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', onLine);
  }
  let killer: NodeJS.Timeout | undefined;
  const end = (): void => {
    // docker run hands a SIGTERM on to the container; a SIGKILL would only end docker run.
    child.kill('SIGTERM');
    killer = setTimeout(() => {
      if (image) spawn(docker, ['kill', container.name], { stdio: 'ignore' });
      else child.kill('SIGKILL');
    }, container.stopTimeoutSeconds * 1000);
  };
  // Before it starts, roles and secrets are asked for, which takes a while.
  if (stop?.aborted === true) end();
  else stop?.addEventListener('abort', end, { once: true });
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    // 137 is what ECS reports of a container that had to be killed.
    child.on('close', (code) => {
      resolve(code ?? 137);
    });
  });
  clearTimeout(killer);
  stop?.removeEventListener('abort', end);
  return { exitCode, ran: image ? 'docker' : 'node' };
}

/** Whether node can run the same bundle: the image is the project's crawler, and none that is called so, too. */
function isCrawler({ image, environment: { PROJECT, ENVIRONMENT } }: Container): boolean {
  const [, repository] = /\/([^/:@]+)[:@][^/]*$/.exec(image) ?? [];
  return repository === `${PROJECT ?? ''}-${ENVIRONMENT ?? ''}-crawler`;
}

function dockerArguments(container: Container): string[] {
  const [program, ...first] = container.entryPoint ?? [];
  return [
    'run',
    '--rm',
    `--name=${container.name}`,
    // The local AWS and the vendor answer on this machine's loopback.
    '--network=host',
    ...(container.readonlyRootFilesystem ? ['--read-only'] : []),
    ...container.droppedCapabilities.map((name) => `--cap-drop=${name}`),
    ...container.addedCapabilities.map((name) => `--cap-add=${name}`),
    ...(container.initProcess ? ['--init'] : []),
    ...(container.workingDirectory === undefined
      ? []
      : [`--workdir=${container.workingDirectory}`]),
    `--memory=${container.memoryMiB}m`,
    ...(container.user === undefined ? [] : [`--user=${container.user}`]),
    ...Object.keys(container.environment).map((name) => `--env=${name}`),
    ...(program === undefined ? [] : [`--entrypoint=${program}`]),
    container.image,
    ...first,
    ...container.command,
  ];
}

async function hasImage(docker: string, directory: string, image: string): Promise<boolean> {
  const inspected = await runProgram(docker, ['image', 'inspect', image], {
    cwd: directory,
    env: process.env,
  });
  return inspected.exitCode === 0;
}
