import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFolder } from '../stacks/settings/package-folder';
import { findProgram, runProgram } from './program';

const crawler = join(packageFolder, 'crawler');

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

  const baseImage = process.env['BASE_IMAGE'];
  const folder = mkdtempSync(join(tmpdir(), 'fargate-cron-image-'));
  try {
    const dockerfile = join(folder, 'Dockerfile');
    const text = readFileSync(join(crawler, 'Dockerfile'), 'utf8');
    writeFileSync(dockerfile, baseImage === undefined ? text : withoutOtherBase(text));
    const base = baseImage === undefined ? [] : ['--build-arg', `BASE_IMAGE=${baseImage}`];
    const build = await runProgram(
      docker,
      ['build', '--quiet', ...base, ...['--file', dockerfile], ...['--tag', imageUri], crawler],
      options,
    );
    return build.exitCode === 0
      ? undefined
      : `the image cannot be built: ${build.output.split('\n').at(-1) ?? ''}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Without BuildKit, which the `docker` of many machines lacks, a base that nothing uses is pulled, too. */
function withoutOtherBase(dockerfile: string): string {
  return dockerfile.replace(/^FROM .* AS distroless$/m, '');
}
