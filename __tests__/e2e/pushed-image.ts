import { BatchDeleteImageCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { readOutputs } from '../../local/deployment';
import { localClient } from './world';

/**
 * Lets the local ECR have the image that the jobs of a checkout ask for, in place of one that is
 * there. moto is no registry: what it has is the manifest alone.
 */
export async function putImage(
  directory: string,
  endpoint: string,
  architecture: string,
): Promise<void> {
  const [, repositoryName = '', imageTag = ''] =
    /\/([^:]+):(.+)$/.exec(String(readOutputs(directory, 'image')['image_uri'])) ?? [];
  const ecr = new ECRClient(localClient(endpoint));
  await ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds: [{ imageTag }] }));
  const imageManifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [{ platform: { os: 'linux', architecture } }],
  });
  await ecr.send(new PutImageCommand({ repositoryName, imageTag, imageManifest }));
  ecr.destroy();
}
