import {
  BatchGetImageCommand,
  ECRClient,
  GetDownloadUrlForLayerCommand,
  type ImageIdentifier,
} from '@aws-sdk/client-ecr';
import type { ImageConfig } from '../../stacks/rules/image-config';
import { ecrRepositoryOf } from '../../stacks/rules/image-reference';
import type { Settings } from '../../stacks/settings/settings';
import { awsClient } from '../aws/aws-client';

const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
const configTimeoutMs = 10_000;

interface Manifest {
  /** Of an image for several platforms. */
  readonly manifests?: readonly {
    readonly digest?: string;
    readonly platform?: { readonly architecture?: string };
  }[];
  /** Of an image for one: the file that says for which, and how it is run. */
  readonly config?: { readonly digest?: string };
}

/** What ECR says of an image. */
export type SeenImage =
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'no repository'; readonly repository: string }
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'there';
      readonly architectures: readonly string[];
      /** Nothing is in it where ECR does not say. */
      readonly config: ImageConfig;
    };

/** @param architecture which image of those for several platforms: `arm64` or `amd64` */
export async function seeImage(
  settings: Settings,
  image: string,
  architecture: string,
): Promise<SeenImage> {
  const repository = ecrRepositoryOf(image);
  if (repository === undefined) return { kind: 'elsewhere' };
  // The image may lie in another region than the project.
  const registry = new Registry(settings, repository);
  const [, imageTag = 'latest', imageDigest] = /(?::([^:@/]+))?(?:@(.+))?$/.exec(image) ?? [];
  try {
    const manifest = await registry.manifest(
      imageDigest === undefined ? { imageTag } : { imageDigest },
    );
    if (manifest === undefined) return { kind: 'missing' };
    const ofSeveral = manifest.manifests?.flatMap(({ platform }) => platform?.architecture ?? []);
    const config = await registry.config(manifest, architecture);
    return {
      kind: 'there',
      architectures: ofSeveral ?? [config.architecture].filter((one) => one !== undefined),
      config,
    };
  } catch (error) {
    if (!(error instanceof Error && error.name === 'RepositoryNotFoundException')) throw error;
    return { kind: 'no repository', repository: repository.name };
  } finally {
    registry.close();
  }
}

class Registry {
  readonly #ecr: ECRClient;
  readonly #repository: { readonly registryId: string; readonly repositoryName: string };

  constructor(
    settings: Settings,
    { account, region, name }: NonNullable<ReturnType<typeof ecrRepositoryOf>>,
  ) {
    this.#ecr = new ECRClient(awsClient({ ...settings, region }));
    this.#repository = { registryId: account, repositoryName: name };
  }

  async manifest(id: ImageIdentifier): Promise<Manifest | undefined> {
    const { images: [found] = [] } = await this.#ecr.send(
      new BatchGetImageCommand({
        ...this.#repository,
        imageIds: [id],
        acceptedMediaTypes: manifestTypes,
      }),
    );
    const text = found?.imageManifest;
    return text === undefined ? undefined : (JSON.parse(text) as Manifest);
  }

  /** Nothing is in it where ECR does not say: the image exists nevertheless. */
  async config(manifest: Manifest, architecture: string): Promise<ImageConfig> {
    try {
      const one = manifest.manifests?.find(
        ({ platform }) => platform?.architecture === architecture,
      );
      const own =
        one?.digest === undefined ? manifest : await this.manifest({ imageDigest: one.digest });
      const layerDigest = own?.config?.digest;
      if (layerDigest === undefined) return {};
      const { downloadUrl = '' } = await this.#ecr.send(
        new GetDownloadUrlForLayerCommand({ ...this.#repository, layerDigest }),
      );
      const response = await fetch(downloadUrl, { signal: AbortSignal.timeout(configTimeoutMs) });
      return (await response.json()) as ImageConfig;
    } catch {
      return {};
    }
  }

  close(): void {
    this.#ecr.destroy();
  }
}
