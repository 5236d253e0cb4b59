import { join } from 'node:path';
import { findProgram, runProgram } from './program';

/**
 * Builds the crawler's image for this machine where a Docker engine answers and the base image can
 * be had.
 *
 * @param imageUri the name that the task definition gives the image
 * @returns why there is no image, or nothing when there is one
 */
export async function buildCrawlerImage(
  directory: string,
  imageUri: string,
): Promise<string | undefined> {
  const options = { cwd: directory, env: { ...process.env, DOCKER_BUILDKIT: '0' } };
  const docker = findProgram('docker');
  if (docker === undefined) return 'Docker is not installed';
  const engine = await runProgram(docker, ['version', '--format', '{{.Server.Version}}'], options);
  if (engine.exitCode !== 0) return 'no Docker engine answers';

  const base = process.env['BASE_IMAGE'];
  const build = await runProgram(
    docker,
    [
      'build',
      '--quiet',
      ...(base === undefined ? [] : ['--build-arg', `BASE_IMAGE=${base}`]),
      '--tag',
      imageUri,
      join(directory, 'crawler'),
    ],
    options,
  );
  return build.exitCode === 0
    ? undefined
    : `the image cannot be built: ${build.output.split('\n').at(-1) ?? ''}`;
}
