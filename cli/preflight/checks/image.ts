import {
  BatchGetImageCommand,
  ECRClient,
  GetDownloadUrlForLayerCommand,
  type Image,
} from '@aws-sdk/client-ecr';
import { ecrRepositoryOf } from '../../../stacks/rules/image-reference';
import { awsClient } from '../../aws/aws-client';
import type { Subject } from '../subject';
import type { Finding } from '../finding';

const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
const configTimeoutMs = 10_000;

interface Manifest {
  /** Of an image for several platforms. */
  readonly manifests?: readonly { readonly platform?: { readonly architecture?: string } }[];
  /** Of an image for one: the file that says for which. */
  readonly config?: { readonly digest?: string };
}

/** Whether the image exists, for the architecture of the task. */
export async function checkImage({ task }: Subject): Promise<Finding[]> {
  const wanted = task.runtimePlatform?.cpuArchitecture === 'ARM64' ? 'arm64' : 'amd64';
  const images = [...new Set((task.containerDefinitions ?? []).map(({ image = '' }) => image))];
  return Promise.all(images.map((image) => checkOne(image, wanted)));
}

async function checkOne(image: string, wanted: string): Promise<Finding> {
  const repository = ecrRepositoryOf(image);
  if (repository === undefined) return { result: 'unknown', detail: `${image} is not in ECR` };
  const { account: registryId, region, name: repositoryName } = repository;
  const [, imageTag = 'latest', imageDigest] = /(?::([^:@/]+))?(?:@(.+))?$/.exec(image) ?? [];
  // The image may lie in another region than the project.
  const ecr = new ECRClient(awsClient({ region }));
  let found: Image | undefined;
  try {
    const { images = [] } = await ecr.send(
      new BatchGetImageCommand({
        registryId,
        repositoryName,
        imageIds: [imageDigest === undefined ? { imageTag } : { imageDigest }],
        acceptedMediaTypes: manifestTypes,
      }),
    );
    [found] = images;
  } catch (error) {
    if (!(error instanceof Error && error.name === 'RepositoryNotFoundException')) throw error;
    return {
      result: 'failed',
      detail: `the repository ${repositoryName} of ${image} does not exist: create it, or correct the image`,
    };
  }
  if (found?.imageManifest === undefined) {
    return {
      result: 'failed',
      detail: `${image} does not exist: push it, or let Terraform build it with image: { from: 'build' }`,
    };
  }
  const manifest = JSON.parse(found.imageManifest) as Manifest;
  const architectures =
    manifest.manifests?.flatMap(({ platform }) => platform?.architecture ?? []) ??
    (await architectureOf(ecr, { registryId, repositoryName }, manifest));
  if (architectures.length === 0) {
    return {
      result: 'unknown',
      detail: `${image} exists; ECR does not say for which architecture`,
    };
  }
  return architectures.includes(wanted)
    ? { result: 'ok', detail: `${image} for ${wanted}` }
    : {
        result: 'failed',
        detail: `${image} is for ${architectures.join(', ')}, and the task asks for ${wanted}: build it for ${wanted}, or set architecture`,
      };
}

async function architectureOf(
  ecr: ECRClient,
  repository: { registryId: string | undefined; repositoryName: string },
  { config }: Manifest,
): Promise<string[]> {
  if (config?.digest === undefined) return [];
  try {
    const { downloadUrl = '' } = await ecr.send(
      new GetDownloadUrlForLayerCommand({ ...repository, layerDigest: config.digest }),
    );
    const response = await fetch(downloadUrl, { signal: AbortSignal.timeout(configTimeoutMs) });
    const { architecture } = (await response.json()) as { architecture?: string };
    return architecture === undefined ? [] : [architecture];
  } catch {
    // The image exists nevertheless.
    return [];
  }
}
